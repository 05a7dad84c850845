//! pendigits: where the pen was at 8 moments evenly spread over its way, drawn as ink.

use image::GrayImage;

use super::source::{Source, as_mnist};
use crate::dataset::{DataError, Part, Pictures};
use crate::picture::dial::Strokes;
use crate::picture::pen::{self, Point};

/// The set's makers stretched both axes of every digit to 0..100; this makes the width plausible
/// again, the same for all.
const ASPECT: f32 = 0.62;
/// The height of a digit in pixels before it is brought into MNIST's form.
const HEIGHT: f32 = 50.0;
/// The width of the pen in the same pixels: it makes the median stroke as wide as that of MNIST's
/// test digits, 2.4 pixels (as twice the ink over the length of its edge, its total variation).
const PEN: f32 = 6.8;
/// Room for the pen around the outermost points, in pixels.
const MARGIN: f32 = PEN;

pub(super) fn read(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    match sources {
        [source] => source.rows(part.classes.len(), draw),
        _ => Ok(Pictures::default()),
    }
}

/// The digits with their labels, as the pen wrote them.
pub(super) fn read_strokes(
    source: &Source<'_>,
    part: &Part,
) -> Result<Vec<(Strokes, u8)>, DataError> {
    let rows = source.numbers(part.classes.len())?;
    let place = |(x, y): Point| (x / 100.0, (100.0 - y) / 100.0);
    let written = |(row, label): &([u8; 16], u8)| (Strokes(lines(row, *label, place)), *label);
    Ok(rows.iter().map(written).collect())
}

fn draw(coordinates: &[u8; 16], label: u8) -> Option<GrayImage> {
    let scale = HEIGHT / 100.0;
    let place = |(x, y): Point| (MARGIN + x * scale, MARGIN + (100.0 - y) * scale);
    let lines = lines(coordinates, label, place);
    let size = |length: f32| (length * scale + 2.0 * MARGIN).ceil() as u32;
    as_mnist(pen::draw(
        lines.iter().map(Vec::as_slice),
        PEN,
        (size(100.0 * ASPECT), size(100.0)),
    ))
}

/// The pen's way, parted where it was in the air. `place` gets points as written: x to the right in
/// the same unit as y, which runs upwards from 0 to 100.
fn lines(coordinates: &[u8; 16], label: u8, place: impl Fn(Point) -> Point) -> Vec<Vec<Point>> {
    let points: Vec<Point> = coordinates
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&[x, y]| (f32::from(x) * ASPECT, f32::from(y)))
        .collect();
    let placed: Vec<Point> = points.iter().copied().map(place).collect();
    match pen_lift(&points, label) {
        Some((from, to)) => vec![placed[..=from].to_vec(), placed[to..].to_vec()],
        None => vec![placed],
    }
}

/// Between which points the pen was in the air, where that is plain: from the foot of a 7 to its
/// bar, from the belly of a 5 to its cap. The set's makers joined the strokes there, and a joined 5
/// looks like a 6 to people too.
///
/// This needs the label, since the way alone does not tell a jump from a stroke (an 8 may run as a
/// joined 5 does). It only takes away lines that nobody wrote; where the last stroke is not plainly
/// a bar or a cap, and in other digits, the join stays.
fn pen_lift(points: &[Point], label: u8) -> Option<(usize, usize)> {
    // The height at which the last stroke runs, and how steep it may be.
    let (heights, steepest) = match label {
        5 => (60.0..=100.0, 1.0),
        7 => (15.0..=75.0, 0.7),
        _ => return None,
    };
    let last = points.len().checked_sub(1)?;
    let (lowest, _) = points
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.1.total_cmp(&b.1.1))?;
    let from = match label {
        // The belly runs on until the pen goes steeply up.
        5 => (lowest..last).find(|&at| {
            let ((x, y), (next_x, next_y)) = (points[at], points[at + 1]);
            next_y - y > (next_x - x).abs() && next_y - y > 20.0
        })?,
        _ => lowest,
    };
    let flat = |at: usize| {
        let ((x, y), (next_x, next_y)) = (points[at], points[at + 1]);
        let onwards = (next_x - x) * (points[last].0 - points[last - 1].0) > 0.0;
        onwards && (next_y - y).abs() <= steepest * (next_x - x).abs()
    };
    let to = (from + 1..last).rev().take_while(|&at| flat(at)).last()?;
    let high_enough = points[to..].iter().all(|point| heights.contains(&point.1));
    (lowest >= 2 && high_enough).then_some((from, to))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use flate2::read::GzDecoder;

    /// Labels and points of all digits, x already narrowed.
    fn all() -> Vec<(u8, Vec<Point>)> {
        let packed = &include_bytes!("../../../data/other-hands/penbased.csv.gz")[..];
        let text = std::io::read_to_string(GzDecoder::new(packed)).unwrap();
        let digit = |line: &str| {
            let row: Vec<u8> = line
                .split(',')
                .map(|number| number.trim().parse().unwrap())
                .collect();
            let points = row[..16].as_chunks::<2>().0.iter();
            let points = points.map(|&[x, y]| (f32::from(x) * ASPECT, f32::from(y)));
            (row[16], points.collect())
        };
        text.lines().map(digit).collect()
    }

    #[test]
    fn pen_lifts_are_found_as_often_as_the_catalogue_says_and_only_in_5s_and_7s() {
        let (mut lifted, mut unclear) = ([0; 10], [0; 10]);
        for (label, points) in all() {
            let lowest = (0..8)
                .min_by(|&a, &b| points[a].1.total_cmp(&points[b].1))
                .unwrap();
            match pen_lift(&points, label) {
                Some(_) => lifted[usize::from(label)] += 1,
                // A 5 or 7 that ends at its foot was written in one stroke.
                None if lowest < 6 => unclear[usize::from(label)] += 1,
                None => {}
            }
        }
        assert_eq!(lifted, [0, 0, 0, 0, 0, 622, 0, 963, 0, 0]);
        assert_eq!((unclear[5], unclear[7]), (7, 33));
    }

    #[test]
    fn the_line_to_the_bar_of_a_7_goes_and_a_plain_7_stays_whole() {
        let crossed = [
            (0, 100),
            (38, 100),
            (70, 74),
            (55, 30),
            (26, 0),
            (19, 44),
            (59, 50),
            (100, 54),
        ];
        let plain = [
            (0, 98),
            (10, 100),
            (61, 98),
            (100, 85),
            (77, 63),
            (47, 43),
            (20, 23),
            (3, 0),
        ];
        let points = |way: [(u8, u8); 8]| way.map(|(x, y)| (f32::from(x) * ASPECT, f32::from(y)));
        assert_eq!(pen_lift(&points(crossed), 7), Some((4, 5)));
        assert_eq!(pen_lift(&points(plain), 7), None);
        assert_eq!(pen_lift(&points(crossed), 4), None);
        assert_eq!(pen_lift(&[], 7), None);
    }
}
