//! What a step sees of the lesson around it, and how it orders work.

use std::collections::BTreeMap;

use super::talk::{Order, Work};
use crate::train::RunId;

/// What a step knows of the lesson around it.
#[derive(Debug)]
pub(crate) struct Around {
    /// The step's place, from 0.
    pub step: usize,
    /// The runs that can answer, by their names in the lesson.
    pub runs: BTreeMap<String, RunId>,
}

impl Around {
    /// The run of this name, or why there is none.
    pub fn run(&self, name: &str) -> Result<RunId, String> {
        let known = self.runs.get(name).cloned();
        known.ok_or_else(|| format!("the run {name} has not been trained; go back and train it"))
    }

    /// Orders work for this step.
    pub fn work(&self, work: Work) -> Order {
        Order::Work {
            step: self.step,
            work,
        }
    }
}
