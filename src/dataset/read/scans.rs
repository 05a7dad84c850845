//! Digits of which only 8x8 counts of ink are kept (0 to 16 dark pixels in a 4x4 block of a 32x32
//! scan). They are enlarged smoothly, sharpened, and brought into MNIST's form.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use rayon::prelude::*;

use super::{Pictures, joined, rows};
use crate::picture::mnistify;

/// Counts along a side.
const SIDE: u32 = 8;
/// How much a count is enlarged, in pixels.
const ENLARGED: u32 = 8;
/// Empty counts around the digit, so that enlarging does not bend strokes at the edge.
const MARGIN: u32 = 1;
/// The largest count.
const FULL: u16 = 16;
/// Up to a quarter of the ink is paper, from half on it is ink, and between the two it is grey. A
/// hard cut would break strokes that are one scanned pixel thin, or close small loops, and nobody
/// would call that the same digit. Chosen by looking at the digits, before any model did.
const PAPER: u8 = 64;
const INK: u8 = 128;

pub(in crate::dataset) fn read(packed: &[u8], count: usize) -> Result<Pictures, String> {
    let cells = (SIDE * SIDE) as usize;
    let rows = rows(packed, cells + 1, count)?;
    let labels = rows.iter().map(|row| row[cells]).collect();
    let pictures = rows
        .par_iter()
        .enumerate()
        .map(|(at, row)| {
            draw(&row[..cells]).ok_or_else(|| format!("line {}: there is no ink", at + 1))
        })
        .collect::<Result<Vec<GrayImage>, _>>()?;
    Ok(Pictures {
        pixels: joined(pictures),
        labels,
    })
}

fn draw(counts: &[u8]) -> Option<GrayImage> {
    let side = SIDE + 2 * MARGIN;
    let coarse = GrayImage::from_fn(side, side, |x, y| {
        let inside = (MARGIN..MARGIN + SIDE).contains(&x) && (MARGIN..MARGIN + SIDE).contains(&y);
        let count = match inside {
            true => counts[((y - MARGIN) * SIDE + x - MARGIN) as usize],
            false => 0,
        };
        Luma([(u16::from(count).min(FULL) * 255 / FULL) as u8])
    });
    let side = side * ENLARGED;
    let smooth = imageops::resize(&coarse, side, side, FilterType::CatmullRom);
    mnistify(&sharpened(smooth))
}

fn sharpened(mut picture: GrayImage) -> GrayImage {
    for value in picture.iter_mut() {
        let above = u16::from((*value).clamp(PAPER, INK) - PAPER);
        *value = (above * 255 / u16::from(INK - PAPER)) as u8;
    }
    picture
}
