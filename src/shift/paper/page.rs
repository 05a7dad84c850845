//! A whole page: digits that somebody really wrote, on paper, photographed on a table.
//!
//! The strokes are written with a pen on a sheet of A5, the sheet is laid on a table, seen by a camera that is not
//! quite above it, and lit. One thing at a time can be made harder ([`Scene`]); all values were fixed before anything
//! was read. Simulated, and not validated against photographs.

use std::f32::consts::TAU;
use std::fmt;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageFormat, Rgb, RgbImage};
use imageproc::geometric_transformations::Projection;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::camera::Print;
use super::ink::soft_step;
use super::texture::texture;
use super::tilt::{Plane, tilted};
use crate::picture::cleanup::Bounds;
use crate::picture::dial::Strokes;
use crate::picture::pen;

/// The photo, in pixels: as many as a clean-up works on.
const PHOTO: (u32, u32) = (1600, 1200);
/// The sheet, mm: A5, lying across.
const SHEET: (f32, f32) = (210.0, 148.0);
/// Pixels a millimetre in which the sheet is written.
const FINE: f32 = 8.0;
/// Digits stand in so many columns and rows.
const PLACES: (usize, usize) = (5, 2);
/// The height of a digit, mm, at least and at most.
const HEIGHT: (f32, f32) = (10.0, 14.0);
/// What is left free around them, mm.
const MARGIN: f32 = 22.0;
/// From the camera to the sheet, mm.
const DISTANCE: f32 = 400.0;
/// A sheet is turned by at most this, degrees.
const TURN: f32 = 8.0;
/// What blank paper reflects of red, green and blue.
pub(super) const PAPER: [f32; 3] = [0.93, 0.91, 0.87];
/// The width of printed lines, mm.
const RULE: f32 = 0.25;
/// Standard deviation of the noise at white.
const NOISE: f32 = 0.012;
/// The same in little light, where the sensor counts less.
const NOISE_IN_THE_DARK: f32 = 0.035;
/// JPEG quality, 1 to 100.
const QUALITY: u8 = 88;

/// What it is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pen {
    /// A fine blue liner, 0.3 mm.
    Fine,
    /// A blue ballpoint, 0.6 mm.
    Ballpoint,
    /// A pencil, 0.6 mm, which takes two fifths of the light.
    Pencil,
    /// A black felt pen, 1.8 mm.
    Felt,
    /// Anything of 0.6 mm that leaves so many hundredths of the red, green and blue light.
    Leaving([u8; 3]),
}

impl Pen {
    /// The width, mm, and the share of red, green and blue light that is left.
    pub(super) fn ink(self) -> (f32, [f32; 3]) {
        match self {
            Self::Fine => (0.3, [0.15, 0.2, 0.5]),
            Self::Ballpoint => (0.6, [0.15, 0.2, 0.5]),
            Self::Pencil => (0.6, [0.58, 0.58, 0.6]),
            Self::Felt => (1.8, [0.1, 0.1, 0.1]),
            Self::Leaving(light) => (0.6, light.map(|light| f32::from(light) / 100.0)),
        }
    }
}

/// What the sheet lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Brown wood.
    Brown,
    /// A grey worktop.
    Grey,
    /// A white table, a little darker than the sheet.
    White,
}

impl Table {
    /// Red, green and blue light that it reflects, 0..1.
    fn colour(self) -> [f32; 3] {
        match self {
            Self::Brown => [0.42, 0.27, 0.16],
            Self::Grey => [0.5, 0.51, 0.52],
            Self::White => [0.8, 0.79, 0.77],
        }
    }
}

/// How it is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Evenly.
    Even,
    /// By a lamp at one side: half as bright at the other.
    Lamp,
    /// With a soft shadow across half of it, which takes half of the light.
    Shadow,
    /// By a lamp, and a quarter as bright: the darkest.
    Dark,
}

/// How a page is written and photographed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene {
    /// What is printed on the sheet.
    pub print: Print,
    /// What it is written with.
    pub pen: Pen,
    /// What it lies on.
    pub table: Table,
    /// How it is lit.
    pub light: Light,
    /// How far the camera is from straight above, degrees.
    pub tilt: f32,
    /// The share of the photo's width that the sheet takes.
    pub fill: f32,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            print: Print::Blank,
            pen: Pen::Ballpoint,
            table: Table::Brown,
            light: Light::Lamp,
            tilt: 10.0,
            fill: 0.7,
        }
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            print,
            pen,
            table,
            light,
            tilt,
            fill,
        } = self;
        write!(
            f,
            "{print:?} paper, {pen:?}, {table:?} table, {light:?} light, {tilt} degrees, {:.0} % of the width",
            fill * 100.0
        )
    }
}

/// A photo of a page.
#[derive(Debug, Clone)]
pub struct PagePhoto {
    /// What the camera saw.
    pub picture: RgbImage,
    /// Where the digits are, in its pixels, in the order in which they were given.
    pub digits: Vec<Bounds>,
}

/// Most digits that a page has room for.
pub const MOST: usize = PLACES.0 * PLACES.1;

/// Writes digits on a sheet, [`MOST`] at most, and photographs it. None where it would be seen from its edge.
pub fn photograph_page(
    digits: &[&Strokes],
    scene: &Scene,
    random: &mut ChaCha8Rng,
) -> Option<PagePhoto> {
    let lines = placed(digits, random);
    let sheet = written(&lines, scene, random);
    let (picture, onto) = photographed(&sheet, &VIEW, scene, random)?;
    let bounds = lines.iter().map(|lines| around(lines, scene.pen, onto));
    Some(PagePhoto {
        picture,
        digits: bounds.collect(),
    })
}

/// What is photographed, and with how many pixels.
pub(super) struct View {
    /// The photo, in pixels.
    pub(super) photo: (u32, u32),
    /// The sheet, mm.
    pub(super) sheet: (f32, f32),
    /// Its pixels to a millimetre.
    pub(super) fine: f32,
    /// From the camera to the sheet, mm.
    pub(super) distance: f32,
    /// How blurred the photo is: a Gaussian's standard deviation, pixels.
    pub(super) blur: f32,
}

/// What pages are photographed with.
const VIEW: View = View {
    photo: PHOTO,
    sheet: SHEET,
    fine: FINE,
    distance: DISTANCE,
    blur: 0.7,
};

/// A photo of what a sheet reflects, 0..1, and where the sheet's pixels are in it.
pub(super) fn photographed(
    sheet: &image::Rgb32FImage,
    view: &View,
    scene: &Scene,
    random: &mut ChaCha8Rng,
) -> Option<(RgbImage, Projection)> {
    let onto = seen(view, scene, random)?;
    let mut light = laid(sheet, (view.photo, onto), scene.table, random);
    lit(&mut light, scene.light, random);
    let light = imageproc::filter::gaussian_blur_f32(&light, view.blur);
    Some((exposed(&light, scene.light, random), onto))
}

/// A point on the sheet, mm from its left upper corner.
pub(super) type At = (f32, f32);

/// The digits' lines, each in a place of its own: not quite in its middle, and not all of one height.
fn placed(digits: &[&Strokes], random: &mut ChaCha8Rng) -> Vec<Vec<Vec<At>>> {
    let cell = (
        (SHEET.0 - 2.0 * MARGIN) / PLACES.0 as f32,
        (SHEET.1 - 2.0 * MARGIN) / PLACES.1 as f32,
    );
    let places = digits.iter().take(MOST).enumerate();
    let placed = places.map(|(place, strokes)| {
        let height = random.random_range(HEIGHT.0..HEIGHT.1);
        let (column, row) = ((place % PLACES.0) as f32, (place / PLACES.0) as f32);
        let points = || strokes.0.iter().flatten();
        let left = points().map(|point| point.0).fold(f32::MAX, f32::min);
        let right = points().map(|point| point.0).fold(f32::MIN, f32::max);
        let jitter = (
            random.random_range(-2.0..2.0),
            random.random_range(-3.0..3.0),
        );
        let middle = (
            MARGIN + (column + 0.5) * cell.0 + jitter.0,
            MARGIN + (row + 0.5) * cell.1 + jitter.1,
        );
        let on_sheet = |point: &At| {
            (
                middle.0 + (point.0 - f32::midpoint(left, right)) * height,
                middle.1 + (point.1 - 0.5) * height,
            )
        };
        let lines = strokes.0.iter();
        lines
            .map(|line| smooth(&line.iter().map(on_sheet).collect::<Vec<_>>()))
            .collect()
    });
    placed.collect()
}

/// Points between the recorded ones, on the curve through them (Catmull and Rom 1974).
pub(super) fn smooth(line: &[At]) -> Vec<At> {
    const BETWEEN: usize = 8;
    let at = |place: usize| line[place.min(line.len() - 1)];
    let mut smooth = Vec::new();
    for place in 0..line.len().saturating_sub(1) {
        let (a, b, c, d) = (
            at(place.saturating_sub(1)),
            at(place),
            at(place + 1),
            at(place + 2),
        );
        for step in 0..BETWEEN {
            let t = step as f32 / BETWEEN as f32;
            let along = |a: f32, b: f32, c: f32, d: f32| {
                let (one, two, three) = (
                    c - a,
                    2.0 * a - 5.0 * b + 4.0 * c - d,
                    3.0 * (b - c) + d - a,
                );
                b + 0.5 * t * (one + t * (two + t * three))
            };
            smooth.push((along(a.0, b.0, c.0, d.0), along(a.1, b.1, c.1, d.1)));
        }
    }
    smooth.extend(line.last());
    smooth
}

/// What the sheet reflects of red, green and blue, 0..1.
fn written(lines: &[Vec<Vec<At>>], scene: &Scene, random: &mut ChaCha8Rng) -> image::Rgb32FImage {
    let size = ((SHEET.0 * FINE) as u32, (SHEET.1 * FINE) as u32);
    let fine: Vec<Vec<At>> = lines
        .iter()
        .flatten()
        .map(|line| {
            line.iter()
                .map(|point| (point.0 * FINE, point.1 * FINE))
                .collect()
        })
        .collect();
    let (width, colour) = scene.pen.ink();
    let ink = pen::draw(fine.iter().map(Vec::as_slice), width * FINE, size);
    let grain = texture(size, 0.012, &[2.0, 8.0, 30.0], random);
    let phase: At = (random.random(), random.random());
    image::Rgb32FImage::from_fn(size.0, size.1, |x, y| {
        let ink = f32::from(ink.get_pixel(x, y).0[0]) / 255.0;
        let printed = printed(scene.print, (x as f32 / FINE, y as f32 / FINE), phase);
        let grain = grain.get_pixel(x, y).0[0];
        let print = [0.72, 0.8, 0.88];
        let of = |channel: usize| {
            let paper: f32 = PAPER[channel] + grain;
            let paper = paper * (1.0 - printed * (1.0 - print[channel]));
            paper * (1.0 - ink * (1.0 - colour[channel]))
        };
        Rgb([of(0), of(1), of(2)])
    })
}

/// How much of a printed line is at a place, 0..1.
fn printed(print: Print, (x, y): At, phase: At) -> f32 {
    let line = |at: f32, spacing: f32, phase: f32| {
        let at = at - phase * spacing;
        let distance = (at - (at / spacing).round() * spacing).abs();
        ((RULE / 2.0 - distance) * FINE + 0.5).clamp(0.0, 1.0)
    };
    match print {
        Print::Blank => 0.0,
        Print::Ruled => line(y, 8.0, phase.1),
        Print::Squared => line(y, 5.0, phase.1).max(line(x, 5.0, phase.0)),
    }
}

/// From pixels of the sheet to those of the photo.
fn seen(view: &View, scene: &Scene, random: &mut ChaCha8Rng) -> Option<Projection> {
    let View {
        photo,
        sheet,
        fine,
        distance,
        ..
    } = *view;
    let turn = random.random_range(-TURN..TURN).to_radians();
    let axis = random.random::<f32>() * TAU;
    let scale = scene.fill * photo.0 as f32 / sheet.0;
    // As far from the middle as there is room.
    let free = (1.0 - scene.fill).max(0.0) * 0.25;
    let off = (
        random.random_range(-1.0..=1.0) * free * photo.0 as f32,
        random.random_range(-1.0..=1.0) * free * photo.1 as f32,
    );
    let tilted = tilted(scene.tilt.to_radians(), axis, distance)?;
    let middle = (photo.0 as f32 / 2.0 + off.0, photo.1 as f32 / 2.0 + off.1);
    Some(
        Projection::translate(middle.0, middle.1)
            * Projection::scale(scale, scale)
            * tilted
            * Projection::rotate(turn)
            * Projection::translate(-sheet.0 / 2.0, -sheet.1 / 2.0)
            * Projection::scale(1.0 / fine, 1.0 / fine),
    )
}

/// The sheet on the table, as the photo shows it in even light.
fn laid(
    sheet: &image::Rgb32FImage,
    (photo, onto): ((u32, u32), Projection),
    table: Table,
    random: &mut ChaCha8Rng,
) -> image::Rgb32FImage {
    // Grain along one direction: small across, and drawn out.
    let grain = texture((photo.0 / 16, photo.1), 0.03, &[2.0, 6.0], random);
    let grain: Plane = imageops::resize(&grain, photo.0, photo.1, FilterType::Triangle);
    let back = onto.invert();
    let (width, height) = sheet.dimensions();
    image::Rgb32FImage::from_fn(photo.0, photo.1, |x, y| {
        let at = back * (x as f32, y as f32);
        let is_on_sheet =
            at.0 >= 0.0 && at.1 >= 0.0 && at.0 <= width as f32 - 1.0 && at.1 <= height as f32 - 1.0;
        match is_on_sheet {
            true => between(sheet, at),
            false => {
                let grain = grain.get_pixel(x, y).0[0];
                Rgb(table.colour().map(|channel| channel * (1.0 + 2.0 * grain)))
            }
        }
    })
}

/// The value between four pixels.
fn between(picture: &image::Rgb32FImage, (x, y): At) -> Rgb<f32> {
    let (width, height) = picture.dimensions();
    let (left, top) = (x.floor() as u32, y.floor() as u32);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (across, down) = (x.fract(), y.fract());
    let pixel = |x: u32, y: u32| picture.get_pixel(x, y).0;
    let corners = [
        (pixel(left, top), (1.0 - across) * (1.0 - down)),
        (pixel(right, top), across * (1.0 - down)),
        (pixel(left, bottom), (1.0 - across) * down),
        (pixel(right, bottom), across * down),
    ];
    Rgb([0, 1, 2].map(|channel: usize| {
        corners
            .iter()
            .map(|(pixel, share)| pixel[channel] * share)
            .sum()
    }))
}

/// How much light there is where.
fn lit(photo: &mut image::Rgb32FImage, light: Light, random: &mut ChaCha8Rng) {
    let (down, across) = (random.random::<f32>() * TAU).sin_cos();
    let offset = random.random_range(-0.15..0.15);
    let middle = (photo.width() as f32 / 2.0, photo.height() as f32 / 2.0);
    let half = middle.0;
    for (x, y, Rgb(pixel)) in photo.enumerate_pixels_mut() {
        let (x, y) = ((x as f32 - half) / half, (y as f32 - middle.1) / half);
        let along = x * across + y * down;
        let lamp = 0.5_f32.powf(f32::midpoint(along, 1.0).clamp(0.0, 1.0));
        let light = match light {
            Light::Even => 1.0,
            Light::Lamp => lamp,
            // Its edge is a fifth of the photo wide.
            Light::Shadow => 1.0 - 0.5 * soft_step((along - offset) / 0.2),
            Light::Dark => 0.25 * lamp,
        };
        pixel.iter_mut().for_each(|channel| *channel *= light);
    }
}

/// What the sensor counts, and what JPEG leaves of it.
fn exposed(photo: &image::Rgb32FImage, light: Light, random: &mut ChaCha8Rng) -> RgbImage {
    let sigma = match light {
        Light::Even | Light::Lamp | Light::Shadow => NOISE,
        Light::Dark => NOISE_IN_THE_DARK,
    };
    let counted = RgbImage::from_fn(photo.width(), photo.height(), |x, y| {
        Rgb(photo.get_pixel(x, y).0.map(|light| {
            let normal: f32 = random.sample(StandardNormal);
            let noise = sigma * (0.95 * light.max(0.0) + 0.05).sqrt() * normal;
            // A camera's tone curve is about that of sRGB.
            ((light + noise).clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0).round() as u8
        }))
    });
    let mut file = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(&counted);
    let read = written.and_then(|()| image::load_from_memory_with_format(&file, ImageFormat::Jpeg));
    // Neither step fails for a picture of this size in memory; if one did, the photo would stay whole.
    read.map_or(counted, |photo| photo.to_rgb8())
}

/// Where a digit is in the photo.
fn around(lines: &[Vec<At>], pen: Pen, onto: Projection) -> Bounds {
    let half = pen.ink().0 / 2.0;
    let points = lines.iter().flatten().flat_map(|&(x, y)| {
        [(x - half, y - half), (x + half, y + half)].map(|(x, y)| onto * (x * FINE, y * FINE))
    });
    let bounds = points.map(|(x, y)| Bounds {
        left: x.max(0.0) as u32,
        top: y.max(0.0) as u32,
        width: 1,
        height: 1,
    });
    let nothing = Bounds {
        left: 0,
        top: 0,
        width: 0,
        height: 0,
    };
    bounds
        .reduce(|all, point| all.joined(point))
        .unwrap_or(nothing)
}
