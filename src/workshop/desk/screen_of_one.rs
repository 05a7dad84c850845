//! Another's screen, as much of it as there is room for.

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Offset, Rect};

use crate::workshop::watch::Watching;

/// What stands where a picture was drawn by a protocol that only the learner's own terminal speaks.
const PICTURE: &str = "▒";
/// Columns or rows by which a larger screen is moved.
const STEP: i32 = 4;

/// A screen that is looked at, and which part of it.
pub(super) struct Screen {
    pub(super) watching: Watching,
    at: Offset,
}

impl Screen {
    pub(super) fn new(watching: Watching) -> Self {
        Self {
            watching,
            at: Offset::default(),
        }
    }

    /// Moves what is seen by so many steps, not beyond the beginning.
    pub(super) fn move_by(&mut self, x: i32, y: i32) {
        let moved = |at: i32, by: i32| at.saturating_add(by * STEP).max(0);
        self.at = Offset::new(moved(self.at.x, x), moved(self.at.y, y));
    }

    /// Draws what the learner sees.
    pub(super) fn draw(&self, theirs: &Buffer, to: &mut Buffer, area: Rect) {
        copy(theirs, self.at, to, area);
    }
}

/// Copies as much of another screen as there is room for, from there on; no further than to its end.
fn copy(from: &Buffer, at: Offset, to: &mut Buffer, area: Rect) {
    let furthest = |all: u16, room: u16| i32::from(all.saturating_sub(room));
    let x = at.x.min(furthest(from.area.width, area.width));
    let y = at.y.min(furthest(from.area.height, area.height));
    let (x, y) = (u16::try_from(x).unwrap_or(0), u16::try_from(y).unwrap_or(0));
    let width = area.width.min(from.area.width - x);
    let height = area.height.min(from.area.height - y);
    for row in 0..height {
        for column in 0..width {
            let theirs = &from[(from.area.x + x + column, from.area.y + y + row)];
            if let Some(cell) = to.cell_mut((area.x + column, area.y + row)) {
                *cell = text_of(theirs);
            }
        }
    }
}

/// A cell as any terminal can show it.
fn text_of(cell: &Cell) -> Cell {
    // kitty's placeholder (its graphics protocol, "Unicode placeholders") is a sign for private use.
    let is_drawn = |sign: char| sign.is_control() || sign == '\u{10EEEE}';
    if !cell.symbol().contains(is_drawn) {
        let mut same = cell.clone();
        same.set_diff_option(CellDiffOption::None);
        return same;
    }
    Cell::new(PICTURE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_screen_is_seen_in_parts_and_nothing_of_it_controls_the_desks_terminal() {
        let mut theirs = Buffer::with_lines(["abcdef", "ghijkl", "mnopqr"]);
        theirs[(4, 2)].set_symbol("\x1b]1337;File=inline=1:AAAA\x07");
        let area = Rect::new(1, 0, 3, 2);
        let seen = |x: i32, y: i32| {
            let mut own = Buffer::empty(Rect::new(0, 0, 4, 2));
            copy(&theirs, Offset::new(x, y), &mut own, area);
            own
        };
        assert_eq!(seen(0, 0), Buffer::with_lines([" abc", " ghi"]));
        assert_eq!(seen(1, 1), Buffer::with_lines([" hij", " nop"]));
        assert_eq!(seen(99, 99), Buffer::with_lines([" jkl", " p▒r"]));
        // A smaller one leaves the rest free.
        let mut own = Buffer::empty(Rect::new(0, 0, 9, 4));
        let area = own.area;
        copy(&theirs, Offset::new(5, 5), &mut own, area);
        assert_eq!(own[(0, 0)].symbol(), "a");
        assert_eq!(own[(8, 3)].symbol(), " ");
    }
}
