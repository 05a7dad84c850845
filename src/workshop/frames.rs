//! When a seat's screen is drawn: at once after a key, and for what merely goes on, such as a training that many watch, the
//! more seldom the more seats there are. A class of three hundred shares two cores with what it trains.

use std::time::{Duration, Instant};

/// What a seat waits between two frames that nobody asked for, for each seat that there is: what all draw together is then at
/// most a frame in this time, which takes a third of it (a frame takes about a millisecond).
const EACH: Duration = Duration::from_millis(3);
/// The longest that anybody waits to see how a training goes.
const LONGEST: Duration = Duration::from_secs(1);

/// Which frames a seat still has to draw.
#[derive(Debug)]
pub(super) struct Frames {
    wanted: Wanted,
    /// Before then, nothing is drawn that can wait.
    later: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Nothing has changed.
    Nothing,
    /// Something has changed that can wait.
    Later,
    /// Somebody waits for it.
    Now,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            wanted: Wanted::Now,
            later: None,
        }
    }
}

impl Frames {
    /// Somebody waits for the next frame.
    pub(super) fn are_wanted_now(&mut self) {
        self.wanted = Wanted::Now;
    }

    /// Something has changed that nobody waits for.
    pub(super) fn are_wanted_later(&mut self) {
        if self.wanted == Wanted::Nothing {
            self.wanted = Wanted::Later;
        }
    }

    /// Whether a frame is to be drawn.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        match self.wanted {
            Wanted::Nothing => false,
            Wanted::Later => self.later.is_none_or(|later| now >= later),
            Wanted::Now => true,
        }
    }

    /// How long until what can wait is to be drawn; none where nothing is, or where the terminal is waited for.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let later = self.later.filter(|_| self.wanted == Wanted::Later)?;
        let wait = later.saturating_duration_since(now);
        (!wait.is_zero()).then_some(wait)
    }

    /// A frame is drawn, in a class of so many seats.
    pub(super) fn is_drawn(&mut self, now: Instant, seats: usize) {
        let seats = u32::try_from(seats).unwrap_or(u32::MAX);
        self.wanted = Wanted::Nothing;
        self.later = Some(now + EACH.saturating_mul(seats).min(LONGEST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_seen_at_once_and_a_training_the_more_seldom_the_more_watch() {
        let begun = Instant::now();
        let after = |millis: u64| begun + Duration::from_millis(millis);
        let mut frames = Frames::default();
        assert!(frames.is_due(begun), "the first");
        frames.is_drawn(begun, 100);
        assert!(!frames.is_due(after(9_000)), "nothing has changed");
        frames.are_wanted_later();
        assert!(!frames.is_due(after(299)) && frames.is_due(after(300)));
        assert_eq!(frames.wait(after(100)), Some(Duration::from_millis(200)));
        assert_eq!(frames.wait(after(300)), None, "the terminal is waited for");
        frames.are_wanted_now();
        frames.are_wanted_later();
        assert!(frames.is_due(after(1)), "a key is not put off");
        frames.is_drawn(after(1), 3_000);
        frames.are_wanted_later();
        assert!(frames.is_due(after(1_001)), "nobody waits for longer");
    }
}
