//! Pictures beside what was measured of them, and a text below: how the screens that show both share out their room.

use ratatui::layout::{Constraint, Layout, Margin, Rect};

use crate::tui::widget::gallery::{GAP, LARGE, SMALL};

/// Columns that what was measured needs beside a large picture.
const BESIDE: u16 = 46;
/// Rows of the text at least.
const TEXT: u16 = 4;
/// Rows of the text where there is much room.
const LONG_TEXT: u16 = 10;

/// The parts of a screen.
pub(super) struct Areas {
    /// What is looked at, in words.
    pub(super) head: Rect,
    /// The pictures.
    pub(super) pictures: Rect,
    /// What was measured.
    pub(super) beside: Rect,
    /// The text.
    pub(super) below: Rect,
}

impl Areas {
    /// Shares out a body below so many rows of head, with so many lines under each picture. What is beside the
    /// pictures would like so many rows.
    pub(super) fn of(body: Rect, head: u16, captions: u16, wanted: u16) -> Self {
        let area = body.inner(Margin::new(1, 0));
        let is_large =
            area.width >= LARGE.0 + GAP + BESIDE && area.height >= head + LARGE.1 + captions + TEXT;
        let (wide, high) = if is_large { LARGE } else { SMALL };
        let high = high + captions;
        let room = area.height.saturating_sub(head);
        // More pictures where there is room, and not larger ones: they show every pixel already.
        let rows = match is_large {
            true => (room.saturating_sub(LONG_TEXT) + 1) / (high + 1),
            false => 1,
        };
        let pictures = rows.max(1) * (high + 1) - 1;
        let beside = wanted.min(room.saturating_sub(TEXT));
        let beside_columns = BESIDE.max(area.width * 2 / 5);
        let columns = (area.width.saturating_sub(beside_columns)) / (wide + GAP);
        let columns = if is_large { columns.max(1) } else { 1 };
        let above = pictures.max(beside);
        // A blank row where there is one to spare.
        let blank = u16::from(room > above + TEXT);
        let [head, above, _, below] = Layout::vertical([
            Constraint::Length(head),
            Constraint::Length(above),
            Constraint::Length(blank),
            Constraint::Fill(1),
        ])
        .areas(area);
        let [pictures, _, beside] = Layout::horizontal([
            Constraint::Length(columns * (wide + GAP) - GAP),
            Constraint::Length(GAP),
            Constraint::Fill(1),
        ])
        .areas(above);
        Self {
            head,
            pictures,
            beside,
            below,
        }
    }
}
