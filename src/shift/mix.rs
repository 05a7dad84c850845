//! Other pictures among those that a network learns from: printed digits beside written ones.

use super::registry::ShiftError;
use crate::dataset::{Catalogue, DataError, Library, Part, Selector};

/// Puts a picture of the same label in a picture's place, drawn from other data. What is kept for
/// measuring is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// The other data, such as `fonts/open`.
    pub from: Selector,
    /// How probably.
    pub p: f32,
}

/// How probably, where nobody chooses.
pub(super) const USUAL_P: f32 = 0.3;

impl Mix {
    /// Pictures of this data, each with probability `p`.
    ///
    /// # Errors
    /// When `from` is no selector, or names what ships and is kept for measuring, with the reason.
    pub(super) fn new(from: &str, p: f32) -> Result<Self, ShiftError> {
        let told = |error: DataError| ShiftError::Text(format!("mix: from: {error}"));
        let from: Selector = from.parse().map_err(told)?;
        // Whether there is such data at all is known once the imported sets are.
        let known = Catalogue::builtin().learnable(from.set());
        if let Err(error @ DataError::EvaluationOnly { .. }) = known {
            return Err(told(error));
        }
        Ok(Self { from, p })
    }

    /// Whether its pictures can stand in for pictures of that part.
    ///
    /// # Errors
    /// When there is no such data, it is kept for measuring, or its size or classes are others.
    pub fn check(&self, library: &Library, like: &Part) -> Result<(), DataError> {
        library.resolve(&self.from)?;
        let part = library.catalogue().learnable(self.from.set())?;
        if (part.shape, &part.classes) == (like.shape, &like.classes) {
            return Ok(());
        }
        Err(DataError::Unlike {
            name: self.from.to_string(),
            other: like.name.clone(),
        })
    }
}
