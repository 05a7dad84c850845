//! Which pieces of ink together are a digit.

use image::GrayImage;

use super::Bounds;
use super::frames::{is_cell, without_frames};
use super::left_out::LeftOut;
use super::order::in_reading_order;
use super::pieces::{LOW, NoDigit, Piece, Pieces, usual_height};
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
/// Parts of a digit are at most so far apart, in heights of the usual piece...
const GAP: f64 = 0.15;
/// ...or so far, where one of them is the bar of a 5: above the rest, lying, too low to be a digit alone...
const GAP_OF_BAR: f64 = 0.4;
/// ...and at most so wide, in heights of the usual piece: a printed line is wider.
const BAR: f64 = 0.8;
/// They are above each other by so much of the narrower one's width...
const ABOVE: f64 = 0.5;
/// ...or by so much, where it is a bar.
const BAR_ABOVE: f64 = 0.25;
/// Beside each other they are at most so far apart, in heights of the usual piece: a stroke that broke...
const BROKEN: f64 = 0.06;
/// ...next to each other by so much of the lower one's height...
const BESIDE: f64 = 0.3;
/// ...and each at most so high, as a share of both together: of two digits in a line, one is as high as both.
const LOWER: f64 = 0.85;
/// A part of a digit has at least so much ink, as a share of the largest part's.
const PART: f64 = 0.03;
/// Parts that would be higher together than this, in heights of the usual piece, are two digits.
const JOINED: f64 = 1.5;

/// A stroke is at least so thick, as a share of the usual one: what is thinner is the rest of a rule.
const THIN: f64 = 0.5;
/// The share of a page's groups that are in its table, if it is what the page is about.
const MOST: f64 = 0.8;
/// So many digits tell how thick strokes are.
const FEWEST: usize = 3;

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

/// Pieces that are one digit together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(crate) bounds: Bounds,
    /// Its own ink, as large as its bounds.
    pub(crate) ink: GrayImage,
    /// Pixels of it.
    pub(crate) area: u32,
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
    let pieces = without_frames(&all, &pieces);
    left_out.frames = before - pieces.len();
    let joined = join(&all, &pieces);
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
    /// How thick its strokes are, in pixels.
    pub(super) fn thickness(&self) -> f64 {
        thickness(&self.ink)
    }
}

/// How thick strokes are, in pixels: a line has two pixels of edge for each pixel of its length.
fn thickness(ink: &GrayImage) -> f64 {
    let is_ink = |x: Option<u32>, y: Option<u32>| {
        let pixel = x.zip(y).and_then(|(x, y)| ink.get_pixel_checked(x, y));
        pixel.is_some_and(|pixel| pixel.0[0] > 0)
    };
    let is_edge = |x: u32, y: u32| {
        !(is_ink(x.checked_sub(1), Some(y))
            && is_ink(Some(x + 1), Some(y))
            && is_ink(Some(x), y.checked_sub(1))
            && is_ink(Some(x), Some(y + 1)))
    };
    let inked = ink.enumerate_pixels().filter(|pixel| pixel.2.0[0] > 0);
    let (area, edge) = inked.fold((0_u32, 0_u32), |(area, edge), (x, y, _)| {
        (area + 1, edge + u32::from(is_edge(x, y)))
    });
    2.0 * f64::from(area) / f64::from(edge.max(1))
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

/// Joins pieces that stand above each other or overlap: their box, their ink, their labels.
fn join(all: &Pieces, pieces: &[Piece]) -> Vec<(Bounds, u32, Vec<u32>)> {
    let usual = usual_height(pieces.iter().copied());
    let mut groups: Vec<(Bounds, u32, Vec<u32>)> = Vec::new();
    // The largest come first, and the smaller ones join them.
    for piece in pieces {
        let home = groups.iter_mut().find(|(bounds, area, labels)| {
            // The rest of a rule above a digit is as long as a bar, and thinner.
            let is_as_thick = || {
                let thickness = |labels: &[u32], bounds| thickness(&all.cut(bounds, labels));
                let bar = thickness(&[piece.label], piece.bounds);
                bar >= THIN * thickness(labels, *bounds)
            };
            let is_bar = || is_bar(bounds, &piece.bounds, usual) && is_as_thick();
            f64::from(piece.area) >= PART * f64::from(*area)
                && belong_together(bounds, &piece.bounds, usual, is_bar)
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

/// Whether a piece and a smaller one are parts of one digit.
fn belong_together(one: &Bounds, other: &Bounds, usual: f64, is_bar: impl Fn() -> bool) -> bool {
    let height = f64::from(one.joined(*other).height);
    height <= JOINED * usual
        && (stand_above(one, other, ABOVE, GAP * usual)
            || are_broken(one, other, height, usual)
            || (stand_above(one, other, BAR_ABOVE, GAP_OF_BAR * usual) && is_bar()))
}

/// Whether so much of the narrower one is above or below the other, at most so far away.
fn stand_above(one: &Bounds, other: &Bounds, least: f64, most: f64) -> bool {
    let overlap = f64::from(shared_columns(one, other));
    overlap >= least * f64::from(one.width.min(other.width))
        && f64::from(rows_between(one, other)) <= most
}

/// Whether the other has the shape of a bar above the one.
fn is_bar(one: &Bounds, other: &Bounds, usual: f64) -> bool {
    other.bottom() <= one.top
        && other.width > other.height
        && f64::from(other.height) < LOW * usual
        && f64::from(other.width) <= BAR * usual
}

/// Whether they are beside each other, nearly touch, and are of this height together.
fn are_broken(one: &Bounds, other: &Bounds, height: f64, usual: f64) -> bool {
    let turned = [one, other].map(|bounds| Bounds {
        left: bounds.top,
        top: bounds.left,
        width: bounds.height,
        height: bounds.width,
    });
    let [one_turned, other_turned] = &turned;
    let overlap = shared_columns(one_turned, other_turned);
    let gap = rows_between(one_turned, other_turned);
    f64::from(gap) <= BROKEN * usual
        && f64::from(overlap) >= BESIDE * f64::from(one.height.min(other.height))
        && f64::from(one.height.max(other.height)) <= LOWER * height
        && f64::from(one.joined(*other).width) <= usual
}

fn shared_columns(one: &Bounds, other: &Bounds) -> u32 {
    let right = one.right().min(other.right());
    right.saturating_sub(one.left.max(other.left))
}

fn rows_between(one: &Bounds, other: &Bounds) -> u32 {
    let bottom = one.bottom().min(other.bottom());
    one.top.max(other.top).saturating_sub(bottom)
}
