//! How fast a class goes: what the instructor opens, holds and counts down, for everybody at once.

use std::time::Duration;

use crate::base::clock::unix_millis;

/// What holds for everybody.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pace {
    /// Everybody looks up: no key does anything.
    pub(super) eyes_on_me: bool,
    /// Lessons that are open, from the first; all, if none is said.
    pub(super) open: Option<usize>,
    /// When the time is over, in Unix milliseconds, if it is counted.
    pub(super) until: Option<u64>,
}

impl Pace {
    /// Opens one lesson more, or one less, of so many; all of them is no limit.
    pub(super) fn adjust_open_lessons(&mut self, more: bool, lessons: usize) {
        let now = self.open.unwrap_or(lessons);
        let then = match more {
            true => now + 1,
            false => now.saturating_sub(1).max(1),
        };
        self.open = (then < lessons).then_some(then);
    }

    /// Gives more time, or less; from now on, where none is counted.
    pub(super) fn adjust_time(&mut self, more: bool, by: Duration) {
        let left = self.left().unwrap_or_default();
        let then = match more {
            true => left + by,
            false => left.saturating_sub(by),
        };
        let millis = u64::try_from(then.as_millis()).unwrap_or(u64::MAX);
        self.until = (millis > 0).then(|| unix_millis().saturating_add(millis));
    }

    /// How much time is left, where it is counted; none once it is over.
    pub(super) fn left(&self) -> Option<Duration> {
        let left = self.until?.saturating_sub(unix_millis());
        Some(Duration::from_millis(left))
    }
}

/// Minutes and seconds: 12:05.
pub(super) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_open_and_close_one_by_one() {
        let mut pace = Pace::default();
        pace.adjust_open_lessons(false, 3);
        assert_eq!(pace.open, Some(2));
        pace.adjust_open_lessons(false, 3);
        pace.adjust_open_lessons(false, 3);
        assert_eq!(pace.open, Some(1), "one is always open");
        pace.adjust_open_lessons(true, 3);
        pace.adjust_open_lessons(true, 3);
        assert_eq!(pace.open, None);
    }

    #[test]
    fn time_can_be_given_and_taken() {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        let mut pace = Pace::default();
        assert_eq!(pace.left(), None);
        pace.adjust_time(true, minutes(5));
        pace.adjust_time(true, minutes(5));
        assert!(pace.left() > Some(minutes(9)));
        pace.adjust_time(false, minutes(20));
        assert_eq!(pace.left(), None);
        assert_eq!(clock(Duration::from_secs(725)), "12:05");
    }
}
