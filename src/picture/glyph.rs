//! Draws a character of a typeface as ink.

use ab_glyph::{Font, FontRef, InvalidFont, PxScale, point};
use image::{GrayImage, Luma};
use thiserror::Error;

/// Why a character could not be drawn.
#[derive(Debug, Error)]
pub enum GlyphError {
    /// The bytes are no TrueType or OpenType font.
    #[error("it is not a TrueType or OpenType font")]
    Font(#[from] InvalidFont),
    /// The font has no outline for the character.
    #[error("it has no {0:?}")]
    Missing(char),
}

/// Draws a character, cropped to its outline, anti-aliased, ink bright on black. `height` is the
/// font's line height (ascent to descent) in pixels, so a digit comes out somewhat smaller.
///
/// # Errors
/// When the bytes are no TrueType or OpenType font, or the font cannot draw the character.
pub fn draw(font: &[u8], character: char, height: f32) -> Result<GrayImage, GlyphError> {
    let font = FontRef::try_from_slice(font)?;
    let id = font.glyph_id(character);
    // Glyph 0 is what a font shows for characters that it does not have.
    if id.0 == 0 {
        return Err(GlyphError::Missing(character));
    }
    let glyph = id.with_scale_and_position(PxScale::from(height), point(0.0, 0.0));
    let outline = font
        .outline_glyph(glyph)
        .ok_or(GlyphError::Missing(character))?;
    let bounds = outline.px_bounds();
    let mut picture = GrayImage::new(bounds.width().ceil() as u32, bounds.height().ceil() as u32);
    outline.draw(|x, y, covered| {
        if let Some(Luma([ink])) = picture.get_pixel_mut_checked(x, y) {
            *ink = (covered.clamp(0.0, 1.0) * 255.0).round() as u8;
        }
    });
    Ok(picture)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    const SANS: &[u8] = include_bytes!("../../data/fonts/LiberationSans-Regular.ttf");
    const OPENTYPE: &[u8] = include_bytes!("../../data/fonts/OCRB.otf");

    #[test]
    fn both_truetype_and_opentype_faces_draw_digits_of_the_height_asked_for() {
        for font in [SANS, OPENTYPE] {
            let zero = draw(font, '0', 100.0).unwrap();
            assert!(
                (40..=100).contains(&zero.height()),
                "{:?}",
                zero.dimensions()
            );
            assert!(zero.pixels().any(|value| value.0[0] == 255));
            // A hole: the middle is empty.
            assert_eq!(zero.get_pixel(zero.width() / 2, zero.height() / 2).0[0], 0);
        }
    }

    #[test]
    fn a_character_that_the_font_lacks_is_an_error_and_so_is_a_file_that_is_no_font() {
        assert!(matches!(
            draw(SANS, '\u{4e03}', 40.0),
            Err(GlyphError::Missing('\u{4e03}'))
        ));
        assert!(matches!(
            draw(SANS, ' ', 40.0),
            Err(GlyphError::Missing(' '))
        ));
        assert!(matches!(draw(b"PNG", '1', 40.0), Err(GlyphError::Font(_))));
    }
}
