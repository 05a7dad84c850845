//! How many pictures of what is asked about a question shows beforehand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::eval::SliceSpec;

/// How many pictures of each slice that is asked about stand with a question, without anybody's answers: `true` for as
/// many as fit, `false` for none, where seeing them would give the answer away, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "write true, false, or how many pictures of each slice"
)]
pub enum Glimpse {
    /// As many as fit, or none.
    Usual(bool),
    /// So many of each slice.
    Number(usize),
}

/// Pictures of one slice where nothing is said.
const OF_ONE: usize = 8;
/// Pictures of all slices together at most: more do not fit on a screen.
const MOST: usize = 24;

impl Default for Glimpse {
    fn default() -> Self {
        Self::Usual(true)
    }
}

impl Glimpse {
    /// Whether nothing is said of it.
    pub(super) fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Some pictures of the slice that is asked about, or one of each where it is about several.
    pub(super) fn of<'a>(
        self,
        asked: Option<&str>,
        slices: impl Iterator<Item = &'a SliceSpec>,
    ) -> Vec<SliceSpec> {
        let slices = slices.filter(|slice| asked.is_none_or(|asked| slice.name == asked));
        let slices: Vec<&SliceSpec> = slices.take(MOST).collect();
        let each = match (self, slices.len()) {
            (Self::Usual(false), _) => 0,
            (Self::Usual(true), 0 | 1) => OF_ONE,
            (Self::Usual(true), _) => 1,
            (Self::Number(n), all) => n.min(MOST / all.max(1)),
        };
        let shown = slices.into_iter().map(|slice| SliceSpec {
            sample: Some(slice.sample.map_or(each, |sample| sample.min(each))),
            // An attack needs a network, and that has not been asked yet.
            attack: None,
            ..slice.clone()
        });
        shown.filter(|slice| slice.sample != Some(0)).collect()
    }
}
