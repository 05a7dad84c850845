//! A model that a learner brought, in the place of the network that a lesson would train.

use crate::pack::{Lesson, Step, Train};
use crate::train::{RunId, RunRecord};

/// A model that stands in for a lesson's network.
#[derive(Debug, Clone, PartialEq)]
pub struct StandIn {
    /// The run as which it is kept.
    pub run: RunId,
    /// What its file is called.
    pub file: String,
    /// The set that it reads.
    pub set: String,
    /// Whether it can be trained on: not an ONNX model, which only answers.
    pub can_go_on: bool,
}

impl StandIn {
    /// A model that was brought, by its run.
    pub fn of(record: &RunRecord) -> Self {
        Self {
            run: record.id.clone(),
            file: record.model(),
            set: record.set().to_owned(),
            can_go_on: record.architecture().is_some(),
        }
    }

    /// The step of a lesson, from 0, whose network it stands in for: the first one that is trained from nothing, without
    /// augmentation, on the set that it reads. None where the lesson has no such network, or goes on training it and
    /// the model cannot be trained on.
    pub fn place_in(&self, lesson: &Lesson) -> Option<usize> {
        let fits = |train: &Train| {
            let is_plain = train.from.is_none() && train.recipe.augment.is_empty();
            is_plain && train.data.set == self.set
        };
        let mut steps = lesson.steps.iter().enumerate();
        let (place, train) = steps.find_map(|(place, step)| match step {
            Step::Train(train) if fits(train) => Some((place, train)),
            _ => None,
        })?;
        let goes_on = |step: &Step| {
            let from = match step {
                Step::Train(later) => later.from.as_deref(),
                Step::Exercise(exercise) => exercise.from.as_deref(),
                Step::Say(_)
                | Step::Ask(_)
                | Step::Reveal(_)
                | Step::Dial(_)
                | Step::Draw(_)
                | Step::Inspect(_)
                | Step::Compare(_)
                | Step::Photo(_)
                | Step::Card(_)
                | Step::Label(_)
                | Step::Solve(_)
                | Step::Sweep(_) => None,
            };
            from == Some(train.name.as_str())
        };
        let is_trained_on = lesson.steps.iter().any(goes_on);
        (self.can_go_on || !is_trained_on).then_some(place)
    }
}
