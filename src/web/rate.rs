//! How often something may happen.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Counts what happened within a span of time.
#[derive(Debug)]
pub(super) struct Rate {
    most: usize,
    within: Duration,
    times: VecDeque<Instant>,
}

impl Rate {
    /// So often at most within so long.
    pub(super) fn new(most: usize, within: Duration) -> Self {
        Self {
            most,
            within,
            times: VecDeque::new(),
        }
    }

    /// Counts it, if it may happen once more now.
    pub(super) fn allows(&mut self, now: Instant) -> bool {
        let is_old = |time: &Instant| now.saturating_duration_since(*time) >= self.within;
        while self.times.front().is_some_and(is_old) {
            self.times.pop_front();
        }
        let allows = self.times.len() < self.most;
        if allows {
            self.times.push_back(now);
        }
        allows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_too_often_has_to_wait() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut rate = Rate::new(2, Duration::from_secs(60));
        assert!(rate.allows(at(0)) && rate.allows(at(30)));
        assert!(!rate.allows(at(59)));
        assert!(rate.allows(at(60)) && !rate.allows(at(89)) && rate.allows(at(90)));
    }
}
