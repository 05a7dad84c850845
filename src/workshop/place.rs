//! Where a learner is, and what of it the class gets.

use std::time::Instant;

use super::roster::Learner;
use super::state::Workshop;
use super::status::At;
use crate::lesson::Walk;
use crate::lesson::step::StepState;
use crate::pack::Step;

/// Where a learner is.
pub(super) struct Presence {
    at: Option<At>,
    since: Instant,
    /// What was handed over to the class set last: the step, and how many digits.
    handed_over: Option<(At, usize)>,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            at: None,
            since: Instant::now(),
            handed_over: None,
        }
    }
}

impl Presence {
    /// Takes note of where the learner is; since when they are there.
    pub(super) fn is_at(&mut self, at: Option<At>) -> Instant {
        if at != self.at {
            (self.at, self.since) = (at, Instant::now());
        }
        self.since
    }

    /// Hands what the learner has drawn and a network has read over to the class set, if they agree.
    pub(super) fn hand_over(
        &mut self,
        workshop: &Workshop,
        learner: &Learner,
        lesson: usize,
        walk: &Walk,
    ) {
        let Some((Step::Draw(draw), StepState::Draw(state))) = walk.current() else {
            return;
        };
        let written = state.written(draw);
        let at = At {
            lesson,
            step: walk.at(),
        };
        let now = Some((at, written.len()));
        if !learner.consents || written.is_empty() || self.handed_over == now {
            return;
        }
        let file = workshop.pack.file.lessons.get(lesson);
        let place = (file.map_or("", String::as_str), at.step);
        match workshop.set.record(&learner.id, place, &written) {
            Ok(()) => self.handed_over = now,
            Err(error) => tracing::error!(%error, "the class set cannot be written"),
        }
    }
}
