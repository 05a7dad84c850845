//! The order in which a page is read: line by line, each from the left, also where the page lies a little askew.

use super::Bounds;

/// Lines fall or rise by at most so many steps...
const STEPS: i32 = 10;
/// ...of so many rows a column: 11 degrees.
const STEP: f64 = 0.02;
/// What is of one line lies no more apart than this, in usual heights.
const LEVEL: f64 = 0.3;
/// The least slope is taken that has nearly as much on one level as the best one, as a share: what is not quite level
/// within a line is no slope.
const NEARLY: f64 = 0.9;
/// So many of a page tell how it lies.
const ENOUGH: usize = 300;

/// Things on a page in reading order. A line is what has its middle above the foot of its topmost.
pub(super) fn in_reading_order<T>(things: Vec<T>, bounds: impl Fn(&T) -> Bounds) -> Vec<T> {
    let boxes: Vec<Bounds> = things.iter().map(&bounds).collect();
    let slope = slope(&boxes);
    // Rows as they would be if lines were level.
    let level = |of: &T, at: f64| at - slope * middle(&bounds(of)).0;
    let top = |of: &T| level(of, f64::from(bounds(of).top));
    let mut rest = things;
    rest.sort_by(|one, other| top(one).total_cmp(&top(other)));
    let mut ordered = Vec::with_capacity(rest.len());
    while let Some(first) = rest.first() {
        let bottom = level(first, f64::from(bounds(first).bottom()));
        let (mut line, others): (Vec<T>, Vec<T>) = rest
            .into_iter()
            .partition(|one| level(one, middle(&bounds(one)).1) <= bottom);
        line.sort_by_key(|one| bounds(one).left);
        ordered.extend(line);
        rest = others;
    }
    ordered
}

fn middle(bounds: &Bounds) -> (f64, f64) {
    (
        f64::from(bounds.left) + f64::from(bounds.width) / 2.0,
        f64::from(bounds.top) + f64::from(bounds.height) / 2.0,
    )
}

/// How far lines fall to the right, in rows a column: as far as puts the most pairs on one level.
fn slope(boxes: &[Bounds]) -> f64 {
    let boxes = &boxes[..boxes.len().min(ENOUGH)];
    let mut heights: Vec<u32> = boxes.iter().map(|one| one.height).collect();
    if heights.is_empty() {
        return 0.0;
    }
    let place = heights.len() / 2;
    let usual = f64::from(*heights.select_nth_unstable(place).1);
    let level = |slope: f64| -> usize {
        let rows = boxes
            .iter()
            .map(|one| middle(one).1 - slope * middle(one).0);
        let mut rows: Vec<f64> = rows.collect();
        rows.sort_by(f64::total_cmp);
        let with_those_before = rows.iter().enumerate().map(|(place, row)| {
            place - rows.partition_point(|before| *before < row - LEVEL * usual)
        });
        with_those_before.sum()
    };
    // From level on, by turns to both sides.
    let steps = (0..=STEPS).flat_map(|step| [step, -step]);
    let slopes: Vec<(f64, usize)> = steps
        .map(|step| f64::from(step) * STEP)
        .map(|slope| (slope, level(slope)))
        .collect();
    let most = slopes.iter().map(|(_, pairs)| *pairs).max().unwrap_or(0);
    let least = slopes
        .iter()
        .find(|(_, pairs)| *pairs as f64 >= NEARLY * most as f64);
    least.map_or(0.0, |(slope, _)| *slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_fall_or_rise_across_the_page_stay_lines() {
        for slope in [-0.15, 0.0, 0.15] {
            let place = |n: u32| {
                let (column, row) = (n % 5, n / 5);
                let top = 200.0 + f64::from(row) * 90.0 + slope * f64::from(column) * 100.0;
                Bounds {
                    left: 50 + column * 100,
                    top: top as u32,
                    width: 30,
                    height: 60,
                }
            };
            let mixed = (0..15).map(|n| (n * 7) % 15).collect();
            let ordered = in_reading_order(mixed, |&n| place(n));
            assert_eq!(ordered, (0..15).collect::<Vec<u32>>(), "{slope}");
        }
    }
}
