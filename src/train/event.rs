//! What a run says about itself while it goes on: plain data that screens draw and commands tell.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::run_id::RunId;
use crate::dataset::Split;
use crate::model::Filters;

/// One thing that happened in a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It waits for its turn; this many runs are before it.
    Queued {
        /// Runs that have to end before this one begins.
        ahead: usize,
        /// How long that may take, in seconds, as long as runs have taken here so far; none while none
        /// has ended.
        seconds: Option<u64>,
    },
    /// The machines that train cannot be reached now; it goes on by itself when they can.
    Apart,
    /// Somebody else has asked for the same run, which goes on already: from here on it is watched
    /// together.
    Joined,
    /// Data is ready and the first step follows.
    Started(Start),
    /// Some steps were done.
    Step(StepMetrics),
    /// The pictures that glances are at: one of each class, from validation where there is any.
    Specimens(Split),
    /// What the model says now of the specimens.
    Glance(Glance),
    /// The training pictures have all been seen; the validation ones are being read.
    Validating {
        /// From 1.
        epoch: usize,
    },
    /// An epoch is complete and its checkpoint is on disk.
    Epoch(EpochRecord),
    /// Somebody paused it.
    Paused,
    /// It goes on after a pause.
    Resumed,
    /// It is over; nothing follows.
    Done(Ending),
    /// It could not go on; nothing follows. The last checkpoint stays.
    Failed {
        /// What went wrong and what to do.
        message: String,
    },
}

/// The facts of a run at its start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Start {
    /// The run.
    pub run: RunId,
    /// Trainable parameters.
    pub parameters: usize,
    /// Training pictures.
    pub train: usize,
    /// Validation pictures.
    pub validation: usize,
    /// Epochs that the recipe asks for.
    pub epochs: usize,
    /// Steps in an epoch.
    pub steps: usize,
    /// Decides everything random.
    pub seed: u64,
    /// Where an interrupted run is taken up again, in epochs; 0 for a fresh one.
    pub resumed_at: f64,
    /// For a run that was finished before and is only shown again: when it ended (Unix seconds).
    pub replayed_from: Option<u64>,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepMetrics {
    /// The epoch that is going on, from 1.
    pub epoch: usize,
    /// Steps done in it.
    pub step: usize,
    /// Training pictures a second, in this epoch so far.
    pub images_per_second: f64,
    /// The newest points of the training curve, oldest first.
    pub points: Vec<CurvePoint>,
}

/// A point of the training curve: means over the steps since the point before it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurvePoint {
    /// Where it stands, in epochs.
    pub at: f64,
    /// Mean cross-entropy in nats.
    pub loss: f64,
    /// Share of pictures answered correctly, 0..1, as they were learned from.
    pub accuracy: f64,
}

/// What the model says now of the specimens, the same ones during the whole run, and the weights that it does so by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    /// One entry a specimen, in their order.
    pub answers: Vec<Answer>,
    /// The weights of its first layer, of its first few filters or units.
    pub filters: Arc<Filters>,
}

/// One picture and what the model says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The true class.
    pub label: u8,
    /// The most probable class.
    pub answer: u8,
    /// Its probability, 0..1.
    pub confidence: f32,
}

/// What one epoch came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EpochRecord {
    /// From 1.
    pub epoch: usize,
    /// Mean cross-entropy over the epoch's steps, nats, as the weights moved.
    pub train_loss: f64,
    /// Share answered correctly over the epoch's steps, as the weights moved.
    pub train_accuracy: f64,
    /// Mean cross-entropy on the validation pictures afterwards; none without such pictures.
    pub validation_loss: Option<f64>,
    /// Share of the validation pictures answered correctly afterwards.
    pub validation_accuracy: Option<f64>,
    /// Training pictures a second, validation not counted.
    pub images_per_second: f64,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ending {
    /// The run.
    pub run: RunId,
    /// Finished, stopped, diverged.
    pub status: Status,
    /// How it diverged, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divergence: Option<Divergence>,
    /// Complete epochs.
    pub epochs: usize,
    /// The epoch whose weights are kept; none when it was stopped before the first.
    pub kept_epoch: Option<usize>,
    /// Seconds of training and validation, over all sittings.
    pub seconds: f64,
}

/// How a run diverged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Divergence {
    /// The loss, or a weight, became infinite or not a number.
    NotFinite,
    /// The training loss exploded.
    Loss {
        /// The highest point of its curve, in nats.
        highest: f64,
        /// The mean of its last points.
        last: f64,
        /// What guessing costs: the logarithm of the number of classes.
        guessing: f64,
        /// The share of right answers at its last points, 0..1.
        accuracy: f64,
    },
}

/// How far a run came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is going on, or its process was killed.
    Running,
    /// Every epoch of the recipe is done.
    Finished,
    /// The validation loss stopped improving, as the recipe foresaw.
    EarlyStopped,
    /// Somebody stopped it; it can go on from there.
    Stopped,
    /// The loss became infinite or not a number, and the weights of the last good epoch are kept; or it rose
    /// and nothing is known in the end: see [`Divergence`].
    Diverged,
}

impl Status {
    /// Whether starting it again would change nothing.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Finished | Self::EarlyStopped | Self::Diverged)
    }

    /// The word for it, as a person reads it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "interrupted",
            Self::Finished => "finished",
            Self::EarlyStopped => "stopped early",
            Self::Stopped => "stopped",
            Self::Diverged => "diverged",
        }
    }
}
