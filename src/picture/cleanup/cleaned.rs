//! What a clean-up made of a picture.

use super::filled::{FilledSheet, SheetError};
use super::found::Found;
use super::left_out::LeftOut;
use super::stage::Stage;

/// What a clean-up made of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned {
    /// The stages that it went through, in order.
    pub stages: Vec<Stage>,
    /// What was found, in reading order: line by line, each from the left.
    pub digits: Vec<Found>,
    /// Width and height of the photo, turned upright: where digits have their first places, in pixels. The picture of its
    /// stage may be smaller.
    pub photo: (u32, u32),
    /// Width and height of the page on which digits have their second places, in pixels.
    pub page: (u32, u32),
    /// Ink that was taken for no digit.
    pub left_out: LeftOut,
    /// The sheet of `mindgap sheet` that it shows, or why that cannot be read. Its digits are in the order of their
    /// boxes.
    pub sheet: Option<Result<FilledSheet, SheetError>>,
}
