//! Pieces of connected ink, and which of them together are a digit.

use image::{GrayImage, ImageBuffer, Luma};
use imageproc::distance_transform::Norm;
use imageproc::morphology::dilate;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::Bounds;
use super::left_out::LeftOut;
use super::order::in_reading_order;
use super::table::Table;

/// Ink that ends this close to the border, as a share of the short side, touches it.
const BORDER: f64 = 0.01;
/// A frame or a neighbour lies mostly in the outermost tenth of the picture, a digit that was cropped
/// too closely does not.
const RIM: f64 = 0.1;
/// What touches the border stays if nothing else is this high, as a share of its own height...
const RIVAL_HEIGHT: f64 = 1.0 / 3.0;
/// ...and has this much ink, as a share of its own.
const RIVAL_INK: f64 = 0.2;
/// Pieces smaller than this, in pixels of ink, are noise.
const NOISE: u32 = 16;
/// More pieces than any page of digits has: only the largest are looked at.
const MAX_PIECES: usize = 2_000;
/// Parts of a digit are at most so far apart, in heights of the usual piece: the bar of a 5.
const GAP: f64 = 0.15;
/// A part of a digit has at least so much ink, as a share of the largest part's.
const PART: f64 = 0.03;
/// Parts that would be higher together than this, in heights of the usual piece, are two digits.
const JOINED: f64 = 1.5;
/// A digit is at least so high, in heights of the usual one.
const LOW: f64 = 0.4;
/// A digit is at most so high, in heights of the usual one: the rest of a rule is higher.
const HIGH: f64 = 2.5;
/// A digit is at most so wide, in its own heights.
const WIDE: f64 = 1.6;
/// What is wider than this, in its own heights, is a line, and says nothing about the height of digits.
const LINE: f64 = 4.0;
/// A digit is at least so high, in pixels of the picture that is worked on.
const MIN_HEIGHT: u32 = 12;
/// What fills its box by more than this is a blot, unless it is as narrow as a 1.
const SOLID: f64 = 0.85;
/// A 1 is at most so wide, in its own heights.
const NARROW: f64 = 0.45;
/// A frame fills less of its box than this.
const HOLLOW: f64 = 0.25;
/// A piece that is so high within a hollow one, as a share of its height, is framed by it.
const FRAMED: f64 = 0.15;
/// So many pieces of a digit's shape within a hollow one are framed by it however small they are: no
/// digit has as many specks inside.
const CELLS: usize = 4;

/// A stroke is at least so thick, as a share of the usual one: what is thinner is the rest of a rule.
const THIN: f64 = 0.5;
/// The share of a page's groups that are in its table, if it is what the page is about.
const MOST: f64 = 0.8;
/// So many digits tell how thick strokes are.
const FEWEST: usize = 3;

/// The rim of a cell, as a part of its shorter side.
const RIM_OF_CELL: u32 = 8;
/// A cell is nearly as wide as high: the shorter side over the longer one.
const SQUARE: f64 = 0.75;
/// The share of each side of a cell that has ink.
const OUTLINED: f64 = 0.6;

/// Labels of pixels: 0 for paper, then one for each piece.
type Labels = ImageBuffer<Luma<u32>, Vec<u32>>;

/// A piece of connected ink.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(crate) label: u32,
    pub(crate) bounds: Bounds,
    /// Pixels of ink.
    pub(crate) area: u32,
}

impl Piece {
    /// Whether it is no speck, no blot, and not wider than a digit.
    fn has_digits_shape(&self) -> bool {
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
    fn no_digit(&self, usual: f64) -> Option<NoDigit> {
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
    fn fill(&self) -> f64 {
        f64::from(self.area) / (f64::from(self.bounds.width) * f64::from(self.bounds.height))
    }
}

/// All pieces of a picture, by their first pixel from the top.
pub(super) struct Pieces {
    pub(crate) labels: Labels,
    pub(crate) pieces: Vec<Piece>,
}

impl Pieces {
    /// The pieces of ink that hang together, also by corners.
    pub(crate) fn of(ink: &GrayImage) -> Self {
        Self::labelled(ink, ink)
    }

    /// The same, where what is apart by one pixel of a picture that was enlarged so many times, or by
    /// two of any, is connected: a stroke with a scratch.
    fn across_scratches(ink: &GrayImage, enlarged: u32) -> Self {
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
    fn erase(&self, ink: &mut GrayImage, labels: &[u32]) {
        for (pixel, label) in ink.pixels_mut().zip(self.labels.pixels()) {
            if label.0[0] != 0 && labels.contains(&label.0[0]) {
                pixel.0[0] = 0;
            }
        }
    }
}

/// Removes the pieces that touch the border, and says how many. A digit that was cropped too closely
/// stays: it lies mostly inside, and nothing else is nearly as high.
pub(super) fn remove_border(ink: &mut GrayImage) -> usize {
    let (width, height) = ink.dimensions();
    let short = f64::from(width.min(height));
    let all = Pieces::of(ink);
    let margin = (short * BORDER) as u32;
    let (touching, free): (Vec<Piece>, Vec<Piece>) = all
        .pieces
        .iter()
        .partition(|piece| piece.bounds.is_at_border(margin, (width, height)));
    let mut removed: Vec<u32> = Vec::new();
    for piece in touching {
        let has_rival = free.iter().any(|rival| {
            f64::from(rival.bounds.height) >= RIVAL_HEIGHT * f64::from(piece.bounds.height)
                && f64::from(rival.area) >= RIVAL_INK * f64::from(piece.area)
        });
        if has_rival || all.share_in_rim(&piece, (short * RIM) as u32) > 0.5 {
            removed.push(piece.label);
        }
    }
    all.erase(ink, &removed);
    removed.len()
}

impl Pieces {
    /// The share of a piece's ink that is within `rim` pixels of the border.
    fn share_in_rim(&self, piece: &Piece, rim: u32) -> f64 {
        let (width, height) = self.labels.dimensions();
        let inside = |at: u32, size: u32| at >= rim && at + rim < size;
        let outside = piece.bounds.pixels().filter(|&(x, y)| {
            self.labels.get_pixel(x, y).0[0] == piece.label
                && !(inside(x, width) && inside(y, height))
        });
        outside.count() as f64 / f64::from(piece.area)
    }
}

/// Pieces that are one digit together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(crate) bounds: Bounds,
    /// Its own ink, as large as its bounds.
    pub(crate) ink: GrayImage,
    /// Pixels of it.
    pub(crate) area: u32,
}

/// Why a group of ink is no digit.
enum NoDigit {
    Low,
    Wide,
    Tall,
    Solid,
}

/// Digits in reading order, and what was left out, in a picture that was enlarged so many times.
/// Where most of them are in a table, so are all: what is beside it is print or a picture.
pub(super) fn find(ink: &GrayImage, enlarged: u32, table: Option<&Table>) -> (Vec<Group>, LeftOut) {
    let all = Pieces::across_scratches(ink, enlarged);
    let mut pieces: Vec<Piece> = all.pieces.clone();
    pieces.retain(|piece| piece.area >= NOISE);
    // Stable, so that equally large ones keep their order.
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.area));
    let mut left_out = LeftOut {
        not_looked_at: pieces.len().saturating_sub(MAX_PIECES),
        ..LeftOut::default()
    };
    pieces.truncate(MAX_PIECES);
    let before = pieces.len();
    let pieces = without_frames(&pieces);
    left_out.frames = before - pieces.len();
    let joined = join(&pieces);
    let whole = |(bounds, area, _): &(Bounds, u32, Vec<u32>)| Piece {
        label: 0,
        bounds: *bounds,
        area: *area,
    };
    let usual = usual_height(joined.iter().map(whole));
    let mut groups = Vec::new();
    for group in &joined {
        let piece = whole(group);
        match piece.no_digit(usual) {
            None => {
                let ink = all.cut(piece.bounds, &group.2);
                match is_cell(&ink) {
                    true => left_out.frames += 1,
                    false => groups.push(Group {
                        bounds: piece.bounds,
                        ink,
                        area: piece.area,
                    }),
                }
            }
            Some(NoDigit::Low) => left_out.low += 1,
            Some(NoDigit::Wide) => left_out.wide += 1,
            Some(NoDigit::Tall) => left_out.tall += 1,
            Some(NoDigit::Solid) => left_out.solid += 1,
        }
    }
    let before = groups.len();
    let mut groups = without_thin(groups);
    left_out.thin = before - groups.len();
    if let Some(table) = table {
        let before = groups.len();
        groups = in_table(groups, table);
        left_out.beside = before - groups.len();
    }
    (in_reading_order(groups, |group| group.bounds), left_out)
}

/// The groups in a table, if most are.
fn in_table(mut groups: Vec<Group>, table: &Table) -> Vec<Group> {
    let is_in = |group: &Group| {
        let middle = |at: u32, side: u32| f64::from(at) + f64::from(side) / 2.0;
        let bounds = group.bounds;
        table.holds((
            middle(bounds.left, bounds.width),
            middle(bounds.top, bounds.height),
        ))
    };
    let within = groups.iter().filter(|group| is_in(group)).count();
    if within as f64 >= MOST * groups.len() as f64 {
        groups.retain(is_in);
    }
    groups
}

/// Groups whose strokes are not much thinner than those of most.
fn without_thin(mut groups: Vec<Group>) -> Vec<Group> {
    if groups.len() < FEWEST {
        return groups;
    }
    let mut all: Vec<f64> = groups.iter().map(Group::thickness).collect();
    let middle = all.len() / 2;
    let (_, &mut usual, _) = all.select_nth_unstable_by(middle, f64::total_cmp);
    groups.retain(|group| group.thickness() >= THIN * usual);
    groups
}

impl Group {
    /// How thick its strokes are, in pixels: a line has two pixels of edge for each pixel of its length.
    pub(super) fn thickness(&self) -> f64 {
        let is_ink = |x: Option<u32>, y: Option<u32>| {
            let pixel = x.zip(y).and_then(|(x, y)| self.ink.get_pixel_checked(x, y));
            pixel.is_some_and(|pixel| pixel.0[0] > 0)
        };
        let is_edge = |x: u32, y: u32| {
            !(is_ink(x.checked_sub(1), Some(y))
                && is_ink(Some(x + 1), Some(y))
                && is_ink(Some(x), y.checked_sub(1))
                && is_ink(Some(x), Some(y + 1)))
        };
        let inked = self.ink.enumerate_pixels().filter(|pixel| pixel.2.0[0] > 0);
        let edge = inked.filter(|&(x, y, _)| is_edge(x, y)).count();
        2.0 * f64::from(self.area) / edge.max(1) as f64
    }
}

/// Whether a group is the outline of a square, whatever else is in it: ink in all four corners, which a 0 or an 8
/// leaves empty, and along all four sides.
fn is_cell(ink: &GrayImage) -> bool {
    let (width, height) = ink.dimensions();
    let slender = f64::from(width.min(height)) / f64::from(width.max(height));
    let rim = (width.min(height) / RIM_OF_CELL).max(1);
    let has_ink = |left: u32, top: u32, wide: u32, high: u32| {
        let mut pixels = (top..top + high).flat_map(|y| (left..left + wide).map(move |x| (x, y)));
        pixels.any(|(x, y)| ink.get_pixel(x, y).0[0] > 0)
    };
    let (right, bottom) = (width - rim, height - rim);
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)];
    let inked = |n: usize, all: u32| n as f64 >= OUTLINED * f64::from(all);
    let across = |top: u32| (0..width).filter(|&x| has_ink(x, top, 1, rim)).count();
    let along = |left: u32| (0..height).filter(|&y| has_ink(left, y, rim, 1)).count();
    slender >= SQUARE
        && corners
            .iter()
            .all(|&(left, top)| has_ink(left, top, rim, rim))
        && [0, bottom].iter().all(|&top| inked(across(top), width))
        && [0, right].iter().all(|&left| inked(along(left), height))
}

/// The group with the most ink alone.
pub(super) fn largest(groups: Vec<Group>) -> Option<Group> {
    // The first one, where several are equal.
    groups.into_iter().reduce(
        |best, group| {
            if group.area > best.area { group } else { best }
        },
    )
}

impl Pieces {
    /// The ink of some pieces alone.
    fn cut(&self, bounds: Bounds, labels: &[u32]) -> GrayImage {
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

/// Pieces that are no frame: not hollow, or without others inside.
pub(super) fn without_frames(pieces: &[Piece]) -> Vec<Piece> {
    let is_frame = |frame: &&Piece| {
        let framed = || {
            pieces
                .iter()
                .filter(|piece| piece.label != frame.label && frame.bounds.holds(&piece.bounds))
        };
        let least = FRAMED * f64::from(frame.bounds.height);
        frame.fill() < HOLLOW
            && (framed().any(|piece| f64::from(piece.bounds.height) >= least)
                || framed().filter(|piece| piece.has_digits_shape()).count() >= CELLS)
    };
    pieces
        .iter()
        .filter(|piece| !is_frame(piece))
        .copied()
        .collect()
}

/// Joins pieces that stand above each other or overlap: their box, their ink, their labels.
fn join(pieces: &[Piece]) -> Vec<(Bounds, u32, Vec<u32>)> {
    let usual = usual_height(pieces.iter().copied());
    let mut groups: Vec<(Bounds, u32, Vec<u32>)> = Vec::new();
    // The largest come first, and the smaller ones join them.
    for piece in pieces {
        let home = groups.iter_mut().find(|(bounds, area, _)| {
            f64::from(piece.area) >= PART * f64::from(*area)
                && belong_together(bounds, &piece.bounds, usual)
        });
        match home {
            Some((bounds, area, labels)) => {
                *bounds = bounds.joined(piece.bounds);
                *area += piece.area;
                labels.push(piece.label);
            }
            None => groups.push((piece.bounds, piece.area, vec![piece.label])),
        }
    }
    groups
}

fn belong_together(one: &Bounds, other: &Bounds, usual: f64) -> bool {
    let overlap = one
        .right()
        .min(other.right())
        .saturating_sub(one.left.max(other.left));
    let gap = one
        .top
        .max(other.top)
        .saturating_sub(one.bottom().min(other.bottom()));
    let narrower = one.width.min(other.width);
    f64::from(overlap) >= 0.5 * f64::from(narrower)
        && f64::from(gap) <= GAP * usual
        && f64::from(one.joined(*other).height) <= JOINED * usual
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
