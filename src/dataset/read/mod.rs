//! Turns a part's files into pictures; a file a format.

pub(super) mod faces;
pub(super) mod idx;
pub(super) mod scans;
pub(super) mod sheets;
pub(super) mod squashed;
pub(super) mod strokes;

use std::io::Read;

use flate2::read::GzDecoder;
use image::GrayImage;

/// Pictures and labels as read.
pub(super) struct Pictures {
    /// The pictures one after the other, rows of pixels, channels last.
    pub(super) pixels: Vec<u8>,
    pub(super) labels: Vec<u8>,
}

/// Unpacks gzip, but never more than `most` bytes.
fn unpack(packed: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(most);
    GzDecoder::new(packed)
        .take(most as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("it does not unpack ({error})"))?;
    if bytes.len() > most {
        return Err(format!(
            "it unpacks to more than the {most} bytes that it should"
        ));
    }
    Ok(bytes)
}

/// Rows of whole numbers, each row of the same length, out of a gzipped CSV.
fn rows(packed: &[u8], width: usize, count: usize) -> Result<Vec<Vec<u8>>, String> {
    /// More than any row of small numbers and commas takes.
    const MOST_BYTES_IN_A_FIELD: usize = 8;
    let text = unpack(packed, count * width * MOST_BYTES_IN_A_FIELD)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_slice());
    reader
        .deserialize::<Vec<u8>>()
        .enumerate()
        .map(|(line, row)| match row {
            Ok(row) if row.len() == width => Ok(row),
            Ok(row) => Err(format!(
                "line {}: {} numbers instead of {width}",
                line + 1,
                row.len()
            )),
            Err(error) => Err(format!("line {}: {error}", line + 1)),
        })
        .collect()
}

/// Small grey pictures, one after the other.
fn joined(pictures: Vec<GrayImage>) -> Vec<u8> {
    pictures.into_iter().flat_map(GrayImage::into_raw).collect()
}

/// Makes ink of what is at least half covered, as a scanner with a threshold does.
fn binary(mut picture: GrayImage) -> GrayImage {
    for value in picture.iter_mut() {
        *value = if *value >= 128 { 255 } else { 0 };
    }
    picture
}
