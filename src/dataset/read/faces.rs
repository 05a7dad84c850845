//! Printed digits: each typeface's 0 to 9, drawn large and brought into MNIST's form.

use image::GrayImage;
use rayon::prelude::*;

use super::{Pictures, binary, joined};
use crate::picture::{glyph, mnistify};

/// The height at which typefaces are drawn, in pixels; shrunk to 20 afterwards.
const HEIGHT: f32 = 160.0;

/// The ten digits of each face, face by face. Faces come with their file names.
pub(in crate::dataset) fn read(faces: &[(&str, &[u8])]) -> Result<Pictures, (String, String)> {
    let wanted: Vec<(&str, &[u8], u8)> = faces
        .iter()
        .flat_map(|&(file, face)| (0..10).map(move |digit| (file, face, digit)))
        .collect();
    let pictures = wanted
        .par_iter()
        .map(|&(file, face, digit)| {
            let character = char::from(b'0' + digit);
            let drawn = glyph::draw(face, character, HEIGHT)
                .map_err(|error| (file.to_owned(), error.to_string()))?;
            mnistify(&binary(drawn))
                .ok_or_else(|| (file.to_owned(), format!("its {character:?} has no ink")))
        })
        .collect::<Result<Vec<GrayImage>, _>>()?;
    Ok(Pictures {
        pixels: joined(pictures),
        labels: wanted.iter().map(|&(_, _, digit)| digit).collect(),
    })
}
