//! Who asked the instructor for help, in the order in which they asked.

use std::time::Instant;

use super::status::At;

/// Characters of what somebody needs help with.
pub(super) const MAX_TEXT: usize = 120;

/// Somebody who asked for help.
#[derive(Debug, Clone)]
pub(super) struct HelpRequest {
    /// Who, by their id.
    pub(super) learner: String,
    /// What they are called.
    pub(super) name: String,
    /// Where they were.
    pub(super) place: Option<At>,
    /// What they said; perhaps nothing.
    pub(super) text: String,
    /// When they asked.
    pub(super) since: Instant,
}

/// All who wait, whoever asked first in front.
#[derive(Debug, Default)]
pub(super) struct HelpQueue(Vec<HelpRequest>);

impl HelpQueue {
    /// Puts somebody at the end; whoever waits already keeps their place and says something else.
    pub(super) fn ask(&mut self, request: HelpRequest) {
        match self.0.iter_mut().find(|one| one.learner == request.learner) {
            Some(waiting) => (waiting.text, waiting.place) = (request.text, request.place),
            None => self.0.push(request),
        }
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
        let asks = |learner: &str, text: &str| HelpRequest {
            learner: learner.to_owned(),
            name: learner.to_owned(),
            place: None,
            text: text.to_owned(),
            since: Instant::now(),
        };
        queue.ask(asks("ada", ""));
        queue.ask(asks("bo", "what is an epoch?"));
        queue.ask(asks("ada", "the flag"));
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
