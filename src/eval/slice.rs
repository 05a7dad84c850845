//! A slice: named data on which a model is measured.

use serde::{Deserialize, Serialize};

use crate::dataset::{DataError, Library, Selector, Split};
use crate::shift::{Shift, alter};

/// Which pictures a slice holds, as a lesson or a command names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SliceSpec {
    /// What the slice is called on screen.
    pub name: String,
    /// Where its pictures come from, such as `mnist/test` or `pendigits:1`.
    pub from: Selector,
    /// Only so many of them, drawn by the seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<usize>,
    /// Decides the draw, and what is random in what is done to them.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// What is done to them, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apply: Vec<Shift>,
    /// What a reader should know about these pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn default_seed() -> u64 {
    7
}

impl SliceSpec {
    /// All of a selection, under the selection's own name.
    pub fn whole(from: Selector) -> Self {
        Self {
            name: from.to_string(),
            from,
            take: None,
            seed: default_seed(),
            apply: Vec::new(),
            note: None,
        }
    }

    /// Draws the pictures, and alters them.
    ///
    /// # Errors
    /// When the data is unknown or damaged, or has fewer pictures than are to be taken.
    pub fn draw(&self, library: &Library) -> Result<Split, DataError> {
        let all = library.select(&self.from)?;
        let drawn = match self.take {
            Some(n) => all.take(n, self.seed)?,
            None => all,
        };
        Ok(match self.apply.as_slice() {
            [] => drawn,
            shifts => alter(&drawn, shifts, self.seed),
        })
    }
}
