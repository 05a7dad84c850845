//! A picture in memory (the image crate's types), how a digit becomes an MNIST digit, and how pen
//! strokes and glyphs become pictures.

pub mod glyph;
pub mod mnistify;
pub mod pen;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage};

pub use mnistify::mnistify;

/// What beginners do with a picture: grey, squashed to `side` by `side` pixels, and nothing else.
pub fn squash(picture: &DynamicImage, side: u32) -> GrayImage {
    imageops::resize(&picture.to_luma8(), side, side, FilterType::Triangle)
}
