//! optdigits: scans of 32x32 bits of which only the ink in each 4x4 block was kept, 0 to 16.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

use super::source::Source;
use crate::dataset::{DataError, Part, Pictures};
use crate::picture::mnistify;

/// Blocks along a side.
const BLOCKS: u32 = 8;
/// Pixels along a side of a block: as many as it was made from.
const ENLARGED: u32 = 4;
/// Less ink than this share of a block is paper, more than that is ink, and grey in between. A single
/// limit would break thin strokes, which fill no block by half; without any, all would be blurred.
const PAPER: f32 = 0.25;
const INK: f32 = 0.65;

pub(super) fn read(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    match sources {
        [source] => source.rows(part.classes.len(), |counts, _| draw(counts)),
        _ => Ok(Pictures::default()),
    }
}

/// The counts as grey, smoothly enlarged (Catmull-Rom).
fn draw(counts: &[u8; 64]) -> Option<GrayImage> {
    // A frame of paper, so that ink at the edge is enlarged as ink in the middle.
    let mut picture = GrayImage::new(BLOCKS + 2, BLOCKS + 2);
    for (at, &count) in (0..).zip(counts) {
        let grey = (u16::from(count.min(16)) * 255 / 16) as u8;
        picture.put_pixel(1 + at % BLOCKS, 1 + at / BLOCKS, Luma([grey]));
    }
    let (width, height) = (picture.width() * ENLARGED, picture.height() * ENLARGED);
    let mut ink = imageops::resize(&picture, width, height, FilterType::CatmullRom);
    for Luma([grey]) in ink.pixels_mut() {
        let share = (f32::from(*grey) / 255.0 - PAPER) / (INK - PAPER);
        *grey = (share.clamp(0.0, 1.0) * 255.0).round() as u8;
    }
    mnistify(&ink)
}
