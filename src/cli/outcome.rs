//! How a command ends.

use crate::engine::Exit;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It did what it was asked for.
    Done,
    /// Somebody interrupted it; what was done is kept.
    Interrupted,
    /// It did its work and found something wrong.
    FoundFaults,
}

impl From<Exit> for Outcome {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Left => Self::Done,
            Exit::Interrupted => Self::Interrupted,
        }
    }
}
