//! Digits recorded as eight pen positions, drawn with a round pen and brought into MNIST's form.

use image::GrayImage;
use rayon::prelude::*;

use super::{Pictures, binary, joined, rows};
use crate::picture::{mnistify, pen};

/// Positions of the pen.
const POSITIONS: usize = 8;
/// Pixels for the 0 to 100 of the recording, upwards.
const HEIGHT: f32 = 100.0;
/// Both axes were stretched to 0 to 100 by the set's makers, so the true proportions are lost. This
/// much of the width brings digits to about the proportions of MNIST's.
const NARROWER: f32 = 0.62;
/// The pen's width in pixels: after shrinking to 20 pixels, strokes are about 2.4 wide, as MNIST's.
const PEN: f32 = 13.0;
/// Empty pixels around the digit, for the pen's width.
const MARGIN: f32 = 10.0;

pub(in crate::dataset) fn read(packed: &[u8], count: usize) -> Result<Pictures, String> {
    let fields = 2 * POSITIONS;
    let rows = rows(packed, fields + 1, count)?;
    let labels = rows.iter().map(|row| row[fields]).collect();
    let pictures = rows
        .par_iter()
        .enumerate()
        .map(|(at, row)| {
            draw(&row[..fields]).ok_or_else(|| format!("line {}: there is no ink", at + 1))
        })
        .collect::<Result<Vec<GrayImage>, _>>()?;
    Ok(Pictures {
        pixels: joined(pictures),
        labels,
    })
}

fn draw(positions: &[u8]) -> Option<GrayImage> {
    let line = positions
        .chunks_exact(2)
        .map(|position| {
            let (x, y) = (f32::from(position[0]), f32::from(position[1]));
            let y = HEIGHT - y * HEIGHT / 100.0;
            (MARGIN + x * HEIGHT / 100.0 * NARROWER, MARGIN + y)
        })
        .collect();
    let side = (HEIGHT + 2.0 * MARGIN) as u32;
    mnistify(&binary(pen::draw(&[line], PEN, side, side)))
}
