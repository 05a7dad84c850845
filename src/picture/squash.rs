//! What beginners do with a picture before they show it to a model: grey, small, and nothing else.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, RgbImage};

/// Grey (luma by ITU-R BT.709, the image crate's weights), squashed to `width` x `height` pixels
/// with a triangle filter whatever its aspect ratio was. The polarity stays: paper remains bright.
pub fn squash(picture: &DynamicImage, width: u32, height: u32) -> GrayImage {
    imageops::resize(&picture.to_luma8(), width, height, FilterType::Triangle)
}

/// The same with its colours.
pub fn squash_in_colours(picture: &DynamicImage, width: u32, height: u32) -> RgbImage {
    imageops::resize(&picture.to_rgb8(), width, height, FilterType::Triangle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn a_flat_picture_stays_flat_at_any_size() {
        let red = DynamicImage::ImageRgb8(RgbImage::from_pixel(61, 17, Rgb([255, 0, 0])));
        let small = squash(&red, 28, 28);
        assert_eq!(small.dimensions(), (28, 28));
        // .2126 of 255, cut to a whole number.
        assert!(
            small.pixels().all(|value| value.0[0] == 54),
            "{:?}",
            small.get_pixel(0, 0)
        );
        let small = squash_in_colours(&red, 32, 16);
        assert_eq!(small.dimensions(), (32, 16));
        assert!(small.pixels().all(|value| value.0 == [255, 0, 0]));
    }
}
