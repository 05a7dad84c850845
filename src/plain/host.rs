//! Who hosts a conversation.

use crate::lesson::Walk;

/// What whoever hosts a conversation adds to it, and sees of it.
pub trait Host {
    /// Whether the lesson with this place, from 0, can be opened now.
    fn can_open(&self, _lesson: usize) -> bool {
        true
    }

    /// The learner is in this lesson (its place from 0), or looks at the list of lessons.
    fn moved_to(&mut self, _at: Option<(usize, &Walk)>) {}
}

/// Nobody hosts: a learner is alone with the program.
pub struct Alone;

impl Host for Alone {}
