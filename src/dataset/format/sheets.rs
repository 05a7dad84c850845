//! Sheets of tiles, one for each class: tile after tile by rows, `label_name.webp`.

use image::{GenericImageView, ImageFormat, RgbImage};
use rayon::prelude::*;

use super::source::Source;
use crate::dataset::{DataError, Part, Pictures, Shape};

/// The first pictures of all classes come first, then the second ones, and so on: any beginning of
/// the data has as many of each class.
pub(super) fn read(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    let read = |source: &Source<'_>| read_sheet(source, part);
    let sheets = sources
        .par_iter()
        .map(read)
        .collect::<Result<Vec<_>, _>>()?;
    let rounds = sheets
        .iter()
        .map(|(_, tiles)| tiles.len())
        .max()
        .unwrap_or(0);
    let mut pictures = Pictures::default();
    for round in 0..rounds {
        for (label, tiles) in &sheets {
            if let Some(tile) = tiles.get(round) {
                pictures.pixels.extend_from_slice(tile);
                pictures.labels.push(*label);
            }
        }
    }
    Ok(pictures)
}

/// The label, and each tile's pixels.
fn read_sheet(source: &Source<'_>, part: &Part) -> Result<(u8, Vec<Vec<u8>>), DataError> {
    let label = source
        .name()
        .split('_')
        .next()
        .and_then(|label| label.parse().ok());
    let label: u8 = label.ok_or_else(|| source.damaged("its name does not begin with a label"))?;
    source.check_label(label, part.classes.len(), "the file's name")?;
    let sheet = source.decode(ImageFormat::WebP)?.into_rgb8();
    Ok((label, tiles(source, &sheet, part.shape)?))
}

fn tiles(source: &Source<'_>, sheet: &RgbImage, shape: Shape) -> Result<Vec<Vec<u8>>, DataError> {
    let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX).max(1);
    let (width, height) = (size(shape.width), size(shape.height));
    if !sheet.width().is_multiple_of(width) || !sheet.height().is_multiple_of(height) {
        let (wide, high) = sheet.dimensions();
        return Err(source.damaged(format!(
            "{wide}x{high} is no whole number of {width}x{height} tiles"
        )));
    }
    let tile = |row, column| {
        sheet
            .view(column * width, row * height, width, height)
            .to_image()
            .into_raw()
    };
    let rows = 0..sheet.height() / height;
    Ok(rows
        .flat_map(|row| (0..sheet.width() / width).map(move |column| tile(row, column)))
        .collect())
}
