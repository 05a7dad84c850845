//! The order in which a page is read: line by line, each from the left, also where the page lies a little askew.

use super::Bounds;

/// The next one of a line is at most so far to the right, in heights...
const BESIDE: f64 = 4.0;
/// ...and so much higher or lower.
const LEVEL: f64 = 0.6;
/// Fewer neighbours tell nothing of how far lines are askew.
const FEWEST: usize = 3;

/// Things on a page in reading order. A line is what reaches across the middle of its topmost.
pub(super) fn in_reading_order<T>(things: Vec<T>, bounds: impl Fn(&T) -> Bounds) -> Vec<T> {
    let boxes: Vec<Bounds> = things.iter().map(&bounds).collect();
    let slope = slope(&boxes);
    let top = |of: &T| f64::from(bounds(of).top) - slope * middle(&bounds(of)).0;
    let mut rest = things;
    rest.sort_by(|one, other| top(one).total_cmp(&top(other)));
    let mut ordered = Vec::with_capacity(rest.len());
    while let Some(first) = rest.first() {
        let across = top(first) + f64::from(bounds(first).height) / 2.0;
        let (mut line, others): (Vec<T>, Vec<T>) =
            rest.into_iter().partition(|one| top(one) <= across);
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

/// How far lines fall to the right, in rows a column: the median of what stands beside each other.
fn slope(boxes: &[Bounds]) -> f64 {
    let beside = boxes.iter().filter_map(|one| {
        let (x, y) = middle(one);
        let height = f64::from(one.height);
        let steps = boxes.iter().filter_map(|other| {
            let (dx, dy) = (middle(other).0 - x, middle(other).1 - y);
            let is_beside = dx > f64::from(one.width) / 2.0
                && dx <= BESIDE * height
                && dy.abs() <= LEVEL * height;
            is_beside.then_some((dx, dy))
        });
        let (dx, dy) = steps.min_by(|one, other| one.0.total_cmp(&other.0))?;
        Some(dy / dx)
    });
    let mut all: Vec<f64> = beside.collect();
    if all.len() < FEWEST {
        return 0.0;
    }
    let place = all.len() / 2;
    *all.select_nth_unstable_by(place, f64::total_cmp).1
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
