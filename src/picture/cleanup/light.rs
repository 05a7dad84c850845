//! Grey, polarity and light: what is done before there is ink.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};
use imageproc::filter::{box_filter, median_filter};
use imageproc::morphology::{Mask, grayscale_dilate, grayscale_erode};

/// Pictures are worked on with a long side of at most this, in pixels: small enough to take no second.
const MAX_SIDE: u32 = 1600;
/// Smaller ones are enlarged, so that the edge of a stroke is smooth when it becomes black or white: to
/// this long side in pixels where a digit is a part of the picture.
const MIN_SIDE: u32 = 768;
/// To this one where it is all of it.
const MIN_SIDE_OF_ONE: u32 = 384;
/// A drawing of a few pixels is not enlarged more than this.
const MAX_ENLARGEMENT: u32 = 32;
/// The long side of the thumbnail on which light is measured, in pixels: light changes slowly.
const THUMBNAIL: u32 = 128;
/// Ground that is this much darker than the brightest is not paper in a shadow but something else,
/// such as a table: dividing by it would only show its grain.
const MAX_SHADOW: u8 = 4;

/// Grey (luma by ITU-R BT.709, the image crate's weights) on white paper where it is transparent,
/// with a long side as the constants above say where that is possible. Enlarged by a whole number.
pub(super) fn grey(picture: &DynamicImage, of_one: bool) -> GrayImage {
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
    if long > MAX_SIDE {
        return shrunk(&grey, MAX_SIDE);
    }
    let shortest = if of_one { MIN_SIDE_OF_ONE } else { MIN_SIDE };
    match shortest.div_ceil(long).min(MAX_ENLARGEMENT) {
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
/// Ink is the minority, so pixels differ from a median mostly in the ink's direction: from that of the
/// whole picture where the light is even, however much ink there is; from that of their surroundings
/// (half of the short side wide) where it is not. The more decided of both is believed.
pub(super) fn is_bright_ink(grey: &GrayImage) -> bool {
    let small = shrunk(grey, THUMBNAIL);
    let mut all: Vec<u8> = small.pixels().map(|value| value.0[0]).collect();
    let middle = all.len() / 2;
    let (_, &mut median, _) = all.select_nth_unstable(middle);
    let whole = asymmetry(
        &small,
        &GrayImage::from_pixel(small.width(), small.height(), Luma([median])),
    );
    let local = asymmetry(&small, &local_medians(&small));
    match local.abs() > whole.abs() {
        true => local > 0.0,
        false => whole > 0.0,
    }
}

/// The median of the square around each pixel, half of the short side wide.
fn local_medians(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let radius = (width.min(height) / 4).max(1);
    let medians = median_filter(&mirrored(picture, radius), radius, radius);
    imageops::crop_imm(&medians, radius, radius, width, height).to_image()
}

/// How pixels differ from medians, by the third moment: 1 where all that differ are brighter, -1 where
/// all are darker, 0 where none differ.
fn asymmetry(picture: &GrayImage, medians: &GrayImage) -> f64 {
    let cubes = picture
        .pixels()
        .zip(medians.pixels())
        .map(|(pixel, median)| {
            let difference = i64::from(pixel.0[0]) - i64::from(median.0[0]);
            difference.pow(3)
        });
    let (sum, size) = cubes.fold((0, 0), |(sum, size), cube| (sum + cube, size + cube.abs()));
    sum as f64 / size.max(1) as f64
}

/// A picture with a margin in which it is mirrored. A margin of its outermost pixels, which filters
/// assume by themselves, would make a frame at the border the ground of everything near it.
fn mirrored(picture: &GrayImage, margin: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let back = |at: u32, size: u32| match at.checked_sub(margin) {
        None => (margin - 1 - at).min(size - 1),
        Some(at) if at < size => at,
        Some(at) => (2 * size - 1).saturating_sub(at).min(size - 1),
    };
    GrayImage::from_fn(width + 2 * margin, height + 2 * margin, |x, y| {
        *picture.get_pixel(back(x, width), back(y, height))
    })
}

/// Divides dark ink on bright paper by the paper: the closing of a thumbnail (which swallows strokes
/// of up to two fifths of the short side), blurred. Paper comes out near 255.
///
/// Returns the brightest and the darkest paper too, 0..255.
pub(super) fn divide_by_paper(grey: &GrayImage) -> (GrayImage, u8, u8) {
    let small = shrunk(grey, THUMBNAIL);
    let radius = (small.width().min(small.height()) / 5).clamp(1, 25) as u8;
    let closed = closed(&small, radius);
    // Twice a box is a smooth blur of whole numbers: the same on every platform, as a Gaussian is not,
    // and so are the digests of what is cleaned up.
    let wide = u32::from(radius).div_ceil(2);
    let paper = box_filter(&box_filter(&closed, wide, wide), wide, wide);
    let values = || paper.pixels().map(|value| value.0[0]);
    let (brightest, darkest) = (values().max().unwrap_or(255), values().min().unwrap_or(0));
    let floor = (brightest / MAX_SHADOW).max(1);
    let paper = imageops::resize(&paper, grey.width(), grey.height(), FilterType::Triangle);
    let mut divided = grey.clone();
    for (pixel, paper) in divided.pixels_mut().zip(paper.pixels()) {
        let paper = u32::from(paper.0[0].max(floor));
        pixel.0[0] = (u32::from(pixel.0[0]) * 255 / paper).min(255) as u8;
    }
    (divided, brightest, darkest)
}

/// The closing by a square: what is dark and narrower becomes as bright as what is around it. Row by
/// row, then column by column, which is the same for a square, and many times faster.
fn closed(picture: &GrayImage, radius: u8) -> GrayImage {
    let side = 2 * u32::from(radius) + 1;
    let line = |width, height| GrayImage::from_pixel(width, height, Luma([255]));
    let row = Mask::from_image(&line(side, 1), radius, 0);
    let column = Mask::from_image(&line(1, side), 0, radius);
    let dilated = grayscale_dilate(&grayscale_dilate(picture, &row), &column);
    grayscale_erode(&grayscale_erode(&dilated, &row), &column)
}
