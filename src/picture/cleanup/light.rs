//! Grey, polarity and light: what is done before there is ink.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};
use imageproc::filter::{box_filter, median_filter};
use imageproc::morphology::{Mask, grayscale_close};

/// Pictures are worked on with a long side between these, in pixels: large enough that the edge of a
/// stroke is smooth when it becomes black or white, small enough to take no second.
const LONG_SIDE: std::ops::RangeInclusive<u32> = 768..=1600;
/// A drawing of a few pixels is not enlarged more than this.
const MOST_ENLARGED: u32 = 32;
/// The long side of the thumbnail on which light is measured, in pixels: light changes slowly.
const THUMBNAIL: u32 = 128;
/// Ground that is this much darker than the brightest is not paper in a shadow but something else,
/// such as a table: dividing by it would only show its grain.
const DEEPEST_SHADOW: u8 = 4;

/// Grey (luma by ITU-R BT.709, the image crate's weights) on white paper where it is transparent,
/// with a long side in [`LONG_SIDE`] where that is possible. Enlarged by a whole number.
pub(super) fn grey(picture: &DynamicImage) -> GrayImage {
    let grey = if picture.color().has_alpha() {
        let layered = picture.to_luma_alpha8();
        let on_white = |ink: u8, alpha: u8| {
            let (ink, alpha) = (u32::from(ink), u32::from(alpha));
            ((ink * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
            let [ink, alpha] = layered.get_pixel(x, y).0;
            Luma([on_white(ink, alpha)])
        })
    } else {
        picture.to_luma8()
    };
    let (width, height) = grey.dimensions();
    let long = width.max(height);
    if long > *LONG_SIDE.end() {
        return shrunk(&grey, *LONG_SIDE.end());
    }
    match LONG_SIDE.start().div_ceil(long).min(MOST_ENLARGED) {
        0 | 1 => grey,
        times => imageops::resize(&grey, width * times, height * times, FilterType::CatmullRom),
    }
}

/// What [`grey`] did to the size.
pub(super) fn about_size(before: &DynamicImage, after: &GrayImage) -> String {
    let (from, to) = (
        (before.width(), before.height()),
        (after.width(), after.height()),
    );
    match to.0.max(to.1).cmp(&from.0.max(from.1)) {
        std::cmp::Ordering::Equal => format!("grey, {}x{} pixels", to.0, to.1),
        std::cmp::Ordering::Less => {
            format!(
                "grey, {}x{} made smaller to {}x{} pixels",
                from.0, from.1, to.0, to.1
            )
        }
        std::cmp::Ordering::Greater => {
            format!(
                "grey, {}x{} enlarged to {}x{} pixels",
                from.0, from.1, to.0, to.1
            )
        }
    }
}

/// Made smaller to this long side by averaging; as it is where it is no larger.
fn shrunk(grey: &GrayImage, long: u32) -> GrayImage {
    let (width, height) = grey.dimensions();
    let longest = width.max(height);
    if longest <= long {
        return grey.clone();
    }
    let side = |side: u32| {
        let scaled = u64::from(side) * u64::from(long) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(long).max(1)
    };
    imageops::thumbnail(grey, side(width), side(height))
}

/// Whether the ink is brighter than what surrounds it.
///
/// Ink is the minority around itself, so pixels differ from the median of their surroundings (half
/// of the picture wide) mostly in the ink's direction: the sign of the third moment. An average would
/// be led astray by uneven light, which differs both ways.
pub(super) fn is_bright_ink(grey: &GrayImage) -> bool {
    let small = shrunk(grey, THUMBNAIL);
    let radius = (small.width().min(small.height()) / 4).max(1);
    let around = median_filter(&small, radius, radius);
    let cubes = small.pixels().zip(around.pixels()).map(|(pixel, median)| {
        let difference = i64::from(pixel.0[0]) - i64::from(median.0[0]);
        difference.pow(3)
    });
    cubes.sum::<i64>() > 0
}

/// Divides dark ink on bright paper by the paper: the closing of a thumbnail (which swallows strokes
/// of up to a fifth of the short side), blurred. Paper comes out near 255.
///
/// Returns the brightest and the darkest paper too, 0..255.
pub(super) fn divide_by_paper(grey: &GrayImage) -> (GrayImage, u8, u8) {
    let small = shrunk(grey, THUMBNAIL);
    let radius = (small.width().min(small.height()) / 10).clamp(1, 12) as u8;
    let closed = grayscale_close(&small, &Mask::square(radius));
    // Twice a box is a smooth blur of whole numbers: the same on every platform, as a Gaussian is not,
    // and so are the digests of what is cleaned up.
    let wide = u32::from(radius);
    let paper = box_filter(&box_filter(&closed, wide, wide), wide, wide);
    let values = || paper.pixels().map(|value| value.0[0]);
    let (brightest, darkest) = (values().max().unwrap_or(255), values().min().unwrap_or(0));
    let floor = (brightest / DEEPEST_SHADOW).max(1);
    let paper = imageops::resize(&paper, grey.width(), grey.height(), FilterType::Triangle);
    let mut divided = grey.clone();
    for (pixel, paper) in divided.pixels_mut().zip(paper.pixels()) {
        let paper = u32::from(paper.0[0].max(floor));
        pixel.0[0] = (u32::from(pixel.0[0]) * 255 / paper).min(255) as u8;
    }
    (divided, brightest, darkest)
}
