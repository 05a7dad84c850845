//! A character of a font as ink.

use ab_glyph::{Font, FontRef, Glyph, InvalidFont, PxScale, point};
use image::{GrayImage, Luma};
use thiserror::Error;

/// Why a character could not be drawn.
#[derive(Debug, Error)]
pub enum GlyphError {
    /// The bytes are no TrueType or OpenType font.
    #[error("not a TrueType or OpenType font: {0}")]
    Font(#[from] InvalidFont),
    /// The font has no outline for the character.
    #[error("the font has no {0:?}")]
    Missing(char),
}

/// Draws a character, tightly cropped, ink bright on black. `height` is the font's line height in
/// pixels, so a digit comes out somewhat smaller.
///
/// # Errors
/// When the bytes are no font, or the font does not have the character.
pub fn draw(font: &[u8], character: char, height: f32) -> Result<GrayImage, GlyphError> {
    let font = FontRef::try_from_slice(font)?;
    let id = font.glyph_id(character);
    if id.0 == 0 {
        return Err(GlyphError::Missing(character));
    }
    let glyph: Glyph = id.with_scale_and_position(PxScale::from(height), point(0.0, 0.0));
    let outline = font
        .outline_glyph(glyph)
        .ok_or(GlyphError::Missing(character))?;
    let bounds = outline.px_bounds();
    let (width, height) = (bounds.width().ceil() as u32, bounds.height().ceil() as u32);
    let mut picture = GrayImage::new(width, height);
    outline.draw(|x, y, covered| {
        if let Some(pixel) = picture.get_pixel_mut_checked(x, y) {
            *pixel = Luma([(covered.clamp(0.0, 1.0) * 255.0).round() as u8]);
        }
    });
    Ok(picture)
}
