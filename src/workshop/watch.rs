//! A learner's screen, seen by the instructor: once the learner agrees, and until either of them ends it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ratatui::buffer::Buffer;

/// How it stands between the two.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// The learner is asked.
    Asked,
    /// They agreed: what they saw last, once they have seen something.
    Seen(Option<Box<Buffer>>),
    /// They would rather not.
    Refused,
    /// It is over.
    Ended,
}

/// What both of them hold.
type Shared = Arc<Mutex<Phase>>;

fn phase(shared: &Shared) -> MutexGuard<'_, Phase> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends what is not over yet.
fn end(shared: &Shared) {
    let mut phase = phase(shared);
    if *phase != Phase::Refused {
        *phase = Phase::Ended;
    }
}

/// The learner's end. Dropped, the instructor sees nothing more.
pub(super) struct Shown(Shared);

impl Shown {
    /// Whether the learner has not said yet whether they agree.
    pub(super) fn is_asked(&self) -> bool {
        *phase(&self.0) == Phase::Asked
    }

    /// Whether the instructor has ended it.
    pub(super) fn is_over(&self) -> bool {
        matches!(*phase(&self.0), Phase::Ended | Phase::Refused)
    }

    /// The learner agrees.
    pub(super) fn agree(&self) {
        let mut phase = phase(&self.0);
        if *phase == Phase::Asked {
            *phase = Phase::Seen(None);
        }
    }

    /// The learner would rather not.
    pub(super) fn refuse(&self) {
        *phase(&self.0) = Phase::Refused;
    }

    /// Whether frames are to be shown.
    pub(super) fn is_seen(&self) -> bool {
        matches!(*phase(&self.0), Phase::Seen(_))
    }

    /// Shows a frame, if the learner agreed.
    pub(super) fn show(&self, frame: &Buffer) {
        if let Phase::Seen(seen) = &mut *phase(&self.0) {
            *seen = Some(Box::new(frame.clone()));
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        end(&self.0);
    }
}

/// The instructor's end. Dropped, the learner is told that it is over.
pub(super) struct Watching {
    /// Whose screen it is.
    pub(super) learner: String,
    shared: Shared,
    /// Has the learner's screen drawn anew.
    redraws: Box<dyn Fn()>,
}

impl Watching {
    /// Both ends; that of the learner, who is asked, is to be brought to their seat.
    pub(super) fn new(learner: &str, redraws: Box<dyn Fn()>) -> (Self, Shown) {
        let shared = Arc::new(Mutex::new(Phase::Asked));
        let watching = Self {
            learner: learner.to_owned(),
            shared: shared.clone(),
            redraws,
        };
        (watching, Shown(shared))
    }

    /// How it stands.
    pub(super) fn phase(&self) -> Phase {
        phase(&self.shared).clone()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        end(&self.shared);
        (self.redraws)();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use std::sync::mpsc;

    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn nothing_is_seen_before_the_learner_agrees_or_after_either_ends_it() {
        let (redrawn, redraws) = mpsc::channel();
        let ask = || {
            let redrawn = redrawn.clone();
            Watching::new("ada", Box::new(move || redrawn.send(()).unwrap()))
        };
        let frame = Buffer::empty(Rect::new(0, 0, 2, 1));

        let (watching, ada) = ask();
        ada.show(&frame);
        assert_eq!(watching.phase(), Phase::Asked);
        ada.agree();
        ada.show(&frame);
        assert_eq!(watching.phase(), Phase::Seen(Some(Box::new(frame.clone()))));
        drop(ada);
        assert_eq!(watching.phase(), Phase::Ended);
        drop(watching);
        assert!(redraws.try_recv().is_ok());

        let (watching, ada) = ask();
        ada.refuse();
        ada.agree();
        ada.show(&frame);
        assert_eq!(watching.phase(), Phase::Refused);
        drop(ada);
        assert_eq!(watching.phase(), Phase::Refused, "it was not ended");

        let (watching, ada) = ask();
        drop(watching);
        assert!(ada.is_over());
        ada.agree();
        assert!(!ada.is_seen());
    }
}
