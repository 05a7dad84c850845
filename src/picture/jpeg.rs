//! Whether a JPEG file is all there. Decoders paint what is missing of one grey and say nothing.

use std::ops::RangeInclusive;

use image::{DynamicImage, ImageFormat};

/// The first byte of each marker.
const MARKER: u8 = 0xff;
/// Markers that stand alone: TEM and the restarts, which also stand among a scan's data.
const ALONE: u8 = 0x01;
const RESTARTS: RangeInclusive<u8> = 0xd0..=0xd7;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
/// More than a decoder needs to fill up what is missing of the shortest rest; no marker is in it.
const GARBAGE: [u8; 1 << 14] = [0x2a; 1 << 14];

/// The first row, from 1, of which something is missing in a JPEG file that ends early, given what was decoded
/// of it; none of whole pictures and of other files.
pub(crate) fn first_missing_row(bytes: &[u8], picture: &DynamicImage) -> Option<u32> {
    let is_jpeg = image::guess_format(bytes).ok() == Some(ImageFormat::Jpeg);
    if !is_jpeg || end(bytes).is_some() {
        return None;
    }
    // With something else in the place of what is missing, the picture is another one from there on. Where
    // nothing but the last marker is missing, it is not.
    let filled = image::load_from_memory_with_format(&with_garbage(bytes), ImageFormat::Jpeg);
    let Ok(filled) = filled else { return Some(1) };
    let row = picture.width() as usize * usize::from(picture.color().bytes_per_pixel());
    let rows = picture.as_bytes().chunks(row.max(1));
    let mut rows = (1..).zip(rows.zip(filled.as_bytes().chunks(row.max(1))));
    rows.find(|(_, (is, other))| is != other)
        .map(|(row, _)| row)
}

/// The place behind the end of the picture (ITU-T T.81, annex B); none where it is missing.
fn end(bytes: &[u8]) -> Option<usize> {
    // Behind the marker that begins the file.
    let mut at = 2;
    loop {
        // Before a marker there may be any number of the bytes with which it begins.
        at += bytes.get(at..)?.iter().position(|byte| *byte != MARKER)?;
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            END_OF_IMAGE => return Some(at),
            ALONE => continue,
            marker if RESTARTS.contains(&marker) => continue,
            _ => {}
        }
        let length = bytes.get(at..at + 2)?;
        at += usize::from(length[0]) << 8 | usize::from(length[1]);
        if marker == START_OF_SCAN {
            at += next_marker(bytes.get(at..)?)?;
        }
    }
}

/// Where a scan's data is over: at a marker that is neither a restart nor an escaped byte.
fn next_marker(data: &[u8]) -> Option<usize> {
    let mut pairs = data.windows(2);
    pairs.position(|pair| {
        pair[0] == MARKER && !matches!(pair[1], 0 | MARKER) && !RESTARTS.contains(&pair[1])
    })
}

/// The same file with something in the place of what is missing.
fn with_garbage(bytes: &[u8]) -> Vec<u8> {
    // Half of an escaped byte or of a marker would make a marker of the first byte that follows.
    let whole = bytes.strip_suffix(&[MARKER]).unwrap_or(bytes);
    [whole, &GARBAGE, &[MARKER, END_OF_IMAGE]].concat()
}
