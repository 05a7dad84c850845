//! What shows through a picture that one can see through: its strokes decide, or whoever brings it along.

use image::{DynamicImage, GrayAlphaImage, RgbImage, Rgba, buffer::ConvertBuffer};

/// White.
pub(crate) const WHITE: u8 = 255;
/// Black.
pub(crate) const BLACK: u8 = 0;

/// The ground that a picture's strokes are seen on: black under bright ones, white under dark ones. None where one
/// cannot see through it anywhere.
pub(crate) fn under(layered: &GrayAlphaImage) -> Option<u8> {
    let (ink, alpha) = layered
        .pixels()
        .fold((0_u64, 0_u64), |(ink, alpha), pixel| {
            let [value, opaque] = pixel.0.map(u64::from);
            (ink + value * opaque, alpha + opaque)
        });
    let is_opaque = alpha == 255 * layered.pixels().len() as u64;
    let is_bright = ink > 127 * alpha;
    (!is_opaque).then_some(if is_bright { BLACK } else { WHITE })
}

/// What a value is that covers a ground in part.
pub(crate) fn laid(value: u8, opaque: u8, ground: u8) -> u8 {
    let [value, opaque, ground] = [value, opaque, ground].map(u32::from);
    ((value * opaque + ground * (255 - opaque)) / 255) as u8
}

/// A picture laid on a ground; as grey or coloured as it was.
pub(crate) fn lay_on(picture: &DynamicImage, ground: u8) -> DynamicImage {
    let layered = picture.to_rgba8();
    let mut flat = RgbImage::new(layered.width(), layered.height());
    for (to, Rgba([red, green, blue, opaque])) in flat.pixels_mut().zip(layered.pixels()) {
        to.0 = [red, green, blue].map(|value| laid(*value, *opaque, ground));
    }
    match picture.color().has_color() {
        true => flat.into(),
        false => DynamicImage::ImageLuma8(flat.convert()),
    }
}
