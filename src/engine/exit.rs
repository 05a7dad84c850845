//! How a shell ended.

/// How a shell ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The learner left, or everything was said.
    Left,
    /// The process was told to end.
    Interrupted,
}
