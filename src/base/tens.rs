//! Percentages in ranges of ten points, as histograms of what people said have them.

/// How many ranges there are; the last has 100, too.
pub const COUNT: usize = 10;

/// A range as a text, such as `80–89 %`.
pub fn range(place: usize) -> String {
    let last = if place + 1 == COUNT {
        100
    } else {
        place * 10 + 9
    };
    format!("{}–{last} %", place * 10)
}

/// The range in which a percentage lies.
pub fn of(percent: f64) -> usize {
    // A percentage is never negative, and 100 belongs to the last range.
    ((percent / 10.0).max(0.0) as usize).min(COUNT - 1)
}
