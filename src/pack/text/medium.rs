//! How a learner has a text.

/// How a learner has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// On a full screen, with pictures, keys and a mouse.
    Screen,
    /// Line by line, read or heard.
    Plain,
}
