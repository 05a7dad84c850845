//! Frames: what lies around digits and is none, such as the cells of a form.

use image::GrayImage;

use super::pieces::{Piece, Pieces};

/// A frame fills less of its box than this.
const HOLLOW: f64 = 0.25;
/// A piece that is so high within a hollow one, as a share of its height, is framed by it.
const FRAMED: f64 = 0.15;
/// So many such pieces of a digit's shape are framed whatever the outline, as by a cross of two lines.
const SEVERAL: usize = 2;
/// So many pieces of a digit's shape within a hollow one are framed by it however small they are: no
/// digit has as many specks inside.
const CELLS: usize = 4;
/// The rim of a cell, as a part of its shorter side.
const RIM_OF_CELL: u32 = 8;
/// A cell is nearly as wide as high: the shorter side over the longer one.
const SQUARE: f64 = 0.75;
/// The share of each side of a cell, or of what is framed, that has ink beyond it.
const OUTLINED: f64 = 0.6;

/// Pieces that are no frame: not hollow, or without others that they frame.
pub(super) fn without_frames(all: &Pieces, pieces: &[Piece]) -> Vec<Piece> {
    let is_frame = |frame: &&Piece| {
        let framed = || {
            let others = pieces.iter().filter(|piece| piece.label != frame.label);
            others.filter(|piece| frame.bounds.holds(&piece.bounds))
        };
        let least = FRAMED * f64::from(frame.bounds.height);
        let high = || framed().filter(|piece| f64::from(piece.bounds.height) >= least);
        let digits = |piece: &&Piece| piece.has_digits_shape();
        // Within a bay of a broken 3 or 6 is its own rest.
        let frames = || {
            high().any(|piece| encloses(all, frame, piece))
                || high().filter(digits).count() >= SEVERAL
                || Outline::of(&all.cut(frame.bounds, &[frame.label])).has_a_right_angle()
        };
        frame.fill() < HOLLOW
            && (framed().filter(digits).count() >= CELLS || (high().next().is_some() && frames()))
    };
    pieces
        .iter()
        .filter(|piece| !is_frame(piece))
        .copied()
        .collect()
}

/// Whether a piece has ink on all four sides of another one.
fn encloses(all: &Pieces, frame: &Piece, piece: &Piece) -> bool {
    let (outer, inner) = (frame.bounds, piece.bounds);
    let is_frame = |x: u32, y: u32| all.labels.get_pixel(x, y).0[0] == frame.label;
    let beside = |from: u32, to: u32| {
        let has_ink = |&y: &u32| (from..to).any(|x| is_frame(x, y));
        let inked = (inner.top..inner.bottom()).filter(has_ink).count();
        inked as f64 >= OUTLINED * f64::from(inner.height)
    };
    let over = |from: u32, to: u32| {
        let has_ink = |&x: &u32| (from..to).any(|y| is_frame(x, y));
        let inked = (inner.left..inner.right()).filter(has_ink).count();
        inked as f64 >= OUTLINED * f64::from(inner.width)
    };
    beside(outer.left, inner.left)
        && beside(inner.right(), outer.right())
        && over(outer.top, inner.top)
        && over(inner.bottom(), outer.bottom())
}

/// Whether a group is the outline of a square, whatever else is in it: ink in all four corners, which a 0 or an 8
/// leaves empty, and along all four sides.
pub(super) fn is_cell(ink: &GrayImage) -> bool {
    let (width, height) = ink.dimensions();
    let slender = f64::from(width.min(height)) / f64::from(width.max(height));
    slender >= SQUARE && Outline::of(ink).is_whole()
}

/// Where a group's ink goes along the box around it.
struct Outline {
    /// Above, on the right, below, on the left: along most of the side.
    sides: [bool; 4],
    /// The corner after each side, clockwise.
    corners: [bool; 4],
}

impl Outline {
    fn of(ink: &GrayImage) -> Self {
        let (width, height) = ink.dimensions();
        let rim = (width.min(height) / RIM_OF_CELL).max(1);
        let has_ink = |left: u32, top: u32, wide: u32, high: u32| {
            let mut pixels =
                (top..top + high).flat_map(|y| (left..left + wide).map(move |x| (x, y)));
            pixels.any(|(x, y)| ink.get_pixel(x, y).0[0] > 0)
        };
        let (right, bottom) = (width - rim, height - rim);
        let inked = |n: usize, all: u32| n as f64 >= OUTLINED * f64::from(all);
        let across = |top: u32| (0..width).filter(|&x| has_ink(x, top, 1, rim)).count();
        let along = |left: u32| (0..height).filter(|&y| has_ink(left, y, rim, 1)).count();
        let corner = |left: u32, top: u32| has_ink(left, top, rim, rim);
        Self {
            sides: [
                inked(across(0), width),
                inked(along(right), height),
                inked(across(bottom), width),
                inked(along(0), height),
            ],
            corners: [
                corner(right, 0),
                corner(right, bottom),
                corner(0, bottom),
                corner(0, 0),
            ],
        }
    }

    fn is_whole(&self) -> bool {
        self.sides.iter().chain(&self.corners).all(|inked| *inked)
    }

    /// Whether two sides meet in a corner, as the lines of a form do, of which a part is in the picture.
    fn has_a_right_angle(&self) -> bool {
        (0..4).any(|at| self.sides[at] && self.corners[at] && self.sides[(at + 1) % 4])
    }
}
