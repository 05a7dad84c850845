//! A picture that somebody sends, as nothing but a picture: no place, no time, no name of a camera, no other
//! data in the file.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageResult};

use super::photo::{OpenError, open_bytes};

/// The long side of what is kept, in pixels: that of the 12 megapixels that phones usually take.
const MAX_SIDE: u32 = 4_032;
/// Of a JPEG: what it changes is less than what the phone's own compression left.
const QUALITY: u8 = 95;

/// The same picture, upright and of 12 megapixels at most, in a new file: a JPEG, or a PNG where parts of it can be
/// seen through. Errors call it by this name.
///
/// # Errors
/// As [`open_bytes`].
pub fn bare(bytes: &[u8], name: &str) -> Result<Vec<u8>, OpenError> {
    let picture = open_bytes(bytes, name)?.upright();
    let picture = match picture.width().max(picture.height()) > MAX_SIDE {
        true => picture.resize(MAX_SIDE, MAX_SIDE, FilterType::Triangle),
        false => picture,
    };
    encode(&picture).map_err(|why| OpenError::Damaged {
        path: name.into(),
        format: "a picture",
        why: why.to_string(),
    })
}

fn encode(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    match picture.color().has_alpha() {
        true => DynamicImage::from(picture.to_rgba8())
            .write_with_encoder(PngEncoder::new(&mut bytes))?,
        false => DynamicImage::from(picture.to_rgb8())
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?,
    }
    Ok(bytes.into_inner())
}
