//! Many small pictures on one sheet.

use image::{Rgb, RgbImage};

/// Pictures in rows of `columns`, `gap` pixels apart, on black. Each holds `width * height` pixels of
/// one value (grey) or three (red, green, blue), rows from the top; what is missing stays black.
pub fn sheet<'a>(
    pictures: impl ExactSizeIterator<Item = &'a [u8]>,
    (width, height): (u32, u32),
    columns: u32,
    gap: u32,
) -> RgbImage {
    let n = u32::try_from(pictures.len()).unwrap_or(u32::MAX);
    let columns = columns.clamp(1, n.max(1));
    let rows = n.div_ceil(columns);
    let size = |cells: u32, side: u32| (cells * (side + gap)).saturating_sub(gap);
    let mut sheet = RgbImage::new(size(columns, width), size(rows, height));
    let area = width as usize * height as usize;
    for (picture, place) in pictures.zip(0..) {
        let (left, top) = (place % columns, place / columns);
        let channels = picture.len().checked_div(area).unwrap_or(0).max(1);
        for (pixel, at) in picture.chunks_exact(channels).zip(0..) {
            let colour = match *pixel {
                [red, green, blue, ..] => [red, green, blue],
                [grey, ..] => [grey; 3],
                [] => continue,
            };
            let (x, y) = (at % width, at / width);
            let (x, y) = (left * (width + gap) + x, top * (height + gap) + y);
            if let Some(to) = sheet.get_pixel_mut_checked(x, y) {
                *to = Rgb(colour);
            }
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_stand_in_rows_with_gaps_and_grey_becomes_colour() {
        let pictures: [&[u8]; 3] = [&[1, 2], &[3, 4], &[9, 8, 7, 6, 5, 4]];
        let sheet = sheet(pictures.into_iter(), (1, 2), 2, 1);
        assert_eq!(sheet.dimensions(), (3, 5));
        let at = |x, y| sheet.get_pixel(x, y).0;
        assert_eq!(
            [at(0, 0), at(0, 1), at(2, 0), at(2, 1)],
            [[1; 3], [2; 3], [3; 3], [4; 3]]
        );
        assert_eq!(
            [at(0, 3), at(0, 4), at(1, 0), at(2, 4)],
            [[9, 8, 7], [6, 5, 4], [0; 3], [0; 3]]
        );
    }
}
