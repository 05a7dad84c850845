//! What of a training can be turned, and the values that it can be turned to: by a sweep, or by a learner.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Architecture;
use crate::shift::Augmentation;
use crate::train::Experiment;

/// A knob and its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Knob {
    /// The size of a step.
    LearningRate(Vec<f64>),
    /// Pictures in a step.
    Batch(Vec<usize>),
    /// How often every picture is seen.
    Epochs(Vec<usize>),
    /// How many pictures are learned from.
    Train(Vec<usize>),
    /// What the pictures are put through each time they are learned from: a list for each value, an empty one for
    /// nothing.
    Augment(Vec<Vec<Augmentation>>),
    /// Which layers.
    Model(Vec<Architecture>),
}

impl Knob {
    /// How a value is called that puts the pictures through nothing.
    pub const NOTHING: &str = "none";

    /// The values as they are called.
    pub fn values(&self) -> Vec<String> {
        match self {
            Self::LearningRate(rates) => rates.iter().map(f64::to_string).collect(),
            Self::Batch(numbers) | Self::Epochs(numbers) | Self::Train(numbers) => {
                numbers.iter().map(usize::to_string).collect()
            }
            Self::Augment(lists) => lists.iter().map(|list| together(list)).collect(),
            Self::Model(models) => models.iter().map(Architecture::to_string).collect(),
        }
    }

    /// The id of the knob's name among the interface's texts.
    pub fn text(&self) -> &'static str {
        match self {
            Self::LearningRate(_) => "knob-learning-rate",
            Self::Batch(_) => "knob-batch",
            Self::Epochs(_) => "knob-epochs",
            Self::Train(_) => "knob-train",
            Self::Augment(_) => "knob-augment",
            Self::Model(_) => "knob-model",
        }
    }

    /// The key that it is written with.
    pub(in crate::pack) fn key(&self) -> &'static str {
        match self {
            Self::LearningRate(_) => "learning_rate",
            Self::Batch(_) => "batch",
            Self::Epochs(_) => "epochs",
            Self::Train(_) => "train",
            Self::Augment(_) => "augment",
            Self::Model(_) => "model",
        }
    }

    /// Turns what is trained to the value at this place, from 0. Where there is none, it stays as it is.
    pub(super) fn turn(&self, place: usize, experiment: &mut Experiment) {
        fn put<T: Clone>(values: &[T], place: usize, into: &mut T) {
            if let Some(value) = values.get(place) {
                *into = value.clone();
            }
        }
        let recipe = &mut experiment.recipe;
        match self {
            Self::LearningRate(rates) => recipe.learning_rate = rates.get(place).copied(),
            Self::Batch(sizes) => put(sizes, place, &mut recipe.batch),
            Self::Epochs(n) => put(n, place, &mut recipe.epochs),
            Self::Train(n) => experiment.data.train = n.get(place).copied(),
            Self::Augment(lists) => put(lists, place, &mut recipe.augment),
            Self::Model(models) => put(models, place, &mut experiment.model),
        }
    }
}

fn together(list: &[Augmentation]) -> String {
    let names: Vec<String> = list.iter().map(Augmentation::to_string).collect();
    match names.is_empty() {
        true => Knob::NOTHING.to_owned(),
        false => names.join("+"),
    }
}
