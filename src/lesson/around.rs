//! What a step sees of the lesson around it, and how it orders work.

use std::collections::BTreeMap;

use thiserror::Error;

use super::control::{LearnerRead, Reading};
use super::talk::{Order, Work};
use crate::eval::SliceSpec;
use crate::train::RunId;

/// What a step knows of the lesson around it.
#[derive(Debug)]
pub(crate) struct Around {
    /// The step's place, from 0.
    pub(super) step: usize,
    /// The runs that can answer, by their names in the lesson.
    pub(super) runs: BTreeMap<String, Group>,
    /// What the learner has read in the lesson.
    pub(super) read: Vec<LearnerRead>,
}

/// A run of the lesson, and those of the same recipe that were trained beside it.
#[derive(Debug)]
pub(crate) struct Group {
    /// The run itself, then the others in the order of their seeds.
    pub(super) runs: Vec<RunId>,
    /// The seed of the run itself.
    pub(super) seed: u64,
}

/// A step needs a run that has not been trained.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the run {0} has not been trained; go back and train it")]
pub(crate) struct Untrained(pub(super) String);

impl Around {
    /// The run of this name, or why there is none.
    pub(super) fn run(&self, name: &str) -> Result<RunId, Untrained> {
        let own = self.group(name)?.runs.first();
        own.cloned().ok_or_else(|| Untrained(name.to_owned()))
    }

    /// The run of this name with those that were trained beside it, or why there is none.
    pub(super) fn group(&self, name: &str) -> Result<&Group, Untrained> {
        let known = self.runs.get(name);
        known.ok_or_else(|| Untrained(name.to_owned()))
    }

    /// What the learner has read of pictures like those of these slices.
    pub(super) fn readings(&self, slices: &[SliceSpec]) -> Vec<Reading> {
        Reading::of_each(slices, &self.read)
    }

    /// Orders work for this step.
    pub(super) fn work(&self, work: Work) -> Order {
        Order::Work {
            step: self.step,
            work,
        }
    }
}
