//! Pieces of connected ink, their shapes, and the usual height of writing.

use image::{GrayImage, ImageBuffer, Luma};
use imageproc::distance_transform::Norm;
use imageproc::morphology::dilate;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::Bounds;

/// What is wider than this, in its own heights, is a line, and says nothing about the height of digits.
const LINE: f64 = 4.0;
/// A digit is at least so high, in pixels of the picture that is worked on.
const MIN_HEIGHT: u32 = 12;
/// What fills its box by more than this is a blot, unless it is as narrow as a 1.
const SOLID: f64 = 0.85;
/// A 1 is at most so wide, in its own heights.
const NARROW: f64 = 0.45;
/// A digit is at most so wide, in its own heights.
const WIDE: f64 = 1.6;

/// A digit is at least so high, in heights of the usual one.
pub(super) const LOW: f64 = 0.4;
/// A digit is at most so high, in heights of the usual one: the rest of a rule is higher.
const HIGH: f64 = 2.5;

/// Labels of pixels: 0 for paper, then one for each piece.
type Labels = ImageBuffer<Luma<u32>, Vec<u32>>;

/// A piece of connected ink.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) label: u32,
    pub(super) bounds: Bounds,
    /// Pixels of ink.
    pub(super) area: u32,
}

impl Piece {
    /// Whether it is no speck, no blot, and not wider than a digit.
    pub(super) fn has_digits_shape(&self) -> bool {
        self.is_writing() && f64::from(self.bounds.width) <= WIDE * f64::from(self.bounds.height)
    }

    /// Whether it is no speck, no blot and no line across.
    fn is_writing(&self) -> bool {
        let (width, height) = (f64::from(self.bounds.width), f64::from(self.bounds.height));
        self.bounds.height >= MIN_HEIGHT
            && width <= LINE * height
            && (self.fill() <= SOLID || width <= NARROW * height)
    }

    /// Why it is no digit among writing of this height, if it is none.
    pub(super) fn no_digit(&self, usual: f64) -> Option<NoDigit> {
        let (width, height) = (f64::from(self.bounds.width), f64::from(self.bounds.height));
        if self.bounds.height < MIN_HEIGHT || height < LOW * usual {
            Some(NoDigit::Low)
        } else if height > HIGH * usual {
            Some(NoDigit::Tall)
        } else if width > WIDE * height {
            Some(NoDigit::Wide)
        } else if !self.has_digits_shape() {
            Some(NoDigit::Solid)
        } else {
            None
        }
    }

    /// The share of its box that is ink.
    pub(super) fn fill(&self) -> f64 {
        f64::from(self.area) / (f64::from(self.bounds.width) * f64::from(self.bounds.height))
    }
}

/// Why a group of ink is no digit.
pub(super) enum NoDigit {
    Low,
    Wide,
    Tall,
    Solid,
}

/// All pieces of a picture, by their first pixel from the top.
pub(super) struct Pieces {
    pub(super) labels: Labels,
    pub(super) pieces: Vec<Piece>,
}

impl Pieces {
    /// The pieces of ink that hang together, also by corners.
    pub(super) fn of(ink: &GrayImage) -> Self {
        Self::labelled(ink, ink)
    }

    /// The same, where what is apart by one pixel of a picture that was enlarged so many times, or by
    /// two of any, is connected: a stroke with a scratch.
    pub(super) fn across_scratches(ink: &GrayImage, enlarged: u32) -> Self {
        let reach = u8::try_from(enlarged / 2).unwrap_or(u8::MAX).max(1);
        Self::labelled(ink, &dilate(ink, Norm::LInf, reach))
    }

    fn labelled(ink: &GrayImage, together: &GrayImage) -> Self {
        let mut labels = connected_components(together, Connectivity::Eight, Luma([0]));
        let mut pieces: Vec<Option<Piece>> = Vec::new();
        for ((x, y, label), ink) in labels.enumerate_pixels_mut().zip(ink.pixels()) {
            if ink.0[0] == 0 {
                label.0[0] = 0;
                continue;
            }
            let Luma([label]) = *label;
            let at = label as usize;
            if pieces.len() <= at {
                pieces.resize(at + 1, None);
            }
            let pixel = Bounds {
                left: x,
                top: y,
                width: 1,
                height: 1,
            };
            pieces[at] = Some(match pieces[at] {
                None => Piece {
                    label,
                    bounds: pixel,
                    area: 1,
                },
                Some(piece) => Piece {
                    label,
                    bounds: piece.bounds.joined(pixel),
                    area: piece.area + 1,
                },
            });
        }
        let pieces = pieces.into_iter().flatten().collect();
        Self { labels, pieces }
    }

    /// Removes the pieces with these labels from the ink.
    pub(super) fn erase(&self, ink: &mut GrayImage, labels: &[u32]) {
        for (pixel, label) in ink.pixels_mut().zip(self.labels.pixels()) {
            if label.0[0] != 0 && labels.contains(&label.0[0]) {
                pixel.0[0] = 0;
            }
        }
    }
}

impl Pieces {
    /// The share of a piece's ink that is within `rim` pixels of the border.
    pub(super) fn share_in_rim(&self, piece: &Piece, rim: u32) -> f64 {
        let (width, height) = self.labels.dimensions();
        let inside = |at: u32, size: u32| at >= rim && at + rim < size;
        let outside = piece.bounds.pixels().filter(|&(x, y)| {
            self.labels.get_pixel(x, y).0[0] == piece.label
                && !(inside(x, width) && inside(y, height))
        });
        outside.count() as f64 / f64::from(piece.area)
    }
}

impl Pieces {
    /// The ink of some pieces alone.
    pub(super) fn cut(&self, bounds: Bounds, labels: &[u32]) -> GrayImage {
        GrayImage::from_fn(bounds.width, bounds.height, |x, y| {
            let label = self.labels.get_pixel(bounds.left + x, bounds.top + y).0[0];
            Luma([if label != 0 && labels.contains(&label) {
                255
            } else {
                0
            }])
        })
    }
}

/// The usual height of writing in pixels: half of its ink is in pieces no higher. So specks, which have
/// little ink, do not count, nor do long lines. Where nothing is writing, the same of all pieces.
pub(super) fn usual_height(pieces: impl Iterator<Item = Piece> + Clone) -> f64 {
    let writing = pieces.clone().filter(Piece::is_writing);
    median_height(writing)
        .or_else(|| median_height(pieces))
        .unwrap_or(0.0)
}

fn median_height(pieces: impl Iterator<Item = Piece>) -> Option<f64> {
    let mut pieces: Vec<(u32, u32)> = pieces
        .map(|piece| (piece.bounds.height, piece.area))
        .collect();
    pieces.sort_unstable();
    let total: u64 = pieces.iter().map(|&(_, area)| u64::from(area)).sum();
    let mut sum = 0;
    pieces.into_iter().find_map(|(height, area)| {
        sum += u64::from(area);
        (2 * sum >= total).then_some(f64::from(height))
    })
}
