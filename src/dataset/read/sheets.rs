//! Sheets of tiles, a sheet a class.

use image::{GenericImageView, ImageFormat};

use crate::dataset::Shape;

/// The tiles of a sheet, row by row, as bytes of red, green and blue.
pub(in crate::dataset) fn tiles(sheet: &[u8], shape: Shape) -> Result<Vec<u8>, String> {
    let sheet = image::load_from_memory_with_format(sheet, ImageFormat::WebP)
        .map_err(|error| error.to_string())?;
    let (width, height) = (shape.width as u32, shape.height as u32);
    let (columns, rows) = (sheet.width() / width, sheet.height() / height);
    if (columns * width, rows * height) != sheet.dimensions() {
        return Err(format!(
            "it is {}x{}, which is no whole number of {width}x{height} tiles",
            sheet.width(),
            sheet.height()
        ));
    }
    let sheet = sheet.to_rgb8();
    let tiles = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    Ok(tiles
        .flat_map(|(column, row)| {
            let tile = sheet.view(column * width, row * height, width, height);
            tile.to_image().into_raw()
        })
        .collect())
}
