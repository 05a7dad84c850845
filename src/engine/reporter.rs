//! How work tells of itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::terminal::message;
use crate::base::thread;
use crate::lesson::{News, Report};

/// Where news go, called from other threads. Says whether anybody still listens.
pub type Listener = Arc<dyn Fn(News) -> bool + Send + Sync>;

/// How work tells of itself: for which step, and whether anybody still waits for it.
#[derive(Clone)]
pub(super) struct Reporter {
    pub(super) step: usize,
    pub(super) listener: Listener,
    pub(super) left: Arc<AtomicBool>,
}

impl Reporter {
    /// Reports; says whether the work should go on.
    pub(super) fn report(&self, report: Report) -> bool {
        let news = News {
            step: self.step,
            report,
        };
        (self.listener)(news) && !self.left.load(Ordering::Relaxed)
    }

    pub(super) fn failed(&self, error: &impl ToString) {
        self.report(Report::Failed {
            message: message(&error.to_string()),
        });
    }

    /// Lets a thread of its own do the work, and tells if there is none.
    pub(super) fn on_a_thread(self, name: &'static str, work: impl FnOnce(&Self) + Send + 'static) {
        let told = self.clone();
        if let Err(error) = thread::start(name, move || work(&self)) {
            told.failed(&error);
        }
    }
}
