//! A sheet as a picture.

use ab_glyph::{Font, PxScale, ScaleFont, point};
use image::{GrayImage, Luma};
use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};

use super::drawing::{DrawError, Drawing, Shape, Text};
use super::layout::Place;

/// Dots an inch of a picture that is to be printed.
pub const DOTS_PER_INCH: u32 = 300;
/// Millimetres of an inch.
const INCH: f32 = 25.4;

/// A sheet as a PNG picture that knows how large it is to be printed.
///
/// # Errors
/// When it cannot be packed.
pub fn png(sheet: &Drawing<'_>) -> Result<Vec<u8>, DrawError> {
    let picture = raster(sheet, DOTS_PER_INCH as f32 / INCH);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let per_metre = (DOTS_PER_INCH as f32 * 1000.0 / INCH).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture.as_raw())?;
    writer.finish()?;
    Ok(file)
}

/// A sheet in so many pixels a millimetre.
pub fn raster(sheet: &Drawing<'_>, pixels: f32) -> GrayImage {
    let (width, height) = sheet.id.paper.size();
    let size = |side: f32| (side * pixels).round() as u32;
    let mut picture = GrayImage::from_pixel(size(width), size(height), Luma([255]));
    for shape in &sheet.shapes {
        match shape {
            Shape::Filled(place, grey) => fill(&mut picture, *place, byte(*grey), pixels),
            Shape::Text(text) => write(&mut picture, sheet, text, pixels),
        }
    }
    picture
}

fn byte(grey: f32) -> u8 {
    (grey * 255.0).round() as u8
}

fn fill(picture: &mut GrayImage, place: Place, grey: u8, pixels: f32) {
    // Edges on whole pixels: a code's are sharp, and no line is too thin to be seen.
    let span = |from: f32, length: f32| {
        let (low, high) = (from * pixels, (from + length) * pixels);
        let low = low.round() as u32;
        low..(high.round() as u32).max(low + 1)
    };
    for y in span(place.top, place.height) {
        for x in span(place.left, place.width) {
            if let Some(pixel) = picture.get_pixel_mut_checked(x, y) {
                *pixel = Luma([grey]);
            }
        }
    }
}

fn write(picture: &mut GrayImage, sheet: &Drawing<'_>, text: &Text, pixels: f32) {
    let scale = PxScale::from(sheet.em(text.size * pixels));
    let font = sheet.font.as_scaled(scale);
    let mut left = text.left * pixels;
    for character in text.text.chars() {
        let id = font.glyph_id(character);
        let glyph = id.with_scale_and_position(scale, point(left, text.baseline * pixels));
        left += font.h_advance(id);
        let Some(outline) = sheet.font.outline_glyph(glyph) else {
            continue;
        };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, covered| {
            let (x, y) = (bounds.min.x as u32 + x, bounds.min.y as u32 + y);
            if let Some(Luma([pixel])) = picture.get_pixel_mut_checked(x, y) {
                let ink = 1.0 - covered.clamp(0.0, 1.0) * (1.0 - text.grey);
                *pixel = (*pixel).min(byte(ink));
            }
        });
    }
}
