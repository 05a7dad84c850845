//! Brings a digit into the form of MNIST: 20 pixels high or wide, anti-aliased, centred by mass in
//! 28x28.
//!
//! The steps and constants are those that QMNIST's authors recovered from MNIST's own digits and
//! published with their data (Yadav and Bottou 2019, «Cold Case: The Lost MNIST Digits»), the 0.99
//! with its visible aliasing included.

use image::{GrayImage, Luma};

/// The side of a finished picture, in pixels.
pub const SIDE: u32 = 28;
/// The side of the box that holds the ink, in pixels.
const BOX: usize = 20;
/// Ink that is smaller than this is not blown up to fill the box, in pixels.
const SMALLEST: usize = 10;
/// How much of its share of a target pixel an ink pixel covers.
const FUDGE: f64 = 0.99;

/// A digit as MNIST would show it; none where there is no ink. Ink is bright on black, and every
/// pixel above 0 counts as ink.
pub fn mnistify(ink: &GrayImage) -> Option<GrayImage> {
    let mut square = crop_square(ink)?;
    while square.side < BOX {
        square = square.doubled();
    }
    let boxed = square.resampled();
    let darkest = boxed.iter().copied().fold(0.0, f64::max).min(1.0);
    if darkest <= 0.0 {
        return None;
    }
    let bytes: Vec<u8> = boxed
        .iter()
        .map(|value| (value / darkest * 255.0 + 0.5).floor().clamp(0.0, 255.0) as u8)
        .collect();
    Some(centred(&bytes))
}

/// Ink as 0..1, rows of a square.
struct Square {
    side: usize,
    ink: Vec<f64>,
}

/// The tight box around the ink, its short side extended alike on both sides.
fn crop_square(picture: &GrayImage) -> Option<Square> {
    let mut inked = picture
        .enumerate_pixels()
        .filter(|(_, _, value)| value.0[0] > 0)
        .map(|(x, y, _)| (i64::from(x), i64::from(y)));
    let first = inked.next()?;
    let start = (first.0, first.0, first.1, first.1);
    let (left, right, top, bottom) = inked.fold(start, |(l, r, t, b), (x, y)| {
        (l.min(x), r.max(x), t.min(y), b.max(y))
    });
    let (wide, high) = (right - left + 1, bottom - top + 1);
    let side = wide.max(high).max(SMALLEST as i64);
    let (left, top) = (left - (side - wide) / 2, top - (side - high) / 2);
    let side = usize::try_from(side).ok()?;
    let value = |x: i64, y: i64| match (u32::try_from(x), u32::try_from(y)) {
        (Ok(x), Ok(y)) => picture
            .get_pixel_checked(x, y)
            .map_or(0.0, |Luma([value])| f64::from(*value) / 255.0),
        _ => 0.0,
    };
    let ink = (0..side * side)
        .map(|at| value(left + (at % side) as i64, top + (at / side) as i64))
        .collect();
    Some(Square { side, ink })
}

impl Square {
    /// Every pixel repeated twice each way.
    fn doubled(&self) -> Self {
        let side = self.side * 2;
        let ink = (0..side * side)
            .map(|at| self.ink[at / side / 2 * self.side + at % side / 2])
            .collect();
        Self { side, ink }
    }

    /// Shrunk to the box, rows of [`BOX`]: every pixel is spread over the target pixels that it
    /// covers, by rows and columns in turn, since its shares are products of the two.
    fn resampled(&self) -> Vec<f64> {
        let shares = shares(self.side);
        let mut rows = vec![0.0; self.side * BOX];
        for (line, out) in self
            .ink
            .chunks_exact(self.side)
            .zip(rows.chunks_exact_mut(BOX))
        {
            for (value, shares) in line.iter().zip(&shares) {
                for &(cell, share) in shares {
                    out[cell] += value * share;
                }
            }
        }
        let mut boxed = vec![0.0; BOX * BOX];
        for (line, shares) in rows.chunks_exact(BOX).zip(&shares) {
            for &(row, share) in shares {
                for (out, value) in boxed[row * BOX..].iter_mut().zip(line) {
                    *out += value * share;
                }
            }
        }
        boxed
    }
}

/// For each of `side` pixels along an axis, the target pixels that it covers and by how much. A
/// pixel within one target pixel counts in full; one across a boundary ends at [`FUDGE`].
fn shares(side: usize) -> Vec<Vec<(usize, f64)>> {
    /// Edges this close to a boundary lie on it.
    const CLOSE: f64 = 1e-11;
    let scale = BOX as f64 / side as f64;
    (0..side)
        .map(|pixel| {
            let from = pixel as f64 * scale;
            let to = from + FUDGE * scale;
            let first = (from + CLOSE).floor();
            let last = (to - CLOSE).ceil() - 1.0;
            let cell = |at: f64| (at as usize).min(BOX - 1);
            if first >= last {
                vec![(cell(first), scale)]
            } else {
                let begun = (first + 1.0 - from).clamp(0.0, 1.0);
                let ended = (to - last).clamp(0.0, 1.0);
                vec![(cell(first), begun), (cell(last), ended)]
            }
        })
        .collect()
}

/// A box of [`BOX`] in a black picture, its centre of mass as near to the middle as whole pixels
/// allow.
fn centred(bytes: &[u8]) -> GrayImage {
    let (mut mass, mut across, mut down) = (0.0, 0.0, 0.0);
    for (at, &value) in bytes.iter().enumerate() {
        let value = f64::from(value);
        mass += value;
        across += value * ((at % BOX) as f64 + 0.5);
        down += value * ((at / BOX) as f64 + 0.5);
    }
    let (left, top) = (offset(across / mass), offset(down / mass));
    GrayImage::from_fn(SIDE, SIDE, |x, y| {
        let (column, row) = (x as usize, y as usize);
        let inside = (left..left + BOX).contains(&column) && (top..top + BOX).contains(&row);
        Luma([match inside {
            true => bytes[(row - top) * BOX + column - left],
            false => 0,
        }])
    })
}

/// Where a box with its centre of mass at `centre` begins. The centre comes to lie above 14 and at
/// most at 15, which is where it lies in every MNIST digit whose ink fills its box.
fn offset(centre: f64) -> usize {
    let begin = (15.0 - centre).trunc();
    begin.clamp(0.0, (SIDE as usize - BOX) as f64) as usize
}
