//! Brightness as characters, for where there are no colours.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage};

/// From black to white. Seventy years of line printers cannot be wrong.
const RAMP: &[u8] = b" .:-=+*#%@";

/// The character of a brightness.
pub fn character(light: u8) -> char {
    let step = usize::from(light) * (RAMP.len() - 1) / 255;
    RAMP.get(step).map_or(' ', |&byte| char::from(byte))
}

/// A picture in lines of characters, this many wide. A character is taken to be twice as high as wide.
pub fn lines(picture: &DynamicImage, width: u32) -> impl Iterator<Item = String> {
    let (w, h) = (picture.width().max(1), picture.height());
    let height = (u64::from(width) * u64::from(h) / u64::from(w) / 2).max(1);
    let height = u32::try_from(height).unwrap_or(u32::MAX);
    let grey = picture.to_luma8();
    let scaled: GrayImage = match width < w {
        true => imageops::thumbnail(&grey, width, height),
        false => imageops::resize(&grey, width, height, FilterType::Nearest),
    };
    let row = move |y| {
        let cells = (0..width).map(|x| character(scaled.get_pixel(x, y).0[0]));
        let line: String = cells.collect();
        line.trim_end().to_owned()
    };
    (0..height).map(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn black_is_empty_and_white_is_full() {
        assert_eq!((character(0), character(255)), (' ', '@'));
    }

    #[test]
    fn lines_are_half_as_many_as_columns_and_end_with_their_ink() {
        let left = GrayImage::from_fn(4, 4, |x, _| Luma([if x < 2 { 255 } else { 0 }]));
        let drawn: Vec<String> = lines(&left.into(), 8).collect();
        assert_eq!(drawn, ["@@@@"; 4]);
    }
}
