//! What the instructor did to learners, as long as it can be taken back.

use crate::workshop::join::Joined;
use crate::workshop::roster::Entry;

/// How many are remembered.
const MOST: usize = 50;

/// Something that was done to a learner.
#[derive(Debug, Clone)]
pub(super) struct Done {
    /// What they were called.
    pub(super) name: String,
    /// What the roster had of them before.
    pub(super) before: Entry,
    /// What changed hands, if they were joined to somebody.
    pub(super) joined: Option<Joined>,
}

/// What can be taken back, the last one last.
#[derive(Debug, Default)]
pub(super) struct History(Vec<Done>);

impl History {
    /// Remembers one more; of many the first is forgotten.
    pub(super) fn push(&mut self, done: Done) {
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push(done);
    }

    /// The last one.
    pub(super) fn pop(&mut self) -> Option<Done> {
        self.0.pop()
    }
}
