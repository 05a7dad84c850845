//! A printed table: rules across and down that end within the page.

/// A table has at least so many rules across and as many down.
const FEWEST: usize = 3;

/// A straight line: its slope, and where it is at 0 of the axis along which it runs.
pub(super) type Line = (f64, f64);

/// A printed table.
#[derive(Debug)]
pub(super) struct Table {
    /// The rules across: rows by columns.
    level: Vec<Line>,
    /// The rules down: columns by rows.
    upright: Vec<Line>,
}

impl Table {
    /// The table of some rules, if they are enough for one.
    pub(super) fn of(level: Vec<Line>, upright: Vec<Line>) -> Option<Self> {
        let is_one = level.len() >= FEWEST && upright.len() >= FEWEST;
        is_one.then_some(Self { level, upright })
    }

    /// Whether a point (column, row) has rules of it on all four sides.
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        let between = |lines: &[Line], along: f64, at: f64| {
            let before = |&(slope, start): &Line| start + slope * along < at;
            lines.iter().any(before) && !lines.iter().all(before)
        };
        between(&self.level, x, y) && between(&self.upright, y, x)
    }
}
