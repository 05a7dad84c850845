//! Photographed digits as a beginner would feed them to a network: grey, squashed, nothing else.

use crate::picture::squash;

/// A picture file, squashed.
pub(in crate::dataset) fn picture(file: &[u8], side: usize) -> Result<Vec<u8>, String> {
    let picture = image::load_from_memory(file).map_err(|error| error.to_string())?;
    Ok(squash(&picture, side as u32).into_raw())
}

/// The label in a file name such as `cell00_label6.png`.
pub(in crate::dataset) fn label(file: &str) -> Option<u8> {
    let (_, rest) = file.rsplit_once("label")?;
    rest.split('.').next()?.parse().ok()
}
