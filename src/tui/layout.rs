//! Where the parts of every screen stand, and the room that they need.

use ratatui::layout::{Constraint, Layout, Rect, Size};

/// The smallest terminal in which every screen still works.
pub const MIN_SIZE: (u16, u16) = (60, 20);

/// Whether there is room for the screens.
pub(super) fn fits(size: Size) -> bool {
    size.width >= MIN_SIZE.0 && size.height >= MIN_SIZE.1
}

/// The line above, the body, the help bar.
pub(super) fn rows(area: Rect) -> [Rect; 3] {
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(area)
}
