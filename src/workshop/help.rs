//! Who asked the instructor for help, in the order in which they asked.

use super::status::At;

/// Characters of what somebody needs help with.
pub(super) const MAX_TEXT: usize = 120;

/// Somebody who asked for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HelpRequest {
    /// Who, by their id.
    pub(super) learner: String,
    /// What they are called.
    pub(super) name: String,
    /// Where they were.
    pub(super) place: Option<At>,
    /// What they said; perhaps nothing.
    pub(super) text: String,
    /// When they asked, in Unix milliseconds.
    pub(super) since: u64,
}

/// All who wait, whoever asked first in front.
#[derive(Debug, Clone, Default)]
pub(super) struct HelpQueue(Vec<HelpRequest>);

impl HelpQueue {
    /// Puts somebody in behind those who asked before; whoever waits already keeps their place and says something else.
    pub(super) fn ask(&mut self, request: HelpRequest) -> HelpRequest {
        let known = self.0.iter().position(|one| one.learner == request.learner);
        let request = match known.map(|place| self.0.remove(place)) {
            Some(waiting) => HelpRequest {
                since: waiting.since,
                ..request
            },
            None => request,
        };
        let order = |one: &HelpRequest| (one.since, one.learner.clone());
        let place = self.0.partition_point(|one| order(one) < order(&request));
        self.0.insert(place, request.clone());
        request
    }

    /// Takes somebody out, who was helped or asks no longer.
    pub(super) fn take(&mut self, learner: &str) -> Option<HelpRequest> {
        let at = self.0.iter().position(|one| one.learner == learner)?;
        Some(self.0.remove(at))
    }

    /// How many are in front of somebody; none where they do not wait.
    pub(super) fn ahead_of(&self, learner: &str) -> Option<usize> {
        self.0.iter().position(|one| one.learner == learner)
    }

    /// Everybody who waits.
    pub(super) fn all(&self) -> Vec<HelpRequest> {
        self.0.clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn whoever_asked_first_is_first_also_when_they_ask_again() {
        let mut queue = HelpQueue::default();
        let asks = |learner: &str, text: &str, since: u64| HelpRequest {
            learner: learner.to_owned(),
            name: learner.to_owned(),
            place: None,
            text: text.to_owned(),
            since,
        };
        queue.ask(asks("ada", "", 1));
        queue.ask(asks("bo", "what is an epoch?", 2));
        queue.ask(asks("ada", "the flag", 3));
        assert_eq!(
            (
                queue.ahead_of("ada"),
                queue.ahead_of("bo"),
                queue.ahead_of("cy")
            ),
            (Some(0), Some(1), None)
        );
        assert_eq!(queue.take("ada").unwrap().text, "the flag");
        assert_eq!(queue.ahead_of("bo"), Some(0));
        assert!(queue.take("ada").is_none());
    }
}
