//! Pictures on their way in, one at a time.

use std::path::Path;

use super::error::ImportError;
use crate::dataset::{GroupRows, Shape};

/// A picture: rows from the top, channels last, and its class.
pub(super) struct Labelled {
    pub(super) shape: Shape,
    pub(super) pixels: Vec<u8>,
    pub(super) label: u8,
}

/// Pictures one at a time.
pub(super) trait Stream {
    /// The next picture, none at the end.
    fn next(&mut self) -> Result<Option<Labelled>, ImportError>;

    /// The file and the place in it that the last picture came from.
    fn place(&self) -> (&Path, String);

    /// Which pictures belong together, once all are read; empty where the stream does not know.
    fn groups(&self) -> Vec<GroupRows> {
        Vec::new()
    }

    /// Whether the next picture can be read although there was something wrong with the last one.
    fn goes_on(&self) -> bool {
        false
    }

    /// How many files and folders of operating systems were passed over.
    fn left_out(&self) -> usize {
        0
    }

    /// What was decided that nobody asked for.
    fn remark(&self) -> Option<String> {
        None
    }
}

/// The place of the last of so many pictures.
pub(super) fn picture_place(read: usize) -> String {
    format!("picture {}", read.saturating_sub(1))
}
