//! Writing that is there and too pale to be read: fainter than any ink that is found, and more than grain.
//!
//! Nothing is read from it. Whoever wrote it is told what to do, in place of a page on which nothing was found. On ruled
//! and squared paper it is not looked for.

use image::{GrayImage, imageops};
use imageproc::filter::box_filter;

use super::bounds::Bounds;
use super::groups::{self, Group};
use super::{ink, rules};

/// The long side of the copy in which it is sought, in pixels: each is a mean of several, so that grain is fainter.
const COPY: u32 = 800;
/// Where more of a page than this is so faint, it is grain.
const GRAIN: f64 = 0.06;
/// Strokes are at most so thick, as a share of their height: what is thicker is a smudge.
const THICK: f64 = 0.3;
/// Beside digits that were read, it is at least and at most so high, as a share of theirs.
const ALIKE: (f64, f64) = (0.6, 1.7);
/// It takes at least so much of the light that the paper around it gives back: the edge of a shade takes less, since it
/// is wide.
const LEAST: f64 = 0.02;
/// And at least so many times the spread of the paper's own light.
const GRAINS: f64 = 3.0;
/// Edges of digits that were read reach so far beyond them, in pixels of the copy.
const AROUND: u32 = 4;

/// How many pieces of writing on a page in even light are too pale, beside the digits that were read of it.
pub(super) fn count(even: &GrayImage, read: &[Group]) -> usize {
    let (copy, shrunk) = copy(even);
    let mut faint = ink::pale(&copy);
    if ink::share(&faint) > GRAIN {
        return 0;
    }
    let followed = faint.clone();
    // Beside printed lines that are as pale, nobody can tell one from the other.
    if rules::remove(&mut faint, &followed).n > 0 {
        return 0;
    }
    groups::remove_border(&mut faint);
    let least = LEAST.max(GRAINS * grain(&copy));
    let (found, _) = groups::find(&faint, 1, None);
    let read: Vec<Bounds> = (read.iter())
        .map(|group| group.bounds.scaled((shrunk, shrunk), copy.dimensions()))
        .collect();
    let height = |bounds: &Bounds| f64::from(bounds.height);
    let usual = read.iter().map(height).sum::<f64>() / read.len().max(1) as f64;
    let is_pale = |group: &&Group| {
        let share = height(&group.bounds) / usual;
        let is_alike = read.is_empty() || (ALIKE.0..=ALIKE.1).contains(&share);
        let around = group.bounds.grown(AROUND, copy.dimensions());
        let is_read = read.iter().any(|read| around.meets(read));
        let is_seen = contrast(&copy, group) >= least;
        is_alike && !is_read && is_seen && group.thickness() <= THICK * height(&group.bounds)
    };
    found.iter().filter(is_pale).count()
}

/// The spread of the paper's light, as a share of it: by the median of the deviations from the median, which writing
/// does not move (times 1.4826: the standard deviation, if it were normal).
fn grain(copy: &GrayImage) -> f64 {
    let median = |mut values: Vec<u8>| {
        let middle = values.len() / 2;
        match values.is_empty() {
            true => 0,
            false => *values.select_nth_unstable(middle).1,
        }
    };
    let light = median(copy.as_raw().clone());
    let off = copy.as_raw().iter().map(|value| value.abs_diff(light));
    1.4826 * f64::from(median(off.collect())) / f64::from(light.max(1))
}

/// By how much of the paper's light a group is darker than what is around it: the edge of a shade is not.
fn contrast(copy: &GrayImage, group: &Group) -> f64 {
    let Bounds { left, top, .. } = group.bounds;
    let (mut ink, mut paper) = ((0.0, 0.0), (0.0, 0.0));
    for (x, y) in group.bounds.grown(AROUND, copy.dimensions()).pixels() {
        let inside = x.checked_sub(left).zip(y.checked_sub(top));
        let inside = inside.and_then(|(x, y)| group.ink.get_pixel_checked(x, y));
        let is_ink = inside.is_some_and(|value| value.0[0] > 0);
        let side = if is_ink { &mut ink } else { &mut paper };
        side.0 += f64::from(copy.get_pixel(x, y).0[0]);
        side.1 += 1.0;
    }
    let mean = |(sum, n): (f64, f64)| sum / n.max(1.0);
    1.0 - mean(ink) / mean(paper).max(1.0)
}

/// A small copy, and its size as a share of the picture's.
fn copy(even: &GrayImage) -> (GrayImage, f64) {
    let (width, height) = even.dimensions();
    let shrunk = (f64::from(COPY) / f64::from(width.max(height))).min(1.0);
    let side = |side: u32| ((f64::from(side) * shrunk).round() as u32).max(1);
    let copy = match shrunk < 1.0 {
        true => imageops::thumbnail(even, side(width), side(height)),
        false => even.clone(),
    };
    (box_filter(&copy, 1, 1), shrunk)
}
