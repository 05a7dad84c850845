//! Browsers that have shown the code of the class and have not said their name yet. The roster knows those that have.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::fingerprint::Fingerprint;

/// How long the code need not be typed again: longer than anybody may stand in the door.
const LIVES: Duration = Duration::from_secs(15 * 60);
/// Browsers that are remembered; the oldest are forgotten first.
const MOST: usize = 4_096;

/// Who has shown it, oldest first.
#[derive(Debug, Default)]
pub(super) struct Admitted(Mutex<Vec<(Fingerprint, Instant)>>);

impl Admitted {
    /// One more has.
    pub(super) fn add(&self, fingerprint: Fingerprint, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(_, since)| now.saturating_duration_since(*since) < LIVES);
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push((fingerprint, now));
    }

    /// Whether this one has, not too long ago.
    pub(super) fn contains(&self, fingerprint: &Fingerprint, now: Instant) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(known, since): &(Fingerprint, Instant)| {
            known == fingerprint && now.saturating_duration_since(*since) < LIVES
        };
        all.iter().any(is_it)
    }
}
