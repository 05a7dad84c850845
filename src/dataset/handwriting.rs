//! Digits as the pen wrote them, for sets that have recorded it.

use super::{DataError, Library, format};
use crate::picture::dial::Strokes;

impl Library {
    /// The digits of a set of pen strokes, such as `pendigits`, with their labels, in the set's own
    /// order. They are read anew at every call.
    ///
    /// # Errors
    /// When there is no such data, or its pen strokes were not recorded, or its file is missing or
    /// damaged.
    pub fn strokes(&self, name: &str) -> Result<Vec<(Strokes, u8)>, DataError> {
        let (set, part) = self.find(name)?;
        let strokes = format::read_strokes(part, self.files_of(set))?;
        strokes.ok_or_else(|| DataError::NoStrokes {
            name: part.name.clone(),
        })
    }
}
