//! From shipped files to labelled pictures: a file for each format.

mod blocks;
mod cells;
pub(super) mod fonts;
pub(super) mod idx;
mod sheets;
mod source;
mod strokes;

use image::GrayImage;
use rayon::prelude::*;
use source::{Source, gather};

use super::files::Files;
use super::{DataError, Format, Part, Pictures, Shape};
use crate::picture::dial::Strokes;

/// The first label behind those of the digits: of what a network that knows digits cannot name.
const NO_DIGIT: u8 = 10;

/// Reads the pictures of a part. What is returned may still be too many or too few.
pub(super) fn read(part: &Part, files: &Files) -> Result<Pictures, DataError> {
    let open = |file| Source::open(file, files);
    let sources = part
        .files
        .par_iter()
        .map(open)
        .collect::<Result<Vec<Source>, _>>()?;
    match part.format {
        Format::Idx => idx::read(&sources, part),
        Format::Sheets => sheets::read(&sources, part),
        Format::Blocks => blocks::read(&sources, part),
        Format::Strokes => strokes::read(&sources, part),
        Format::Fonts => fonts::read(&sources, &fonts::DIGITS, 0),
        Format::Letters => fonts::read(&sources, &fonts::LETTERS, NO_DIGIT),
        Format::Blank => Ok(blank(part)),
        Format::Cells => cells::read(&sources, part),
        Format::CleanedCells => cells::read_cleaned(&sources, part),
        // They are in no file.
        Format::Live => Ok(Pictures::default()),
    }
}

/// Pictures without any ink.
fn blank(part: &Part) -> Pictures {
    let Shape { width, height, .. } = part.shape;
    let empty = GrayImage::new(width as u32, height as u32);
    gather(vec![(empty, NO_DIGIT); part.count])
}

/// Reads the digits of a part that holds pen strokes, with their labels; none of other formats.
pub(super) fn read_strokes(
    part: &Part,
    files: &Files,
) -> Result<Option<Vec<(Strokes, u8)>>, DataError> {
    match (part.format, part.files.as_slice()) {
        (Format::Strokes, [file]) => {
            strokes::read_strokes(&Source::open(file, files)?, part).map(Some)
        }
        _ => Ok(None),
    }
}
