//! What is written down of a run: `run.json`, in its forms.

use serde::{Deserialize, Serialize};

use super::error::RecordProblem;
use super::event::{CurvePoint, Divergence, EpochRecord, Status};
use super::experiment::Experiment;
use super::run_id::RunId;
use crate::base::clock::unix_seconds;

/// Where a run stands inside an epoch, so that it can go on at the very next step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Complete epochs.
    pub epochs: usize,
    /// Steps done in the epoch after those.
    pub step: usize,
    /// Sums over the steps of that epoch.
    pub epoch_sums: Sums,
    /// Sums since the newest point of the curve.
    pub point_sums: Sums,
    /// Seconds spent in the steps of that epoch.
    pub seconds: f64,
}

impl Position {
    /// Training pictures a second in this epoch so far; 0 before the first step.
    pub(crate) fn images_per_second(&self) -> f64 {
        match self.seconds {
            seconds if seconds > 0.0 => self.epoch_sums.pictures as f64 / seconds,
            _ => 0.0,
        }
    }
}

/// Sums over training pictures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    /// Cross-entropy in nats.
    pub(super) loss: f64,
    /// Right answers.
    pub(super) correct: usize,
    /// Pictures.
    pub(super) pictures: usize,
}

impl Sums {
    /// Adds a step's mean loss and right answers.
    pub(crate) fn add(&mut self, loss: f64, correct: usize, pictures: usize) {
        self.loss += loss * pictures as f64;
        self.correct += correct;
        self.pictures += pictures;
    }

    /// Mean loss and share of right answers.
    pub(crate) fn means(&self) -> (f64, f64) {
        let n = self.pictures.max(1) as f64;
        (self.loss / n, self.correct as f64 / n)
    }
}

/// The form of `run.json`. It goes up when an older program would misread a newer one's record.
pub(super) const FORM: u32 = 2;

/// That of records without one.
fn first_form() -> u32 {
    1
}

/// What is read of a record first, whatever else stands in it.
#[derive(Deserialize)]
struct Form {
    #[serde(default = "first_form")]
    form: u32,
}

/// Everything that is known about a run beside its weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// The form that it was written in.
    #[serde(default = "first_form")]
    pub(super) form: u32,
    /// The run.
    pub id: RunId,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    pub experiment: Experiment,
    /// Trainable parameters.
    pub parameters: usize,
    /// The version of the program that began it.
    pub program: String,
    /// How far it came.
    pub status: Status,
    /// How it diverged, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divergence: Option<Divergence>,
    /// Where it stands.
    pub position: Position,
    /// Its complete epochs.
    pub epochs: Vec<EpochRecord>,
    /// Its training curve.
    pub curve: Vec<CurvePoint>,
    /// Seconds of training and validation, over all sittings.
    pub seconds: f64,
    /// When it began, Unix seconds.
    pub started: u64,
    /// When it last changed, Unix seconds.
    pub changed: u64,
    /// The weights that answer for the run: the last ones, or the best with early stopping.
    pub weights: Option<Weights>,
    /// What training goes on from, while the run is not final.
    pub resume: Option<Resume>,
}

/// A file of weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Its name in the run's folder.
    pub file: String,
    /// Its SHA-256; none in runs that were trained before it was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Complete epochs behind these weights.
    pub epoch: usize,
    /// Their validation loss, where there was one.
    pub validation_loss: Option<f64>,
}

/// The files that an unfinished run goes on from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The newest weights.
    pub(super) weights: String,
    /// Their SHA-256, as of [`Weights`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) weights_sha256: Option<String>,
    /// The optimizer's state that belongs to them.
    pub(super) optimizer: String,
    /// Its SHA-256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) optimizer_sha256: Option<String>,
}

impl RunRecord {
    /// Its id, and the name that somebody gave it.
    pub fn called(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.id),
            None => self.id.to_string(),
        }
    }

    /// The epoch whose weights answer for the run; none where there are none, or they are from within an epoch.
    pub fn kept(&self) -> Option<&EpochRecord> {
        let kept = self.weights.as_ref()?.epoch;
        self.epochs.iter().find(|epoch| epoch.epoch == kept)
    }

    /// A run that has not done anything yet.
    pub(super) fn new(id: RunId, experiment: Experiment, parameters: usize) -> Self {
        let now = unix_seconds();
        Self {
            form: FORM,
            id,
            name: None,
            experiment,
            parameters,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            status: Status::Running,
            divergence: None,
            position: Position::default(),
            epochs: Vec::new(),
            curve: Vec::new(),
            seconds: 0.0,
            started: now,
            changed: now,
            weights: None,
            resume: None,
        }
    }

    /// Whether these weights should answer for the run from now on: always the newest, but with
    /// early stopping only better ones than those that are kept.
    pub(super) fn replaces_kept(&self, candidate: &Weights) -> bool {
        let (Some(_), Some(kept)) = (self.experiment.recipe.early_stop, &self.weights) else {
            return true;
        };
        match (candidate.validation_loss, kept.validation_loss) {
            (Some(new), Some(old)) => new < old,
            (Some(_), None) => true,
            (None, _) => kept.epoch == 0,
        }
    }
}

/// A record from its text. Whoever wrote what is well formed and not understood can read it.
pub(super) fn parse(text: &[u8]) -> Result<RunRecord, RecordProblem> {
    let problem = |error: serde_json::Error| match error.is_data() {
        true => RecordProblem::Foreign(error.to_string()),
        false => RecordProblem::Damaged(error.to_string()),
    };
    let Form { form } = serde_json::from_slice(text).map_err(problem)?;
    match form {
        newer if newer > FORM => Err(RecordProblem::Newer(newer)),
        _ => serde_json::from_slice(text).map_err(problem),
    }
}
