//! What time it is, for records that people read.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1970; 0 where the clock stands before that.
pub fn unix_seconds() -> u64 {
    since_1970().as_secs()
}

/// The same in milliseconds: what passes is counted by it where several machines, or a restart, are between.
pub fn unix_millis() -> u64 {
    u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX)
}

fn since_1970() -> Duration {
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap_or_default()
}
