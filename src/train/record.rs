//! What is written down of a run: `run.json`, in its forms.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::brought::Brought;
use super::error::{RecordProblem, TrainError};
use super::event::{CurvePoint, Divergence, EpochRecord, Status};
use super::experiment::Experiment;
use super::run_id::RunId;
use crate::base::clock::unix_seconds;
use crate::dataset::{DataError, Library, Part, Selector};
use crate::model::Architecture;

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

/// The form of the record of a model that was brought, which older programs do not know.
const BROUGHT_FORM: u32 = 3;

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
    #[serde(flatten)]
    pub origin: Origin,
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

/// What a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// A training.
    #[serde(rename = "experiment")]
    Trained(Experiment),
    /// A model that was brought.
    #[serde(rename = "brought")]
    Brought(Box<Brought>),
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
    /// How it was trained, if that was here.
    pub fn experiment(&self) -> Option<&Experiment> {
        match &self.origin {
            Origin::Trained(experiment) => Some(experiment),
            Origin::Brought(_) => None,
        }
    }

    /// The same, for what can be done only with what was trained here.
    ///
    /// # Errors
    /// When it was brought.
    pub fn trained(&self) -> Result<&Experiment, TrainError> {
        self.experiment()
            .ok_or_else(|| TrainError::Brought(self.id.clone()))
    }

    /// What was brought, if it was not trained here.
    pub fn brought(&self) -> Option<&Brought> {
        match &self.origin {
            Origin::Trained(_) => None,
            Origin::Brought(brought) => Some(brought),
        }
    }

    /// Its layers, where they are known: not of an ONNX model.
    pub fn architecture(&self) -> Option<&Architecture> {
        match &self.origin {
            Origin::Trained(experiment) => Some(&experiment.model),
            Origin::Brought(brought) => Some(&brought.weights()?.architecture),
        }
    }

    /// What it learned from; of a model that was brought, the training part of its set: whoever brought it may have
    /// left some out, but nobody knows.
    ///
    /// # Errors
    /// When there is no such data.
    pub fn learned_from<'a>(
        &self,
        library: &'a Library,
    ) -> Result<(Selector, &'a Part), DataError> {
        match &self.origin {
            Origin::Trained(experiment) => experiment.learned_from(library),
            Origin::Brought(brought) => library.training_part(&brought.set),
        }
    }

    /// The set that it learned from, or says that it did.
    pub fn set(&self) -> &str {
        match &self.origin {
            Origin::Trained(experiment) => &experiment.data.set,
            Origin::Brought(brought) => &brought.set,
        }
    }

    /// Its layers in a word, or the file that was brought.
    pub fn model(&self) -> String {
        match &self.origin {
            Origin::Trained(experiment) => experiment.model.to_string(),
            Origin::Brought(brought) => brought.file.clone(),
        }
    }

    /// What it is measured on where nobody says: see [`Experiment::tested_on`].
    ///
    /// # Errors
    /// When there is no such data.
    pub fn tested_on(&self, library: &Library) -> Result<Selector, DataError> {
        match &self.origin {
            Origin::Trained(experiment) => experiment.tested_on(library),
            Origin::Brought(brought) => library.test_part(&brought.set),
        }
    }

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
    pub(super) fn new(id: RunId, origin: Origin, parameters: usize) -> Self {
        let now = unix_seconds();
        Self {
            form: match origin {
                Origin::Trained(_) => FORM,
                Origin::Brought(_) => BROUGHT_FORM,
            },
            id,
            name: None,
            origin,
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

    /// For how many epochs without improvement its training went on, if it would have been stopped then.
    pub(super) fn early_stop(&self) -> Option<usize> {
        self.experiment()?.recipe.early_stop
    }

    /// Whether these weights should answer for the run from now on: always the newest, but with
    /// early stopping only better ones than those that are kept.
    pub(super) fn replaces_kept(&self, candidate: &Weights) -> bool {
        let (Some(_), Some(kept)) = (self.early_stop(), &self.weights) else {
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
    if form > BROUGHT_FORM {
        return Err(RecordProblem::Newer(form));
    }
    let written: Map<String, Value> = serde_json::from_slice(text).map_err(problem)?;
    let record: RunRecord = serde_json::from_slice(text).map_err(problem)?;
    let known = serde_json::to_value(&record).map_err(problem)?;
    // What a flattened field does not take in would be lost without a word.
    let mut unknown = written.keys().filter(|&key| known.get(key).is_none());
    match unknown.next() {
        Some(key) => Err(RecordProblem::Foreign(format!("unknown field `{key}`"))),
        None => Ok(record),
    }
}
