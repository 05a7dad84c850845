//! Grey, polarity and light: what is done before there is ink.

use std::borrow::Cow;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma, RgbImage};
use imageproc::filter::{box_filter, median_filter};
use imageproc::morphology::{Mask, grayscale_dilate, grayscale_erode};

use crate::picture::ground;

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
/// The long side of the copy on which thin strokes are looked for, in pixels...
const DETAIL: u32 = 400;
/// ...that are at most twice this and a pixel wide there...
const THIN: u8 = 3;
/// ...and differ from the ground by so much, as a share of 255 of the brighter one.
const STROKE: u32 = 20;
/// Fewer pixels of thin strokes than one in so many say nothing.
const FEWEST: f64 = 500.0;
/// Thin strokes of one kind are so many times as many as those of the other, if they say what ink is...
const DECIDED: f64 = 5.0;
/// ...at least half as many as say something...
const ENOUGH: f64 = 0.5;
/// ...and so large a share of all strokes of their kind, thick ones too, whose corners are thin.
const THIN_SHARE: f64 = 0.3;
/// Thick strokes are at most twice this and a pixel wide there.
const THICK: u8 = 20;
/// Strokes that tell which channel is the clearest are at most twice this and a pixel wide there.
const STROKES: u8 = 12;
/// What differs from its ground by less is grain, in grey levels: the channels of a JPEG picture have more of it than
/// its brightness, and empty paper has no colour in which it is clear.
const GRAIN: u8 = 12;
/// A channel is taken instead of grey where strokes are so many times as clear in it, by the square.
const CLEARER: u64 = 4;
/// Pixels that are no more one-sided than this are grain: an empty page, of paper, which is bright.
const IN_DOUBT: f64 = 0.1;
/// Thin dark strokes are so many times as many as bright ones, if they are more than grain, which has as many of both.
const MORE_THAN_GRAIN: f64 = 1.5;
/// By how much paper gets darker from one pixel of the same copy to the next at most, as a share of 4,096 of it: from
/// light to half of it within a sixth of the page, the soft edge of a shadow. What changes faster is a stroke.
const SLOPE: u32 = 41;
/// The same for the next pixel across a corner.
const SLOPE_ACROSS: u32 = 58;
/// Ground that is this much darker than the brightest is not paper in a shadow but something else,
/// such as a table: dividing by it would only show its grain.
const MAX_SHADOW: u8 = 4;

/// A photo as it is, or made as small as it is worked on.
pub(super) fn as_large_as_worked_on(photo: &DynamicImage) -> Cow<'_, DynamicImage> {
    match photo.width().max(photo.height()) > MAX_SIDE {
        true => Cow::Owned(photo.thumbnail(MAX_SIDE, MAX_SIDE)),
        false => Cow::Borrowed(photo),
    }
}

/// A picture in grey, and what was done to make it so.
pub(super) struct Grey {
    pub(super) picture: GrayImage,
    /// In a sentence without its full stop.
    pub(super) about: String,
}

/// Grey (luma by ITU-R BT.709, the image crate's weights; or the colour channel in which strokes differ far more from
/// their ground) with a long side as the constants above say where that is possible. Enlarged by a whole number. What
/// is transparent is white paper under dark strokes, and black under bright ones.
pub(super) fn grey(picture: &DynamicImage, of_one: bool) -> Grey {
    let long = picture.width().max(picture.height());
    let before = (picture.width(), picture.height());
    let picture = &*as_large_as_worked_on(picture);
    let (grey, from) = if picture.color().has_alpha() {
        on_ground(picture)
    } else if of_one || !picture.color().has_color() {
        (picture.to_luma8(), "grey")
    } else {
        clearest(picture)
    };
    let (width, height) = grey.dimensions();
    let shortest = if of_one { MIN_SIDE_OF_ONE } else { MIN_SIDE };
    let picture = match shortest.div_ceil(long).min(MAX_ENLARGEMENT) {
        0 | 1 => grey,
        times => imageops::resize(&grey, width * times, height * times, FilterType::CatmullRom),
    };
    let about = format!("{from}, {}", about_size(before, picture.dimensions()));
    Grey { picture, about }
}

/// A picture with transparency on the ground that its strokes are seen on.
fn on_ground(picture: &DynamicImage) -> (GrayImage, &'static str) {
    let layered = picture.to_luma_alpha8();
    let under = ground::under(&layered);
    let grey = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [ink, alpha] = layered.get_pixel(x, y).0;
        Luma([ground::laid(ink, alpha, under.unwrap_or(ground::WHITE))])
    });
    let about = match under {
        None => "grey",
        Some(ground::BLACK) => "bright strokes on transparency, laid on black",
        Some(_) => "dark strokes on transparency, laid on white",
    };
    (grey, about)
}

/// Luma, or the channel of red, green and blue in which strokes differ far more from their ground: yellow on white
/// is nearly as bright as the paper, and has no blue.
fn clearest(picture: &DynamicImage) -> (GrayImage, &'static str) {
    // Compared in a small copy; only the channel that is taken is made as large as the picture.
    let small = match picture.width().max(picture.height()) > DETAIL {
        true => picture.thumbnail(DETAIL, DETAIL).to_rgb8(),
        false => picture.to_rgb8(),
    };
    let names = [
        "the red channel, in which the strokes are the clearest",
        "the green channel, in which the strokes are the clearest",
        "the blue channel, in which the strokes are the clearest",
    ];
    let channels = names.into_iter().enumerate();
    let channels = channels.map(|(place, name)| (contrast(&channel(&small, place)), place, name));
    let best = channels.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let plain = contrast(&imageops::grayscale(&small));
    match best {
        Some((best, place, name)) if best > CLEARER * plain.max(1) => {
            (channel(&picture.to_rgb8(), place), name)
        }
        _ => (picture.to_luma8(), "grey"),
    }
}

/// Red, green or blue alone.
fn channel(colours: &RgbImage, place: usize) -> GrayImage {
    GrayImage::from_fn(colours.width(), colours.height(), |x, y| {
        Luma([colours.get_pixel(x, y).0[place]])
    })
}

/// How much strokes differ from their ground: the squares of it, summed up where it is more than grain.
fn contrast(small: &GrayImage) -> u64 {
    let mut negative = small.clone();
    imageops::invert(&mut negative);
    let of = |picture: &GrayImage| -> u64 {
        let grounds = closed(picture, STROKES);
        let pixels = picture.pixels().zip(grounds.pixels());
        let differences = pixels.map(|(pixel, ground)| ground.0[0].saturating_sub(pixel.0[0]));
        differences
            .filter(|difference| *difference >= GRAIN)
            .map(|difference| u64::from(difference).pow(2))
            .sum()
    };
    of(small).max(of(&negative))
}

/// What became of a picture's size.
fn about_size(from: (u32, u32), to: (u32, u32)) -> String {
    match to.0.max(to.1).cmp(&from.0.max(from.1)) {
        std::cmp::Ordering::Equal => format!("{}x{} pixels", to.0, to.1),
        std::cmp::Ordering::Less => {
            format!(
                "{}x{} made smaller to {}x{} pixels",
                from.0, from.1, to.0, to.1
            )
        }
        std::cmp::Ordering::Greater => {
            format!("{}x{} enlarged to {}x{} pixels", from.0, from.1, to.0, to.1)
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

/// Ink that is not thin differs by at least so much from what is two pixels of the thumbnail away, in grey levels.
const EDGE: u8 = 16;
/// In at least so many places: the outline of a digit, however small.
const EDGES: usize = 8;

/// Whether the ink is brighter than what surrounds it.
///
/// Thin strokes of a page tell, where there are some: whether they are bright or dark, whatever shadow lies across them.
/// Where there are none, ink is the minority, so pixels differ from a median mostly in the ink's direction: from that of the
/// whole picture where the light is even, however much ink there is; from that of their surroundings
/// (half of the short side wide) where it is not. The more decided of both is believed.
pub(super) fn is_bright_ink(grey: &GrayImage, of_one: bool) -> bool {
    let thin = (!of_one).then(|| thin_strokes_are_bright(grey));
    if let Some(is_bright) = thin.flatten() {
        return is_bright;
    }
    let small = shrunk(grey, THUMBNAIL);
    // The light of a lamp on an empty page falls off without an edge.
    if !of_one && !has_edges(&small) {
        return false;
    }
    let mut all: Vec<u8> = small.pixels().map(|value| value.0[0]).collect();
    let middle = all.len() / 2;
    let (_, &mut median, _) = all.select_nth_unstable(middle);
    let whole = asymmetry(
        &small,
        &GrayImage::from_pixel(small.width(), small.height(), Luma([median])),
    );
    let local = asymmetry(&small, &local_medians(&small));
    match local.abs() > whole.abs() {
        true => local > IN_DOUBT,
        false => whole > IN_DOUBT,
    }
}

/// Whether anything in a small picture ends somewhere.
fn has_edges(small: &GrayImage) -> bool {
    let (width, height) = small.dimensions();
    let value = |x: u32, y: u32| small.get_pixel_checked(x, y).map(|value| value.0[0]);
    let is_edge = |&(x, y): &(u32, u32)| {
        let apart = [(x + 2, y), (x, y + 2)];
        let here = value(x, y);
        apart.into_iter().any(|(x, y)| {
            let both = here.zip(value(x, y));
            both.is_some_and(|(one, other)| one.abs_diff(other) >= EDGE)
        })
    };
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    places.filter(is_edge).count() >= EDGES
}

/// Whether thin strokes are brighter than their ground; none where there are hardly any, or as many of both kinds, as
/// grain is, or where most strokes are thick.
fn thin_strokes_are_bright(grey: &GrayImage) -> Option<bool> {
    let small = shrunk(grey, DETAIL);
    let (dark, bright) = thin_strokes(&small);
    let (most, least) = (dark.max(bright), dark.min(bright));
    if most < ENOUGH || most < DECIDED * least {
        return None;
    }
    let is_bright = bright > dark;
    let all = match is_bright {
        true => differing(&small, &opened(&small, THICK)),
        false => differing(&closed(&small, THICK), &small),
    };
    (most >= THIN_SHARE * all).then_some(is_bright)
}

/// How many pixels of thin dark strokes there are in a copy with the long side [`DETAIL`], and of bright ones: 1 of as many
/// as say something.
///
/// Those of one kind are counted where those of the other are gone: within and between the strokes of a digit the ground
/// is as thin as a stroke of the other kind, and ground all the same.
fn thin_strokes(small: &GrayImage) -> (f64, f64) {
    let (without_dark, without_bright) = (closed(small, THIN), opened(small, THIN));
    (
        differing(&closed(&without_bright, THIN), &without_bright),
        differing(&without_dark, &opened(&without_dark, THIN)),
    )
}

/// How many pixels of one picture differ from the other, which is darker, as strokes do: 1 of as many as say something.
fn differing(bright: &GrayImage, dark: &GrayImage) -> f64 {
    let pixels = bright.pixels().zip(dark.pixels());
    let differing = pixels.filter(|(bright, dark)| {
        let (bright, dark) = (u32::from(bright.0[0]), u32::from(dark.0[0]));
        bright.saturating_sub(dark) * 255 >= STROKE * bright.max(64)
    });
    differing.count() as f64 * FEWEST / bright.pixels().len() as f64
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

/// Divides dark ink on bright paper by the paper, which comes out near 255. On a page of thin strokes the paper is what
/// changes no faster than the edge of a soft shadow. Where strokes are thick, or all of a picture is one digit, it is
/// the closing of a thumbnail (which swallows strokes of up to two fifths of the short side), blurred.
///
/// Returns the brightest and the darkest paper too, 0..255.
pub(super) fn divide_by_paper(grey: &GrayImage, of_one: bool) -> (GrayImage, u8, u8) {
    let is_thin = || {
        let (dark, bright) = thin_strokes(&shrunk(grey, DETAIL));
        dark >= 1.0 && dark >= MORE_THAN_GRAIN * bright
    };
    let paper = match !of_one && is_thin() {
        true => sloping_paper(grey),
        false => closed_paper(grey),
    };
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

/// A small copy without strokes, blurred.
fn closed_paper(grey: &GrayImage) -> GrayImage {
    let small = shrunk(grey, THUMBNAIL);
    let radius = (small.width().min(small.height()) / 5).clamp(1, 25) as u8;
    let closed = closed(&small, radius);
    // Twice a box is a smooth blur of whole numbers: the same on every platform, as a Gaussian is not,
    // and so are the digests of what is cleaned up.
    let wide = u32::from(radius).div_ceil(2);
    box_filter(&box_filter(&closed, wide, wide), wide, wide)
}

/// The darkest small copy that is nowhere darker than the page and nowhere changes faster than the slope: what is
/// around a stroke reaches across it, and a soft shadow stays as it is. Two sweeps, as a distance is measured.
fn sloping_paper(grey: &GrayImage) -> GrayImage {
    let small = shrunk(grey, DETAIL);
    let (width, height) = small.dimensions();
    // Without the brightest grains, which would reach far.
    let small = box_filter(&small, 1, 1);
    let mut paper: Vec<u32> = small
        .pixels()
        .map(|value| u32::from(value.0[0]) << 12)
        .collect();
    let place = |x: u32, y: u32| (y * width + x) as usize;
    let darker = |value: u32, by: u32| value - ((value >> 12) * by);
    let mut sweep = |x: u32, y: u32, back: bool| {
        let (dx, dy) = match back {
            true => (
                (x + 1 < width).then(|| x + 1),
                (y + 1 < height).then(|| y + 1),
            ),
            false => (x.checked_sub(1), y.checked_sub(1)),
        };
        let mut value = paper[place(x, y)];
        if let Some(beside) = dx {
            value = value.max(darker(paper[place(beside, y)], SLOPE));
        }
        if let Some(row) = dy {
            value = value.max(darker(paper[place(x, row)], SLOPE));
            for corner in [x.checked_sub(1), (x + 1 < width).then(|| x + 1)]
                .into_iter()
                .flatten()
            {
                value = value.max(darker(paper[place(corner, row)], SLOPE_ACROSS));
            }
        }
        paper[place(x, y)] = value;
    };
    for y in 0..height {
        for x in 0..width {
            sweep(x, y, false);
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            sweep(x, y, true);
        }
    }
    GrayImage::from_fn(width, height, |x, y| {
        Luma([(paper[place(x, y)] >> 12) as u8])
    })
}

/// The closing by a square: what is dark and narrower becomes as bright as what is around it. Row by
/// row, then column by column, which is the same for a square, and many times faster.
pub(super) fn closed(picture: &GrayImage, radius: u8) -> GrayImage {
    let side = 2 * u32::from(radius) + 1;
    let line = |width, height| GrayImage::from_pixel(width, height, Luma([255]));
    let row = Mask::from_image(&line(side, 1), radius, 0);
    let column = Mask::from_image(&line(1, side), 0, radius);
    let dilated = grayscale_dilate(&grayscale_dilate(picture, &row), &column);
    grayscale_erode(&grayscale_erode(&dilated, &row), &column)
}

/// The same the other way round: what is bright and narrower becomes as dark as what is around it.
fn opened(picture: &GrayImage, radius: u8) -> GrayImage {
    let mut negative = picture.clone();
    imageops::invert(&mut negative);
    let mut opened = closed(&negative, radius);
    imageops::invert(&mut opened);
    opened
}
