//! What digits are written with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::words::Words;

/// What a digit was written with.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// On the canvas; with what was not noted.
    #[default]
    Canvas,
    /// On the canvas with the mouse.
    Mouse,
    /// On the canvas with keys, or as points.
    Keys,
    /// With a finger, on a phone.
    Finger,
    /// On paper, of which a photo was taken.
    Paper,
}

/// There is no such tool.
#[derive(Debug, Error)]
#[error("nobody writes with {0:?}")]
pub struct NoTool(String);

impl Tool {
    /// All of them, in the order in which scores are told.
    pub const ALL: [Self; 5] = [
        Self::Canvas,
        Self::Mouse,
        Self::Keys,
        Self::Finger,
        Self::Paper,
    ];

    /// As files call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Canvas => "canvas",
            Self::Mouse => "mouse",
            Self::Keys => "keys",
            Self::Finger => "finger",
            Self::Paper => "paper",
        }
    }

    /// As learners call it.
    pub fn shown(self, words: Words) -> String {
        words.text(match self {
            Self::Canvas => "tool-canvas",
            Self::Mouse => "tool-mouse",
            Self::Keys => "tool-keys",
            Self::Finger => "tool-finger",
            Self::Paper => "tool-paper",
        })
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tool {
    type Err = NoTool;

    fn from_str(text: &str) -> Result<Self, NoTool> {
        let named = Self::ALL.into_iter().find(|tool| tool.name() == text);
        named.ok_or_else(|| NoTool(text.to_owned()))
    }
}
