//! A printed sheet with digits that somebody really wrote in its boxes, photographed as a whole page is: see
//! [`super::page`]. Simulated, and not validated against photographs.

use image::{GrayImage, Rgb, RgbImage};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::page::{At, PAPER, Scene, View, photographed, smooth};
use super::texture::texture;
use crate::picture::dial::Strokes;
use crate::picture::form::Place;
use crate::picture::pen;

/// The height of a digit, as a share of its box's, at least and at most.
const HEIGHT: (f32, f32) = (0.45, 0.75);
/// A digit is at most so wide, as a share of its box.
const WIDE: f32 = 0.8;
/// From the camera to the sheet, in widths of the sheet.
const DISTANCE: f32 = 1.9;

/// A sheet as a printer made it.
#[derive(Debug, Clone, Copy)]
pub struct Printed<'a> {
    /// The page.
    pub picture: &'a GrayImage,
    /// Its pixels to a millimetre.
    pub pixels: f32,
}

/// A box, and what is written in it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The box.
    pub place: Place,
    /// The digit.
    pub strokes: &'a Strokes,
}

/// Writes digits in boxes of a sheet and photographs it with so many pixels, blurred by a Gaussian of so many. What is
/// printed on the scene's paper makes no difference: it is the sheet. None where it would be seen from its edge.
pub fn photograph_sheet(
    printed: Printed<'_>,
    written: &[Written<'_>],
    scene: &Scene,
    (photo, blur): ((u32, u32), f32),
    random: &mut ChaCha8Rng,
) -> Option<RgbImage> {
    let size = printed.picture.dimensions();
    let lines: Vec<Vec<At>> = written
        .iter()
        .flat_map(|written| lines(written, printed.pixels, random))
        .collect();
    let (width, colour) = scene.pen.ink();
    let pen = width * printed.pixels;
    let ink = pen::draw(lines.iter().map(Vec::as_slice), pen, size);
    let grain = texture(size, 0.012, &[2.0, 8.0, 30.0], random);
    let sheet = image::Rgb32FImage::from_fn(size.0, size.1, |x, y| {
        let share = |picture: &GrayImage| f32::from(picture.get_pixel(x, y).0[0]) / 255.0;
        let (ink, print) = (share(&ink), share(printed.picture));
        let grain = grain.get_pixel(x, y).0[0];
        // A printer's black is not quite black.
        let paper = |channel: usize| (PAPER[channel] + grain) * (0.08 + 0.92 * print);
        Rgb([0, 1, 2].map(|channel| paper(channel) * (1.0 - ink * (1.0 - colour[channel]))))
    });
    let sides = (
        size.0 as f32 / printed.pixels,
        size.1 as f32 / printed.pixels,
    );
    let view = View {
        photo,
        sheet: sides,
        fine: printed.pixels,
        distance: DISTANCE * sides.0,
        blur,
    };
    photographed(&sheet, &view, scene, random).map(|(picture, _)| picture)
}

/// A digit's lines in pixels of the sheet: not quite in the middle of its box, and not all of one height.
fn lines(written: &Written<'_>, pixels: f32, random: &mut ChaCha8Rng) -> Vec<Vec<At>> {
    let Written { place, strokes } = written;
    let points = || strokes.0.iter().flatten();
    let left = points().map(|point| point.0).fold(f32::MAX, f32::min);
    let right = points().map(|point| point.0).fold(f32::MIN, f32::max);
    let share = random.random_range(HEIGHT.0..HEIGHT.1);
    let height = (share * place.height).min(WIDE * place.width / (right - left).max(0.1));
    // As far from the middle as a millimetre before the outline.
    let mut middle = |begin: f32, side: f32, length: f32| {
        let free = ((side - length) / 2.0 - 1.5).clamp(0.0, 2.0);
        begin + side / 2.0 + random.random_range(-1.0..=1.0) * free
    };
    let middle = (
        middle(place.left, place.width, (right - left) * height),
        middle(place.top, place.height, height),
    );
    let on_sheet = |point: &At| {
        (
            (middle.0 + (point.0 - f32::midpoint(left, right)) * height) * pixels,
            (middle.1 + (point.1 - 0.5) * height) * pixels,
        )
    };
    let lines = strokes.0.iter();
    lines
        .map(|line| smooth(&line.iter().map(on_sheet).collect::<Vec<_>>()))
        .collect()
}
