//! What a picture looks like, in figures that can be said in words: for whoever cannot see it.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use imageproc::contrast::otsu_level;
use imageproc::region_labelling::{Connectivity, connected_components};

/// Grey levels between the darkest and the brightest pixel from which on something stands out.
const STANDS_OUT: u8 = 32;
/// Pixels from which on ink is a part of its own, and not a speck.
const PART: usize = 4;
/// Pixels from which on a gap in the ink is a hole.
const HOLE: usize = 2;

/// What a picture looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Looks {
    /// Grey: ink on paper.
    Ink {
        /// Whether the paper is brighter than the ink.
        is_dark_on_bright: bool,
        /// Share of the pixels that are ink, 0..1.
        share: f64,
        /// The ink; none where nothing stands out.
        ink: Option<Ink>,
    },
    /// Coloured: the mean colour of the upper, middle and lower third.
    Coloured([Colour; 3]),
}

/// The ink of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Ink {
    /// Columns that it spans.
    pub width: u32,
    /// Rows that it spans.
    pub height: u32,
    /// By how many degrees its upper end leans to the right of upright; negative to the left.
    pub lean: f64,
    /// Pieces that do not touch.
    pub parts: usize,
    /// Pieces that are too small to be parts.
    pub specks: usize,
    /// What is enclosed by ink.
    pub holes: Vec<Third>,
    /// How many strokes a level line meets at a quarter, a half and three quarters of its height.
    pub crossings: [usize; 3],
}

/// Where something is between top and bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Third {
    /// In the upper third.
    Upper,
    /// In the middle.
    Middle,
    /// In the lower third.
    Lower,
}

/// A colour by its common name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Too dark to tell.
    Black,
    /// No colour.
    Grey,
    /// Bright and without colour.
    White,
    /// Hue around 0°.
    Red,
    /// Hue around 30°, dark.
    Brown,
    /// Hue around 30°.
    Orange,
    /// Hue around 60°.
    Yellow,
    /// Hue around 120°.
    Green,
    /// Hue around 180°.
    Turquoise,
    /// Hue around 240°.
    Blue,
    /// Hue around 300°.
    Purple,
}

/// Looks at a picture.
pub fn looks(picture: &DynamicImage) -> Looks {
    match picture.color().has_color() {
        true => Looks::Coloured(bands(&picture.to_rgb8())),
        false => in_grey(picture.to_luma8()),
    }
}

fn in_grey(mut picture: GrayImage) -> Looks {
    let is_dark_on_bright = paper(&picture) > 127;
    if is_dark_on_bright {
        image::imageops::invert(&mut picture);
    }
    let levels = picture.pixels().map(|pixel| pixel.0[0]);
    let (low, high) = levels.fold((255, 0), |(low, high), v| (v.min(low), v.max(high)));
    if picture.is_empty() || high.saturating_sub(low) < STANDS_OUT {
        return Looks::Ink {
            is_dark_on_bright,
            share: 0.0,
            ink: None,
        };
    }
    let level = otsu_level(&picture);
    let mask = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        Luma([if picture.get_pixel(x, y).0[0] > level {
            255
        } else {
            0
        }])
    });
    let inked = mask.pixels().filter(|pixel| pixel.0[0] > 0).count();
    Looks::Ink {
        is_dark_on_bright,
        share: inked as f64 / mask.pixels().len().max(1) as f64,
        ink: ink(&mask),
    }
}

/// The median brightness along the edge: what it is written on.
fn paper(picture: &GrayImage) -> u8 {
    let (right, bottom) = (
        picture.width().saturating_sub(1),
        picture.height().saturating_sub(1),
    );
    let edge = picture
        .enumerate_pixels()
        .filter(|(x, y, _)| *x == 0 || *y == 0 || *x == right || *y == bottom);
    let mut values: Vec<u8> = edge.map(|(_, _, pixel)| pixel.0[0]).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

fn ink(mask: &GrayImage) -> Option<Ink> {
    let places = || {
        let inked = mask
            .enumerate_pixels()
            .filter(|(_, _, pixel)| pixel.0[0] > 0);
        inked.map(|(x, y, _)| (x, y))
    };
    let (left, right) = (
        places().map(|(x, _)| x).min()?,
        places().map(|(x, _)| x).max()?,
    );
    let (top, bottom) = (
        places().map(|(_, y)| y).min()?,
        places().map(|(_, y)| y).max()?,
    );
    let height = bottom - top + 1;
    let pieces = sizes(mask);
    let parts = pieces.iter().filter(|&&size| size >= PART).count();
    let crossing = |quarter: u32| strokes(mask, top + (height - 1) * quarter / 4);
    Some(Ink {
        width: right - left + 1,
        height,
        lean: lean(places),
        parts,
        specks: pieces.len() - parts,
        holes: holes(mask, top, height),
        crossings: [crossing(1), crossing(2), crossing(3)],
    })
}

/// Pixels of each piece of ink; pixels that touch at a corner belong together.
fn sizes(mask: &GrayImage) -> Vec<usize> {
    let labels = connected_components(mask, Connectivity::Eight, Luma([0]));
    let mut sizes = Vec::new();
    for label in labels.pixels().map(|pixel| pixel.0[0] as usize) {
        if let Some(place) = label.checked_sub(1) {
            if sizes.len() <= place {
                sizes.resize(place + 1, 0);
            }
            if let Some(size) = sizes.get_mut(place) {
                *size += 1;
            }
        }
    }
    sizes
}

/// Where the gaps are that ink encloses, from top to bottom.
fn holes(mask: &GrayImage, top: u32, height: u32) -> Vec<Third> {
    let labels = connected_components(mask, Connectivity::Four, Luma([255]));
    let (right, bottom) = (mask.width() - 1, mask.height() - 1);
    // For each gap: its pixels, the sum of their rows, and whether it reaches the edge.
    let mut gaps: Vec<(usize, u64, bool)> = Vec::new();
    for (x, y, label) in labels.enumerate_pixels() {
        let Some(place) = (label.0[0] as usize).checked_sub(1) else {
            continue;
        };
        if gaps.len() <= place {
            gaps.resize(place + 1, (0, 0, false));
        }
        if let Some((size, rows, is_open)) = gaps.get_mut(place) {
            *size += 1;
            *rows += u64::from(y);
            *is_open |= x == 0 || y == 0 || x == right || y == bottom;
        }
    }
    let enclosed = gaps
        .into_iter()
        .filter(|&(size, _, is_open)| size >= HOLE && !is_open);
    let mut centres: Vec<f64> = enclosed
        .map(|(size, rows, _)| {
            (rows as f64 / size as f64 + 0.5 - f64::from(top)) / f64::from(height)
        })
        .collect();
    centres.sort_by(f64::total_cmp);
    centres.into_iter().map(Third::of).collect()
}

impl Third {
    /// The third that a share of the height, 0..1 from the top, lies in.
    pub(super) fn of(share: f64) -> Self {
        match share {
            share if share < 1.0 / 3.0 => Self::Upper,
            share if share < 2.0 / 3.0 => Self::Middle,
            _ => Self::Lower,
        }
    }
}

/// Strokes that a row meets.
fn strokes(mask: &GrayImage, y: u32) -> usize {
    let row = (0..mask.width()).map(|x| mask.get_pixel(x, y).0[0] > 0);
    let before = std::iter::once(false).chain(row.clone());
    row.zip(before)
        .filter(|&(now, before)| now && !before)
        .count()
}

/// The angle whose shear brings the second moments upright, in degrees.
fn lean<I: Iterator<Item = (u32, u32)>>(places: impl Fn() -> I) -> f64 {
    let n = places().count().max(1) as f64;
    let mean = |of: fn((u32, u32)) -> u32| places().map(|p| f64::from(of(p))).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let moments = places().map(|(px, py)| (f64::from(px) - x, f64::from(py) - y));
    let (xy, yy) = moments.fold((0.0, 0.0), |(xy, yy), (dx, dy)| {
        (xy + dx * dy, yy + dy * dy)
    });
    // Rows are counted downwards: what leans right has its upper rows further right.
    (-xy).atan2(yy).to_degrees()
}

/// The mean colour of each third.
fn bands(picture: &RgbImage) -> [Colour; 3] {
    let height = picture.height().max(1);
    [0, 1, 2].map(|third| {
        let rows = (third * height / 3)..((third + 1) * height / 3).max(third * height / 3 + 1);
        let mut sums = [0_u64; 3];
        let mut n = 0_u64;
        for (_, _, Rgb(value)) in picture
            .enumerate_pixels()
            .filter(|(_, y, _)| rows.contains(y))
        {
            for (sum, value) in sums.iter_mut().zip(value) {
                *sum += u64::from(*value);
            }
            n += 1;
        }
        Colour::of(sums.map(|sum| sum as f64 / n.max(1) as f64 / 255.0))
    })
}

impl Colour {
    /// The name of a colour: red, green, blue, 0..1.
    pub(super) fn of([red, green, blue]: [f64; 3]) -> Self {
        let high = red.max(green).max(blue);
        let spread = high - red.min(green).min(blue);
        if high < 0.2 {
            return Self::Black;
        }
        if spread / high < 0.15 {
            return if high > 0.85 { Self::White } else { Self::Grey };
        }
        // The hue of the HSV colour space, in degrees.
        let sixth = if high == red {
            ((green - blue) / spread).rem_euclid(6.0)
        } else if high == green {
            (blue - red) / spread + 2.0
        } else {
            (red - green) / spread + 4.0
        };
        match sixth * 60.0 {
            hue if hue < 15.0 => Self::Red,
            hue if hue < 45.0 && high < 0.6 => Self::Brown,
            hue if hue < 45.0 => Self::Orange,
            hue if hue < 70.0 => Self::Yellow,
            hue if hue < 160.0 => Self::Green,
            hue if hue < 200.0 => Self::Turquoise,
            hue if hue < 260.0 => Self::Blue,
            hue if hue < 340.0 => Self::Purple,
            _ => Self::Red,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test may stop at the first surprise")]

    use super::*;

    /// A picture of rows of characters: `#` is ink, white on black.
    fn drawn(rows: &[&str]) -> GrayImage {
        let width = rows.first().map_or(0, |row| row.len());
        GrayImage::from_fn(width as u32, rows.len() as u32, |x, y| {
            let row = rows[y as usize].as_bytes();
            Luma([if row[x as usize] == b'#' { 255 } else { 0 }])
        })
    }

    fn ink_of(picture: GrayImage) -> Ink {
        match looks(&picture.into()) {
            Looks::Ink { ink: Some(ink), .. } => ink,
            other => panic!("{other:?}"),
        }
    }

    const EIGHT: [&str; 9] = [
        ".......", "..###..", "..#.#..", "..#.#..", "..###..", "..#.#..", "..#.#..", "..###..",
        ".......",
    ];

    #[test]
    fn an_eight_has_one_part_and_two_holes_and_stands_upright() {
        let ink = ink_of(drawn(&EIGHT));
        assert_eq!((ink.width, ink.height), (3, 7));
        assert_eq!((ink.parts, ink.specks), (1, 0));
        assert_eq!(ink.holes, [Third::Upper, Third::Lower]);
        // Rows 2, 4 and 5 of the picture: open, the middle bar, open.
        assert_eq!(ink.crossings, [2, 1, 2]);
        assert!(ink.lean.abs() < 1e-9);
    }

    #[test]
    fn dark_ink_on_bright_paper_is_the_same_ink() {
        let mut turned = drawn(&EIGHT);
        let ink = ink_of(turned.clone());
        image::imageops::invert(&mut turned);
        let Looks::Ink {
            is_dark_on_bright,
            ink: again,
            share,
        } = looks(&turned.into())
        else {
            panic!("grey")
        };
        assert!(is_dark_on_bright);
        assert_eq!(again, Some(ink));
        // 3 bars of 3 and 4 rows of 2 are 17 of 63 pixels.
        assert!((share - 17.0 / 63.0).abs() < 1e-12);
    }

    #[test]
    fn a_stroke_that_leans_right_by_a_pixel_a_row_leans_by_45_degrees() {
        let ink = ink_of(drawn(&[
            ".......", ".....#.", "....#..", "...#...", "..#....", ".#.....", ".......",
        ]));
        assert!((ink.lean - 45.0).abs() < 1e-9, "{}", ink.lean);
    }

    #[test]
    fn specks_are_not_parts_and_an_even_picture_has_no_ink() {
        let ink = ink_of(drawn(&["......", ".####.", "......", "....#.", "......"]));
        assert_eq!((ink.parts, ink.specks), (1, 1));
        let even = GrayImage::from_pixel(5, 5, Luma([9]));
        assert!(matches!(looks(&even.into()), Looks::Ink { ink: None, .. }));
        let nothing = GrayImage::new(0, 0);
        assert!(matches!(
            looks(&nothing.into()),
            Looks::Ink { ink: None, .. }
        ));
    }

    #[test]
    fn colours_are_called_as_people_call_them() {
        let called = |r: u8, g: u8, b: u8| Colour::of([r, g, b].map(|v| f64::from(v) / 255.0));
        assert_eq!(called(10, 10, 10), Colour::Black);
        assert_eq!(called(128, 130, 126), Colour::Grey);
        assert_eq!(called(250, 250, 250), Colour::White);
        assert_eq!(called(200, 30, 30), Colour::Red);
        assert_eq!(called(110, 70, 30), Colour::Brown);
        assert_eq!(called(30, 160, 40), Colour::Green);
        assert_eq!(called(120, 170, 235), Colour::Blue);
        let sky = RgbImage::from_fn(3, 9, |_, y| match y {
            0..3 => Rgb([120, 170, 235]),
            3..6 => Rgb([128, 128, 128]),
            _ => Rgb([30, 160, 40]),
        });
        assert_eq!(
            looks(&sky.into()),
            Looks::Coloured([Colour::Blue, Colour::Grey, Colour::Green])
        );
    }
}
