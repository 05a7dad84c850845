//! Where a learner is, and since when.

use std::time::Instant;

use super::status::At;

/// Where a learner is.
pub(super) struct Presence {
    at: Option<At>,
    since: Instant,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            at: None,
            since: Instant::now(),
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
}
