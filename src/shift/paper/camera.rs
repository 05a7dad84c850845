//! A digit written with a pen and photographed with a phone: the whole chain at the resolution of
//! the photo, stage by stage.
//!
//! The pen first: the middle line of the digit's strokes is drawn anew, so what the picture's own
//! stroke width was makes no difference. Then paper, light, optics, sensor, JPEG and a careless
//! crop. Values are what the sensor counts, white 1; a camera's tone curve is left out, and so are
//! its sharpening and its noise reduction. At severity 5 everything is at its worst at once, and
//! people cannot read all such photos either. Simulated, and not validated against photographs.

mod conditions;

use std::f32::consts::TAU;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{GrayImage, ImageFormat, Luma};
use imageproc::filter::{filter, gaussian_blur_f32};
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};
use imageproc::kernel::Kernel;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

pub use self::conditions::{Conditions, Print, Step};
use super::ink::{ink, soft_step, value};
use super::marks::extent;
use super::strokes::{middle_line, pen};
use super::texture::{smooth_noise, texture};
use super::tilt::{Plane, tilted};
use crate::dataset::Shape;
use crate::picture::Photo;
use crate::picture::cleanup::Cleanup;
use crate::shift::{Canvas, Severity};

/// Millimetres of a 28x28 picture's side, where a digit of 20 pixels is 8 mm high.
const PICTURE: f32 = 28.0 * 8.0 / 20.0;
/// Millimetres of paper that a photo shows along each side before it is cropped.
const VIEW: f32 = 16.0;
/// Millimetres of paper along each side; enough for the view at the steepest tilt.
const SHEET: f32 = 22.0;
/// Pixels a millimetre in which the paper is drawn: as many as the sharpest photo has.
const FINE: f32 = 14.0;
/// The share of the paper's light that ink swallows.
const BLACK: f32 = 0.9;
/// The width of printed lines, mm.
const RULE: f32 = 0.2;
/// The width of a shadow's edge, mm.
const PENUMBRA: f32 = 3.0;
/// A sensor's pixels times millimetres: 12 megapixels are 14 to a millimetre at a distance of
/// 200 mm, and proportionally fewer farther away.
const REACH: f32 = 14.0 * 200.0;

/// What a photo looks like after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The step.
    pub step: Step,
    /// What happened in it.
    pub about: String,
    /// The page so far: ink dark, paper bright. Sizes differ between stages.
    pub picture: GrayImage,
}

/// Photographs a digit (ink bright on black, any size) and shows the photo after every [`Step`]; the
/// last is the photo as a program would get it. A picture without pixels has no stages.
pub fn photograph(digit: &GrayImage, severity: Severity, random: &mut ChaCha8Rng) -> Vec<Stage> {
    let conditions = Conditions::at(severity);
    let mut stages = Vec::new();
    take(digit, &conditions, random, |step, plane| {
        stages.push(Stage {
            step,
            about: step.about(&conditions),
            picture: to_bytes(plane),
        });
    });
    stages
}

/// The digit after it was photographed and cleaned up, in the picture's own size; an empty picture
/// where the clean-up, which is that of [`crate::picture::cleanup`], finds no digit. A colour picture
/// comes back in grey.
pub(crate) fn photo(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let (width, height) = (picture.width() as u32, picture.height() as u32);
    let page = ink(picture);
    let channels = page.channels() as f32;
    let digit = GrayImage::from_fn(width, height, |x, y| {
        let of = |channel| value(&page, x as usize, y as usize, channel);
        let mean = (0..page.channels()).map(of).sum::<f32>() / channels;
        Luma([(mean.clamp(0.0, 1.0) * 255.0).round() as u8])
    });
    let photo = take(&digit, &Conditions::at(severity), random, |_, _| {});
    let cleaned = photo.and_then(clean);
    let Some(mut cleaned) = cleaned else {
        return ink(&Canvas::filled(
            picture.width(),
            picture.height(),
            picture.channels(),
            0.0,
        ));
    };
    if cleaned.dimensions() != (width, height) {
        cleaned = imageops::resize(&cleaned, width, height, FilterType::Triangle);
    }
    ink(&page.map(|x, y, _| f32::from(cleaned.get_pixel(x as u32, y as u32).0[0]) / 255.0))
}

/// The digit in a photo of one; none where the clean-up finds none.
fn clean(photo: GrayImage) -> Option<GrayImage> {
    let cleaned = Cleanup::of_one_digit().run(&Photo {
        picture: photo.into(),
        orientation: Orientation::NoTransforms,
        animated: false,
    });
    cleaned.digits.into_iter().next().map(|found| found.picture)
}

/// Everything that chance decides but the noise, drawn first and alike at every severity.
struct Chance {
    light: f32,
    shadow: f32,
    shadow_offset: f32,
    tilt: f32,
    motion: f32,
    print: (f32, f32),
    cut: u32,
    neighbour: bool,
}

impl Chance {
    fn draw(random: &mut ChaCha8Rng) -> Self {
        Self {
            light: random.random::<f32>() * TAU,
            shadow: random.random::<f32>() * TAU,
            shadow_offset: random.random_range(-4.0..=4.0),
            tilt: random.random::<f32>() * TAU,
            motion: random.random::<f32>() * TAU,
            print: (random.random(), random.random()),
            cut: random.random_range(0..4),
            neighbour: random.random(),
        }
    }
}

/// Takes the photo and shows it after every step; none of a picture without pixels.
fn take(
    digit: &GrayImage,
    with: &Conditions,
    random: &mut ChaCha8Rng,
    mut show: impl FnMut(Step, &Plane),
) -> Option<GrayImage> {
    let shorter = digit.width().min(digit.height());
    if shorter == 0 {
        return None;
    }
    let chance = Chance::draw(random);
    let millimetre = shorter as f32 / PICTURE;

    let mut page = written(digit, millimetre, with, &chance, random);
    page.iter_mut().for_each(|ink| *ink = 1.0 - BLACK * *ink);
    show(Step::Ink, &page);
    lay_on_paper(&mut page, with, random);
    show(Step::Paper, &page);
    print(&mut page, with, &chance);
    show(Step::Print, &page);
    light(&mut page, with, &chance);
    show(Step::Light, &page);
    shade(&mut page, with, &chance);
    show(Step::Shadow, &page);

    let seen = tilted(with.tilt.to_radians(), chance.tilt, REACH / with.sampling)?;
    let mut photo = Plane::new((VIEW * FINE) as u32, (VIEW * FINE) as u32);
    let middle = |plane: &Plane| (plane.width() as f32 - 1.0) / 2.0;
    let (from, to) = (middle(&page), middle(&photo));
    // `tilted` counts in millimetres, planes in pixels.
    let seen = Projection::scale(FINE, FINE) * seen * Projection::scale(1.0 / FINE, 1.0 / FINE);
    let onto = Projection::translate(to, to) * seen * Projection::translate(-from, -from);
    let (bilinear, edge) = (Interpolation::Bilinear, Border::Replicate);
    warp_into(&page, onto, bilinear, edge, &mut photo);
    show(Step::Tilt, &photo);

    let side = (VIEW * with.sampling) as u32;
    let mut photo = imageops::resize(&photo, side, side, FilterType::Triangle);
    show(Step::Sampling, &photo);
    blur(&mut photo, with, &chance);
    show(Step::Blur, &photo);
    expose(&mut photo, with, random);
    show(Step::Noise, &photo);
    let photo = compressed(to_bytes(&photo), with.quality);
    show(Step::Jpeg, &to_plane(&photo));

    let cut = CutSide::of(digit, millimetre, with.cut, chance.cut);
    let photo = match cut {
        Some(cut) => cut.cropped(photo, seen, with.sampling),
        None => photo,
    };
    show(Step::Crop, &to_plane(&photo));
    Some(photo)
}

/// How much ink is where on the sheet, 0 to 1: the pen, its skips, and how the ink runs.
fn written(
    digit: &GrayImage,
    millimetre: f32,
    with: &Conditions,
    chance: &Chance,
    random: &mut ChaCha8Rng,
) -> Plane {
    let side = (SHEET * FINE) as u32;
    let fine = |pixels: u32| ((pixels as f32 / millimetre * FINE).round() as u32).max(1);
    let line = middle_line(digit, (fine(digit.width()), fine(digit.height())));
    let mut sheet = GrayImage::new(side, side);
    let corner = |size: u32| (i64::from(side) - i64::from(size)) / 2;
    let (left, top) = (corner(line.width()), corner(line.height()));
    imageops::replace(&mut sheet, &line, left, top);
    if let (Some(gap), Some((columns, _))) = (with.neighbour, extent(&to_canvas(&line))) {
        // The same hand wrote another one beside it.
        let apart = columns.len() as i64 + ((gap + with.pen) * FINE) as i64;
        let apart = if chance.neighbour { apart } else { -apart };
        let mut other = GrayImage::new(side, side);
        imageops::replace(&mut other, &line, left + apart, top);
        sheet
            .iter_mut()
            .zip(other.iter())
            .for_each(|(here, other)| *here = (*here).max(*other));
    }
    let mut ink = to_plane(&pen(&sheet, with.pen * FINE));

    // Ink fails where the paper lies lowest: in patches of .6 mm.
    let heights = smooth_noise((side, side), 0.6 * FINE, random);
    let mut under: Vec<f32> = heights
        .iter()
        .zip(ink.iter())
        .filter(|(_, ink)| **ink > 0.5)
        .map(|(height, _)| *height)
        .collect();
    let skipped = (with.skips * under.len() as f32) as usize;
    if skipped > 0 && skipped < under.len() {
        let (_, lowest, _) = under.select_nth_unstable_by(skipped, f32::total_cmp);
        let touched = |height: &f32| f32::from(*height >= *lowest);
        ink.iter_mut()
            .zip(heights.iter())
            .for_each(|(ink, height)| *ink *= touched(height));
    }
    // A Gaussian is 2.355 standard deviations wide at half its height.
    gaussian_blur_f32(&ink, with.bleed / 2.355 * FINE)
}

/// What the paper reflects: less than everything, and unevenly.
fn lay_on_paper(page: &mut Plane, with: &Conditions, random: &mut ChaCha8Rng) {
    // Fibres, flocks, waves: .15, .6 and 2.4 mm.
    let cells = [0.15, 0.6, 2.4].map(|size| size * FINE);
    let grain = texture(page.dimensions(), with.texture, &cells, random);
    page.iter_mut()
        .zip(grain.iter())
        .for_each(|(page, grain)| *page *= with.reflectance + grain);
}

/// Printed lines take a share of the light.
fn print(page: &mut Plane, with: &Conditions, chance: &Chance) {
    let spacing = match with.print {
        Print::Blank => return,
        Print::Ruled => 8.0,
        Print::Squared => 5.0,
    };
    let printed = |at: u32, phase: f32| {
        let at = (at as f32 + 0.5) / FINE - phase * spacing;
        let distance = (at - (at / spacing).round() * spacing).abs();
        ((RULE / 2.0 - distance) * FINE + 0.5).clamp(0.0, 1.0)
    };
    for (x, y, Luma([page])) in page.enumerate_pixels_mut() {
        let across = printed(y, chance.print.1);
        let down = match with.print {
            Print::Squared => printed(x, chance.print.0),
            Print::Blank | Print::Ruled => 0.0,
        };
        *page *= 1.0 - with.contrast * across.max(down);
    }
}

/// Light falls off to one side, by the gradient across the view, and to the corners.
fn light(page: &mut Plane, with: &Conditions, chance: &Chance) {
    let (down, across) = chance.light.sin_cos();
    let corner = 2.0 * (VIEW / 2.0).powi(2);
    each_millimetre(page, |x, y, page| {
        let along = ((x * across + y * down) / (VIEW / 2.0)).clamp(-1.0, 1.0);
        let lamp = with.gradient.powf(-f32::midpoint(along, 1.0));
        let outwards = ((x * x + y * y) / corner).min(1.0);
        *page *= lamp * (1.0 - with.vignette * outwards);
    });
}

/// A shadow with a straight, soft edge.
fn shade(page: &mut Plane, with: &Conditions, chance: &Chance) {
    let (down, across) = chance.shadow.sin_cos();
    each_millimetre(page, |x, y, page| {
        let inside = (x * across + y * down - chance.shadow_offset) / (PENUMBRA / 2.0);
        *page *= 1.0 - with.shadow * soft_step(inside);
    });
}

/// Hands out each pixel with its place on the sheet, in millimetres from the middle.
fn each_millimetre(page: &mut Plane, mut change: impl FnMut(f32, f32, &mut f32)) {
    let middle = page.width() as f32 / 2.0;
    let place = |at: u32| (at as f32 + 0.5 - middle) / FINE;
    for (x, y, Luma([page])) in page.enumerate_pixels_mut() {
        change(place(x), place(y), page);
    }
}

/// A disk for the focus, a line for the motion.
fn blur(photo: &mut Plane, with: &Conditions, chance: &Chance) {
    if with.defocus > 0.0 {
        let radius = with.defocus / 2.0;
        *photo = smeared(photo, radius, |x, y| {
            (radius + 0.5 - (x * x + y * y).sqrt()).clamp(0.0, 1.0)
        });
    }
    if with.motion > 0.0 {
        let (down, across) = chance.motion.sin_cos();
        *photo = smeared(photo, with.motion / 2.0, |x, y| {
            let beyond = ((x * across + y * down).abs() - with.motion / 2.0).max(0.0);
            let aside = x * down - y * across;
            (1.0 - (beyond * beyond + aside * aside).sqrt()).max(0.0)
        });
    }
}

/// Convolved with a kernel that reaches a pixel beyond `reach`; its weights are brought to a sum of 1.
fn smeared(photo: &Plane, reach: f32, weight: impl Fn(f32, f32) -> f32) -> Plane {
    let reach = reach.ceil() as i16 + 1;
    let line = -reach..=reach;
    let weights: Vec<f32> = line
        .clone()
        .flat_map(|y| line.clone().map(move |x| (x, y)))
        .map(|(x, y)| weight(f32::from(x), f32::from(y)))
        .collect();
    let sum: f32 = weights.iter().sum();
    let weights: Vec<f32> = weights.iter().map(|weight| weight / sum).collect();
    let side = line.count() as u32;
    filter(photo, Kernel::new(&weights, side, side), |value: f32| value)
}

/// Photon noise and read noise, Gaussian with a variance that grows with the light (Foi et al. 2008,
/// "Practical Poissonian-Gaussian noise modeling and fitting"). At white, reading out makes a
/// twentieth of the variance.
fn expose(photo: &mut Plane, with: &Conditions, random: &mut ChaCha8Rng) {
    for Luma([light]) in photo.pixels_mut() {
        let sigma = with.noise * (0.95 * light.max(0.0) + 0.05).sqrt();
        let normal: f32 = random.sample(StandardNormal);
        *light = (*light + sigma * normal).clamp(0.0, 1.0);
    }
}

/// Through a JPEG file in memory.
fn compressed(photo: GrayImage, quality: u8) -> GrayImage {
    let mut file = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut file, quality).encode_image(&photo);
    let read = written.and_then(|()| image::load_from_memory_with_format(&file, ImageFormat::Jpeg));
    // Neither step fails for a picture of this size in memory; if one did, the photo would stay whole.
    read.map_or(photo, |read| read.to_luma8())
}

/// Where a careless crop goes through the digit.
struct CutSide {
    /// The middle of the cut on the page, mm from the middle.
    at: (f32, f32),
    /// Left, right, top or bottom.
    side: u32,
}

impl CutSide {
    /// A share of the ink's extent lies beyond the cut; none where nothing is cut.
    fn of(digit: &GrayImage, millimetre: f32, share: f32, side: u32) -> Option<Self> {
        if share <= 0.0 {
            return None;
        }
        let (columns, rows) = extent(&to_canvas(digit))?;
        let along = |share: f32, range: &std::ops::Range<usize>, size: u32| {
            let at = range.start as f32 + share * range.len() as f32;
            (at - size as f32 / 2.0) / millimetre
        };
        let (x, y) = match side {
            0 => (share, 0.5),
            1 => (1.0 - share, 0.5),
            2 => (0.5, share),
            _ => (0.5, 1.0 - share),
        };
        let at = (
            along(x, &columns, digit.width()),
            along(y, &rows, digit.height()),
        );
        Some(Self { at, side })
    }

    /// The photo without what lies beyond the cut; `seen` maps the page (in fine pixels from its
    /// middle) to what the camera sees of it.
    fn cropped(&self, photo: GrayImage, seen: Projection, sampling: f32) -> GrayImage {
        let (x, y) = seen * (self.at.0 * FINE, self.at.1 * FINE);
        let pixel = |at: f32, size: u32| {
            let at = (at / FINE * sampling + size as f32 / 2.0).round();
            (at.max(0.0) as u32).min(size - 1)
        };
        let (width, height) = photo.dimensions();
        let (x, y) = (pixel(x, width), pixel(y, height));
        let (left, top, right, bottom) = match self.side {
            0 => (x, 0, width, height),
            1 => (0, 0, x.max(1), height),
            2 => (0, y, width, height),
            _ => (0, 0, width, y.max(1)),
        };
        imageops::crop_imm(&photo, left, top, right - left, bottom - top).to_image()
    }
}

fn to_bytes(plane: &Plane) -> GrayImage {
    GrayImage::from_fn(plane.width(), plane.height(), |x, y| {
        let Luma([value]) = *plane.get_pixel(x, y);
        Luma([(value.clamp(0.0, 1.0) * 255.0).round() as u8])
    })
}

fn to_plane(picture: &GrayImage) -> Plane {
    Plane::from_fn(picture.width(), picture.height(), |x, y| {
        Luma([f32::from(picture.get_pixel(x, y).0[0]) / 255.0])
    })
}

fn to_canvas(picture: &GrayImage) -> Canvas {
    let shape = Shape {
        width: picture.width() as usize,
        height: picture.height() as usize,
        channels: 1,
    };
    Canvas::from_bytes(picture.as_raw(), shape)
}
