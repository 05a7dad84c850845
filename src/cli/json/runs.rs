//! Lines about runs, and what they measure.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::attacks::AttackLine;
use super::super::compared::Compared;
use super::super::details::Details;
use super::super::looking::LooksLine;
use crate::dataset::Inputs;
use crate::eval::{Clustered, Evaluation, Interval, Proportion, Spread, SpreadDifference};
use crate::shift::{Family, Shift};
use crate::train::brought::{Asked, Brought};
use crate::train::{CurvePoint, EpochRecord, Experiment, Overlap, RunRecord, Status};

/// A training that waits.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct QueuedLine {
    /// Runs that have to end before this one begins.
    pub(in super::super) ahead: usize,
    /// How long that may take; null while nobody knows.
    pub(in super::super) seconds: Option<u64>,
}

/// A training that reads its validation pictures.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct ValidatingLine {
    /// From 1.
    pub(in super::super) epoch: usize,
}

/// A run.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct RunLine<'a> {
    /// Its id.
    run: &'a str,
    /// What a person calls it.
    name: Option<&'a str>,
    /// How far it came.
    status: Status,
    /// What it is: data, model and recipe. Equal ones are the same run. Absent of a model that was brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    experiment: Option<&'a Experiment>,
    /// What is known of a model that was brought, and how it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    brought: Option<BroughtFacts<'a>>,
    /// Trainable parameters.
    parameters: usize,
    /// The version of the program that began it.
    program: &'a str,
    /// Complete epochs.
    epochs: usize,
    /// Share of the validation pictures answered correctly after the last epoch, 0..1; null without such
    /// pictures.
    validation_accuracy: Option<f64>,
    /// Seconds of training and validation, over all sittings.
    seconds: f64,
    /// When it began, in Unix seconds.
    started: u64,
    /// When it last changed, in Unix seconds.
    changed: u64,
    /// Its epochs; where one run is shown, or two are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<&'a [EpochRecord]>,
    /// Its training curve; where one run is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    curve: Option<&'a [CurvePoint]>,
}

/// A model that was brought.
#[derive(Debug, Serialize, JsonSchema)]
struct BroughtFacts<'a> {
    /// The name of its file.
    file: &'a str,
    /// Hexadecimal SHA-256 of what was brought.
    sha256: &'a str,
    /// What wrote it; null where it does not say.
    producer: Option<&'a str>,
    /// The set whose pictures it reads.
    set: &'a str,
    /// How it wants its pictures, as --preprocess takes it; null for weights, which say it themselves.
    preprocess: Option<String>,
    /// Pictures of the set's training part on which forms were tried, 0 where none were.
    tried: usize,
    /// Those of them that it read correctly in this form.
    correct: usize,
}

impl<'a> BroughtFacts<'a> {
    fn of(brought: &'a Brought) -> Self {
        let tried = brought.tried.as_ref();
        Self {
            file: &brought.file,
            sha256: &brought.sha256,
            producer: brought.producer.as_deref(),
            set: &brought.set,
            preprocess: match &brought.asked {
                Asked::Onnx { form, .. } => Some(form.to_string()),
                Asked::Weights(_) => None,
            },
            tried: tried.map_or(0, |tried| tried.n),
            correct: tried.map_or(0, |tried| tried.correct),
        }
    }
}

impl<'a> RunLine<'a> {
    /// As a list has it.
    pub(in super::super) fn of(record: &'a RunRecord) -> Self {
        let last = record.epochs.last();
        Self {
            run: record.id.as_str(),
            name: record.name.as_deref(),
            status: record.status,
            experiment: record.experiment(),
            brought: record.brought().map(BroughtFacts::of),
            parameters: record.parameters,
            program: &record.program,
            epochs: record.epochs.len(),
            validation_accuracy: last.and_then(|epoch| epoch.validation_accuracy),
            seconds: record.seconds,
            started: record.started,
            changed: record.changed,
            history: None,
            curve: None,
        }
    }

    /// With its epochs.
    pub(in super::super) fn with_history(record: &'a RunRecord) -> Self {
        Self {
            history: Some(&record.epochs),
            ..Self::of(record)
        }
    }

    /// With all that is known.
    pub(in super::super) fn whole(record: &'a RunRecord) -> Self {
        Self {
            curve: Some(&record.curve),
            ..Self::with_history(record)
        }
    }
}

/// Two runs side by side.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct ComparisonLine<'a> {
    /// Both, in the order in which they were named.
    pub(in super::super) runs: [RunLine<'a>; 2],
    /// What differs between them; empty for equal recipes.
    pub(in super::super) differences: Vec<DifferingSetting<'a>>,
}

/// A setting that differs between two runs.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct DifferingSetting<'a> {
    /// The setting, as `mindgap runs compare` calls it.
    pub(in super::super) name: &'a str,
    /// Its value in each run, as it is told; `none` where a run has none.
    pub(in super::super) values: [String; 2],
}

/// A file that a run was written to.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct ExportedLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// The file.
    pub(in super::super) file: String,
    /// The Python script beside it, with weights for PyTorch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) script: Option<String>,
    /// What the run was measured on, for a comparison; absent, with its numbers, where the data is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) data: Option<String>,
    /// How many pictures those are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) n: Option<usize>,
    /// How many of them it reads correctly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) right: Option<usize>,
    /// How often that data has been looked at by now, where it is test data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) looks: Option<LooksLine>,
}

/// How a run did on a slice.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct SliceLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// Decided which pictures were drawn, and what is random in what was done to them.
    pub(in super::super) seed: u64,
    #[serde(flatten)]
    pub(in super::super) evaluated: Evaluated<'a>,
    #[serde(flatten)]
    pub(in super::super) altered: Option<Altered<'a>>,
    /// How the pictures were attacked, with `--attack`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) attack: Option<AttackLine>,
    /// More about it, with `--details`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) details: Option<&'a Details>,
    /// Another run on the same pictures, with `--compare`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) compare: Option<&'a Compared>,
    /// How often its data has been looked at by now; absent where it is no test of the run, or that cannot be
    /// counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) looks: Option<LooksLine>,
}

/// What was measured.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct Evaluated<'a> {
    /// The slice's name.
    pub(in super::super) slice: String,
    /// What a reader should know about these pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) note: Option<&'a str>,
    /// Real, rendered, simulated, or attacked.
    pub(in super::super) inputs: Inputs,
    /// Digest of the slice's pictures and labels, hexadecimal SHA-256.
    pub(in super::super) digest: &'a str,
    /// Pictures.
    pub(in super::super) n: usize,
    /// Right answers.
    pub(in super::super) correct: usize,
    /// Share of right answers, 0..1.
    pub(in super::super) accuracy: f64,
    /// Its 95 % interval: Wilson's, or the one over groups where that is wider.
    pub(in super::super) interval: Interval,
    /// Where pictures come in groups, the interval over these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) clustered: Option<Clustered>,
    /// Mean confidence over all answers, 0..1.
    pub(in super::super) mean_confidence: f64,
    /// Mean confidence over the wrong answers, 0..1; null where all were right, and in a family that was
    /// measured before this was kept.
    pub(in super::super) mean_confidence_wrong: Option<f64>,
    /// How many of the pictures the run has seen in training; absent in a family, of which only the clean pictures are
    /// told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) seen: Option<Overlap>,
}

impl<'a> From<&'a Evaluation> for Evaluated<'a> {
    fn from(evaluation: &'a Evaluation) -> Self {
        Self {
            slice: evaluation.slice.clone(),
            note: evaluation.note.as_deref(),
            inputs: evaluation.inputs,
            digest: &evaluation.digest,
            n: evaluation.n,
            correct: evaluation.correct,
            accuracy: evaluation.accuracy,
            interval: evaluation.interval,
            clustered: evaluation.clustered,
            mean_confidence: evaluation.mean_confidence,
            mean_confidence_wrong: evaluation.mean_confidence_wrong,
            seen: evaluation.overlap,
        }
    }
}

/// What was done to the pictures, with `--family`.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct Altered<'a> {
    /// With `--family`: the pictures before they were altered.
    pub(in super::super) from: &'a str,
    /// The family; absent for the clean pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) family: Option<Family>,
    /// The corruption and its severity; absent for the clean pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) shift: Option<Shift>,
    /// How many pictures were drawn; null for all.
    pub(in super::super) sample: Option<usize>,
    /// Of the program's corruptions: another version alters otherwise.
    pub(in super::super) version: u32,
}

/// How the networks of a recipe did on a slice, with `--group`.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct GroupLine<'a> {
    /// Each network, by its seed.
    pub(in super::super) networks: Vec<NetworkLine>,
    /// The slice's name.
    pub(in super::super) slice: &'a str,
    /// What a reader should know about these pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) note: Option<&'a str>,
    /// Decided which pictures were drawn, and what is random in what was done to them.
    pub(in super::super) seed: u64,
    /// Real, rendered, simulated, or attacked.
    pub(in super::super) inputs: Inputs,
    /// Digest of the slice's pictures and labels, hexadecimal SHA-256.
    pub(in super::super) digest: &'a str,
    /// Pictures.
    pub(in super::super) n: usize,
    /// How the networks spread.
    pub(in super::super) spread: &'a Spread,
    /// What the mean of their probabilities reads correctly; null with `--family`, which keeps no
    /// probabilities.
    pub(in super::super) ensemble: Option<Proportion>,
    /// Another recipe on the same pictures, with `--compare`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) compare: Option<&'a GroupCompared>,
    /// How often its data has been looked at by now; absent where it is no test of the runs, or that cannot be
    /// counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) looks: Option<&'a LooksLine>,
}

/// One network of a recipe.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Network")]
pub(in super::super) struct NetworkLine {
    /// Its run.
    pub(in super::super) run: String,
    /// Its seed.
    pub(in super::super) seed: u64,
    /// Of all pictures, those that it reads correctly.
    pub(in super::super) accuracy: Proportion,
}

/// How a recipe did against another one on a slice.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct GroupCompared {
    /// The other recipe's networks.
    pub(in super::super) networks: Vec<NetworkLine>,
    /// How they spread.
    pub(in super::super) spread: Spread,
    /// Mean accuracy of this recipe less the other's.
    pub(in super::super) difference: SpreadDifference,
    /// Its p-value, adjusted for the number of slices that are compared at once (Holm 1979).
    pub(in super::super) p_holm: f64,
}
