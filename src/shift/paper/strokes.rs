//! What another pen does to a stroke, and the line that a pen followed.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use imageproc::distance_transform::euclidean_squared_distance_transform;
use imageproc::morphology::{Mask, grayscale_dilate};
use rand_chacha::ChaCha8Rng;

use super::ink::{ink, unit, value};
use crate::shift::{Canvas, Severity};

/// Strokes are worked on with this many pixels along the shorter side at least.
const FINE: usize = 112;

/// Ink that lies farther from the middle of its stroke than a finer pen reaches is taken away.
/// Strokes that are finer already stay, and none vanishes: its middle line always has ink.
pub(crate) fn thin(picture: &Canvas, severity: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let width: f32 = severity.of([2.0, 1.5, 1.25, 1.0, 0.75]) * unit(picture);
    let page = ink(picture);
    let Some(finer) = finer(&page) else {
        return picture.clone();
    };
    // Of a colour picture, where any colour has ink.
    let drawn = GrayImage::from_fn(page.width() as u32, page.height() as u32, |x, y| {
        let of = |channel| value(&page, x as usize, y as usize, channel);
        let most = (0..page.channels()).map(of).fold(0.0, f32::max);
        Luma([(most.clamp(0.0, 1.0) * 255.0).round() as u8])
    });
    let size = (drawn.width() * finer, drawn.height() * finer);
    let line = middle_line(&drawn, size);
    let reached = pooled(&pen(&line, width * finer as f32), finer);
    ink(&page.map(|x, y, channel| {
        let reached = reached.get_pixel(x as u32, y as u32).0[0];
        value(&page, x, y, channel) * f32::from(reached) / 255.0
    }))
}

/// Every point gets the most ink that there is within a radius.
pub(crate) fn thick(picture: &Canvas, severity: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let radius: f32 = severity.of([0.25, 0.5, 0.75, 1.0, 1.25]) * unit(picture);
    let page = ink(picture);
    let Some(finer) = finer(&page) else {
        return picture.clone();
    };
    // The cast saturates: a wider disk than 255 pixels is none that a pen leaves.
    let disk = Mask::disk(((radius * finer as f32).round() as u8).max(1));
    let channels: Vec<GrayImage> = (0..page.channels())
        .map(|channel| {
            let (width, height) = (page.width() as u32 * finer, page.height() as u32 * finer);
            let large = GrayImage::from_fn(width, height, |x, y| {
                let ink = value(&page, (x / finer) as usize, (y / finer) as usize, channel);
                Luma([(ink.clamp(0.0, 1.0) * 255.0).round() as u8])
            });
            pooled(&grayscale_dilate(&large, &disk), finer)
        })
        .collect();
    ink(&page.map(|x, y, channel| {
        f32::from(channels[channel].get_pixel(x as u32, y as u32).0[0]) / 255.0
    }))
}

/// How often each pixel is repeated before strokes are worked on; none for a picture without pixels.
fn finer(picture: &Canvas) -> Option<u32> {
    let side = picture.width().min(picture.height());
    u32::try_from(FINE.checked_div(side)?.max(1)).ok()
}

/// The mean of every `finer` x `finer` pixels.
fn pooled(large: &GrayImage, finer: u32) -> GrayImage {
    GrayImage::from_fn(large.width() / finer, large.height() / finer, |x, y| {
        let block = (0..finer * finer)
            .map(|at| large.get_pixel(x * finer + at % finer, y * finer + at / finer));
        let sum: u32 = block.map(|pixel| u32::from(pixel.0[0])).sum();
        let all = finer * finer;
        Luma([((sum + all / 2) / all) as u8])
    })
}

/// Draws lines of one pixel's width with a round pen, `width` pixels wide, anti-aliased.
pub(crate) fn pen(line: &GrayImage, width: f32) -> GrayImage {
    let distances = euclidean_squared_distance_transform(line);
    GrayImage::from_fn(line.width(), line.height(), |x, y| {
        let distance = distances.get_pixel(x, y).0[0].sqrt() as f32;
        let covered = (width / 2.0 - distance + 0.5).clamp(0.0, 1.0);
        Luma([(covered * 255.0).round() as u8])
    })
}

/// The line in the middle of the strokes, a pixel wide (255 on 0), drawn at another size. Ink is
/// what is brighter than half the brightest.
pub(crate) fn middle_line(ink: &GrayImage, size: (u32, u32)) -> GrayImage {
    let brightest = ink.pixels().map(|pixel| pixel.0[0]).max().unwrap_or(0);
    let mut strokes = imageops::resize(ink, size.0, size.1, FilterType::Triangle);
    for Luma([value]) in strokes.pixels_mut() {
        *value = if *value > brightest / 2 { 255 } else { 0 };
    }
    let inked = strokes.enumerate_pixels().filter(|pixel| pixel.2.0[0] > 0);
    let mut left: Vec<(u32, u32)> = inked.map(|(x, y, _)| (x, y)).collect();
    loop {
        let before = left.len();
        thin_once(&mut strokes, &mut left, Pass::First);
        thin_once(&mut strokes, &mut left, Pass::Second);
        if left.len() == before {
            break;
        }
    }
    strokes
}

/// Which sides of a stroke a pass takes pixels from.
#[derive(Clone, Copy)]
enum Pass {
    First,
    Second,
}

/// Takes the outermost pixels off the strokes where that neither breaks nor shortens them (Guo and
/// Hall 1989, "Parallel thinning with two-subiteration algorithms", algorithm A1). `left` holds the
/// places of the ink, before and after.
fn thin_once(strokes: &mut GrayImage, left: &mut Vec<(u32, u32)>, pass: Pass) {
    let ink = left.iter().copied();
    let gone: Vec<(u32, u32)> = ink
        .filter(|&(x, y)| is_removable(strokes, x, y, pass))
        .collect();
    for &(x, y) in &gone {
        strokes.put_pixel(x, y, Luma([0]));
    }
    left.retain(|&(x, y)| strokes.get_pixel(x, y).0[0] > 0);
}

fn is_removable(strokes: &GrayImage, x: u32, y: u32, pass: Pass) -> bool {
    let at = |dx: i64, dy: i64| {
        let near = |at: u32, by: i64| u32::try_from(i64::from(at) + by).ok();
        let pixel = near(x, dx).zip(near(y, dy));
        pixel
            .and_then(|(x, y)| strokes.get_pixel_checked(x, y))
            .is_some_and(|pixel| pixel.0[0] > 0)
    };
    // The neighbours clockwise, in compass directions.
    let (n, ne, e, se) = (at(0, -1), at(1, -1), at(1, 0), at(1, 1));
    let (s, sw, w, nw) = (at(0, 1), at(-1, 1), at(-1, 0), at(-1, -1));
    let count = |conditions: [bool; 4]| conditions.iter().filter(|&&holds| holds).count();
    let crossings = count([
        !n && (ne || e),
        !e && (se || s),
        !s && (sw || w),
        !w && (nw || n),
    ]);
    let neighbours = count([nw || n, ne || e, se || s, sw || w]).min(count([
        n || ne,
        e || se,
        s || sw,
        w || nw,
    ]));
    let wrong_side = match pass {
        Pass::First => (s || sw || !nw) && w,
        Pass::Second => (n || ne || !se) && e,
    };
    crossings == 1 && (2..=3).contains(&neighbours) && !wrong_side
}
