//! A slice: named data on which a model is measured.

use std::ops::ControlFlow;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dataset::{DataError, Library, Selector, Split};
use crate::shift::{Shift, ShiftError, alter, alter_watched};

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

    /// The same after these are done to them, under a name that says so.
    pub fn altered(mut self, shifts: Vec<Shift>) -> Self {
        for shift in &shifts {
            self.name.push('+');
            self.name.push_str(&shift.to_string());
        }
        self.apply.extend(shifts);
        self
    }

    /// Draws the pictures, and alters them.
    ///
    /// # Errors
    /// When the data is unknown or damaged, or has fewer pictures than are to be taken.
    pub fn draw(&self, library: &Library) -> Result<Split, DataError> {
        self.drawn(library)
            .map(|drawn| match self.apply.as_slice() {
                [] => drawn,
                shifts => alter(&drawn, shifts, self.seed),
            })
    }

    /// The same, telling `watch` how many pictures are altered, as [`alter_watched`] does; none when
    /// that breaks it off.
    ///
    /// # Errors
    /// As [`SliceSpec::draw`].
    pub fn draw_watched(
        &self,
        library: &Library,
        watch: impl Fn(usize) -> ControlFlow<()> + Sync,
    ) -> Result<Option<Split>, DataError> {
        let drawn = self.drawn(library)?;
        Ok(match self.apply.as_slice() {
            [] => Some(drawn),
            shifts => alter_watched(&drawn, shifts, self.seed, watch),
        })
    }

    /// Its pictures before anything is done to them.
    fn drawn(&self, library: &Library) -> Result<Split, DataError> {
        let all = library.select(&self.from)?;
        match self.take {
            Some(n) => all.take(n, self.seed),
            None => Ok(all),
        }
    }
}

/// As a command writes it: `mnist/test`, or altered, `mnist/test+stain:3+border:2`.
impl FromStr for SliceSpec {
    type Err = SliceError;

    fn from_str(text: &str) -> Result<Self, SliceError> {
        let mut parts = text.split('+');
        let from: Selector = parts.next().unwrap_or_default().parse()?;
        let shifts = parts.map(str::parse).collect::<Result<Vec<Shift>, _>>()?;
        Ok(Self::whole(from).altered(shifts))
    }
}

/// Why a text names no slice.
#[derive(Debug, Error)]
pub enum SliceError {
    /// The data before the first plus sign.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A corruption after it.
    #[error(transparent)]
    Shift(#[from] ShiftError),
}
