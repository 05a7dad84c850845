//! What comes over a page takes no key before it could be seen: who is typing when a vote or a message comes means the page.

use std::time::{Duration, Instant};

/// Between the arrival of something on a screen and the first key that is meant for it: longer than between two keys of
/// somebody who types, and not much longer than a look takes.
const LOOK: Duration = Duration::from_millis(600);

/// Something of the instructor's that lies over a learner's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lying {
    /// What they say.
    Message(String),
    /// Whether they may look at the screen.
    Request,
    /// The vote with this number, open or closed.
    Vote(i64, bool),
}

/// Since when it can be seen.
#[derive(Debug, Default)]
pub(super) struct Settling {
    lying: Option<Lying>,
    is_drawn: bool,
    seen: Option<Instant>,
    /// Whether it was drawn with the keys that it takes.
    is_told: bool,
}

impl Settling {
    /// This is drawn now, or nothing.
    pub(super) fn is_drawn(&mut self, lying: Option<&Lying>, now: Instant) {
        if self.lying.as_ref() != lying {
            *self = Self {
                lying: lying.cloned(),
                ..Self::default()
            };
        }
        self.is_drawn = lying.is_some();
        self.is_told = self.has_settled(lying, now);
    }

    /// The learner has called for this: it takes keys at once.
    pub(super) fn is_called(&mut self, lying: Option<Lying>, now: Instant) {
        *self = Self {
            lying,
            seen: now.checked_sub(LOOK),
            ..Self::default()
        };
    }

    /// What was drawn has arrived.
    pub(super) fn has_arrived(&mut self, now: Instant) {
        if self.is_drawn && self.seen.is_none() {
            self.seen = Some(now);
        }
    }

    /// Whether it takes keys.
    pub(super) fn has_settled(&self, lying: Option<&Lying>, now: Instant) -> bool {
        let is_seen = self.seen.is_some_and(|seen| now >= seen + LOOK);
        lying.is_some() && self.lying.as_ref() == lying && is_seen
    }

    /// Whether the keys that it takes are still to be told.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        !self.is_told && self.seen.is_some_and(|seen| now >= seen + LOOK)
    }

    /// How long until they are; none where nothing is waited for.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let seen = self.seen.filter(|_| !self.is_told)?;
        let wait = (seen + LOOK).saturating_duration_since(now);
        (!wait.is_zero()).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_takes_a_key_before_it_was_seen_for_a_moment() {
        let begun = Instant::now();
        let after = |millis: u64| begun + Duration::from_millis(millis);
        let vote = Lying::Vote(1, true);
        let mut settling = Settling::default();
        assert!(!settling.has_settled(None, begun));
        settling.is_drawn(Some(&vote), begun);
        assert!(
            !settling.has_settled(Some(&vote), after(9_000)),
            "it is still on its way"
        );
        assert_eq!(settling.wait(after(9_000)), None);
        settling.has_arrived(after(10_000));
        assert_eq!(
            settling.wait(after(10_100)),
            Some(Duration::from_millis(500))
        );
        assert!(!settling.has_settled(Some(&vote), after(10_599)));
        assert!(settling.has_settled(Some(&vote), after(10_600)));
        assert!(settling.is_due(after(10_600)) && settling.wait(after(10_600)).is_none());
        settling.is_drawn(Some(&vote), after(10_600));
        assert!(!settling.is_due(after(10_700)), "its keys are told");
        settling.is_called(Some(vote.clone()), after(10_800));
        assert!(settling.has_settled(Some(&vote), after(10_800)));
        // Another one begins anew.
        let closed = Lying::Vote(1, false);
        assert!(!settling.has_settled(Some(&closed), after(20_000)));
        settling.is_drawn(Some(&closed), after(20_000));
        settling.has_arrived(after(20_010));
        assert!(!settling.has_settled(Some(&closed), after(20_100)));
    }
}
