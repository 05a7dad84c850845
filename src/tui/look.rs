//! How a session looks and speaks: a property of the learner's terminal and wishes, not of the
//! process.

use super::theme::Theme;
use crate::words::Words;

/// How things look and what they are called.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Colours by meaning.
    pub theme: Theme,
    /// The interface's texts.
    pub words: Words,
    /// Whether things may move by themselves: a reveal that grows to its number.
    pub motion: bool,
}

impl Look {
    /// These colours, English, nothing moves.
    pub fn still(theme: Theme) -> Self {
        Self {
            theme,
            words: Words::default(),
            motion: false,
        }
    }
}
