//! Who needs help most.

use std::time::{Duration, Instant};

use crate::workshop::status::{Doing, Status};

/// On one step for longer than that, somebody may be stuck.
pub(super) const STUCK: Duration = Duration::from_secs(4 * 60);

/// How much somebody needs help: whoever asks for it, whose step failed, who may be stuck, who does nothing; then who is
/// on their step for longest.
pub(super) fn need(asks: bool, status: &Status, now: Instant) -> (u8, Duration) {
    let here = now.saturating_duration_since(status.since);
    let quiet = now.saturating_duration_since(status.touched);
    let level = match status.doing {
        _ if asks => 4,
        _ if !status.is_there => 0,
        Doing::Failed => 3,
        Doing::Training(..) | Doing::Queued(..) | Doing::Measuring => 0,
        _ if status.place.is_some() && here > STUCK => 2,
        _ if quiet > STUCK => 1,
        _ => 0,
    };
    (level, here)
}
