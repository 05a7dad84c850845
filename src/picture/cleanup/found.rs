//! A digit that was found in a picture.

use image::GrayImage;

use super::bounds::Bounds;

/// A digit, or what looks like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is, in pixels of the picture that was cleaned up, after it was turned upright.
    pub bounds: Bounds,
    /// Where it is on the page that the later stages show, which may be a straightened sheet: in pixels of a picture
    /// of [`Cleaned::page`](super::Cleaned::page)'s size.
    pub on_page: Bounds,
    /// As MNIST would show it: 28x28, ink bright on black.
    pub picture: GrayImage,
}
