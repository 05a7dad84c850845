//! A run that was tried in an exercise and came to its end.

use serde::{Deserialize, Serialize};

use crate::lesson::knobs::{met_or_not, values_told};
use crate::lesson::tell::status_id;
use crate::pack::{Exercise, GoalPart};
use crate::say;
use crate::train::{RunId, Status};
use crate::words::Words;

/// A run that came to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// Where each knob stood.
    pub knobs: Vec<usize>,
    /// The run.
    pub run: RunId,
    /// Seconds of training and validation.
    pub seconds: f64,
    /// The accuracy on its validation pictures, 0..1; none where it diverged, or there are none.
    pub validation: Option<f64>,
    /// The loss on them, in nats.
    pub validation_loss: Option<f64>,
    /// The accuracy on each slice of the goal, 0..1, in their order.
    pub slices: Vec<f64>,
}

impl Try {
    /// What a part of the goal is held against, 0..1; none where it has no such thing.
    pub fn reached(&self, exercise: &Exercise, part: &GoalPart) -> Option<f64> {
        match part.is_validation {
            true => self.validation,
            false => self.slices.get(exercise.slice_of(part)?).copied(),
        }
    }

    /// Whether it meets a part of the goal.
    pub fn meets_part(&self, exercise: &Exercise, part: &GoalPart) -> bool {
        let reached = self.reached(exercise, part);
        reached.is_some_and(|share| part.range.holds(share * 100.0))
    }

    /// Whether it meets the goal.
    pub fn meets(&self, exercise: &Exercise) -> bool {
        let mut parts = exercise.goal.parts.iter();
        parts.all(|part| self.meets_part(exercise, part))
    }

    /// Its knobs, and what it came to.
    pub(super) fn told(&self, exercise: &Exercise, words: Words) -> String {
        let knobs = values_told(&exercise.knobs, &self.knobs, words).join(", ");
        let seconds = words.lang.decimal(self.seconds, 1);
        let time = say!(words, "exercise-seconds", seconds = seconds);
        let came_to = self.came_to(exercise, words);
        let verdict = met_or_not(self.meets(exercise), words);
        format!("{knobs}: {}, {time}, {verdict}", came_to.join(", "))
    }

    /// What it reached, part by part of the goal; its validation accuracy in any case.
    fn came_to(&self, exercise: &Exercise, words: Words) -> Vec<String> {
        let percent = |share| words.lang.percent(share);
        let validation = match self.validation {
            Some(share) => Some(say!(words, "plain-validation", percent = percent(share))),
            None if exercise.data.validation > 0 => Some(words.text(status_id(Status::Diverged))),
            None => None,
        };
        let slices = exercise.slices.iter().zip(&self.slices);
        let slices =
            slices.map(|(slice, &share)| format!("{} {} %", slice.title(), percent(share)));
        validation.into_iter().chain(slices).collect()
    }
}

/// The place of the best of these: one that meets the goal, and among equals the one with the highest accuracy on
/// validation pictures, or on the goal's first slice; of those the first.
pub(super) fn best(tries: &[Try], exercise: &Exercise) -> Option<usize> {
    let score = |tried: &Try| {
        let reached = tried.validation.or(tried.slices.first().copied());
        (tried.meets(exercise), reached.unwrap_or(0.0))
    };
    let tries = tries.iter().enumerate().rev();
    let best = tries.max_by(|(_, one), (_, other)| {
        let ((met, reached), (other_met, other_reached)) = (score(one), score(other));
        met.cmp(&other_met).then(reached.total_cmp(&other_reached))
    });
    best.map(|(place, _)| place)
}
