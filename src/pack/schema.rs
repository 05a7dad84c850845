//! The pack format as types: what may stand in `pack.yaml` and in a lesson.

use serde::{Deserialize, Serialize};

use crate::eval::SliceSpec;
use crate::model::Architecture;
use crate::train::{DataChoice, Experiment, Recipe};

/// The newest format that this program reads.
pub const FORMAT: u32 = 1;

/// `pack.yaml`: what the pack is, and its lessons in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// The version of the pack format; 1.
    pub format: u32,
    /// A short name of lower-case letters, digits and hyphens.
    pub name: String,
    /// The name that learners see.
    pub title: String,
    /// One or two sentences on what it teaches.
    pub about: String,
    /// Under which licence the pack may be passed on.
    pub licence: String,
    /// File names of the lessons, in order.
    pub lessons: Vec<String>,
}

/// A lesson: a walk through steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its title.
    #[serde(rename = "lesson")]
    pub title: String,
    /// One line on what happens in it.
    #[serde(default)]
    pub about: String,
    /// How long a reader needs, training included.
    pub minutes: u32,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One step of a lesson: a map with one key, its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Text to read, in Markdown.
    Say(String),
    /// A question with choices.
    Ask(Ask),
    /// A network to train, live.
    Train(Train),
    /// A trained network meets data that it has not seen.
    Reveal(Reveal),
}

impl Step {
    /// The kind's name, as lessons write it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Say(_) => "say",
            Self::Ask(_) => "ask",
            Self::Train(_) => "train",
            Self::Reveal(_) => "reveal",
        }
    }
}

/// A question with choices, one of which is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What is asked, in Markdown.
    pub question: String,
    /// What can be answered.
    pub choices: Vec<String>,
    /// The right choice, counted from 1.
    pub answer: usize,
    /// Shown with the right answer, in Markdown.
    pub why: String,
    /// Shown one at a time, when asked for.
    #[serde(default)]
    pub hints: Vec<String>,
}

/// A network to train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Train {
    /// What later steps call this run.
    #[serde(rename = "as")]
    pub name: String,
    /// Text above the training, in Markdown.
    #[serde(default)]
    pub say: String,
    /// Which pictures.
    pub data: DataChoice,
    /// Which layers.
    pub model: Architecture,
    /// How it is trained.
    #[serde(default)]
    pub recipe: Recipe,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Vec<TrainPrediction>,
    /// Shown when the run is over, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Train {
    /// What is to be trained.
    pub fn experiment(&self) -> Experiment {
        Experiment {
            data: self.data.clone(),
            model: self.model.clone(),
            recipe: self.recipe.clone(),
        }
    }
}

/// Asks for the validation accuracy after an epoch, before the first one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainPrediction {
    /// What is asked; the answer is a percentage.
    pub question: String,
    /// The epoch after which it is measured, from 1.
    pub after: usize,
}

/// A trained network meets data that it has not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// What the learner says beforehand. Nothing is shown before that.
    pub predict: RevealPrediction,
    /// The data, in the order in which it is shown.
    pub slices: Vec<SliceSpec>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Reveal {
    /// The place of the slice that the number is said about.
    pub fn predicted_slice(&self) -> Option<usize> {
        let mut slices = self.slices.iter();
        slices.position(|slice| slice.name == self.predict.slice)
    }
}

/// Asks for the accuracy on one of the slices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealPrediction {
    /// What is asked; the answer is a percentage.
    pub question: String,
    /// The name of the slice that the answer is held against.
    pub slice: String,
}
