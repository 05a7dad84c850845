//! What a clean-up made of a picture.

use image::GrayImage;

use super::bounds::Bounds;
use super::filled::{FilledSheet, SheetError};
use super::left_out::LeftOut;
use super::stage::Stage;

/// A digit, or what looks like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is, in pixels of the picture that was cleaned up, after it was turned upright.
    pub bounds: Bounds,
    /// As MNIST would show it: 28x28, ink bright on black.
    pub picture: GrayImage,
}

/// What a clean-up made of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned {
    /// The stages that it went through, in order.
    pub stages: Vec<Stage>,
    /// What was found, in reading order: line by line, each from the left.
    pub digits: Vec<Found>,
    /// Ink that was taken for no digit.
    pub left_out: LeftOut,
    /// The sheet of `mindgap sheet` that it shows, or why that cannot be read. Its digits are in the order of their
    /// boxes.
    pub sheet: Option<Result<FilledSheet, SheetError>>,
}
