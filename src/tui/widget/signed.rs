//! Values of either sign as pictures: as characters where there is room for one each, in shades of grey where
//! there is not. What is above zero and what is below can be told apart without colours.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::look::Look;
use crate::tui::page::Page;

/// Columns of a value that is shown by characters.
pub(crate) const CELL: u16 = 2;
/// The widest plane that is shown by characters; a wider one is a picture.
pub(crate) const WIDEST: usize = 7;
/// From which share of the largest magnitude on a value is strong.
const STRONG: f32 = 0.5;
/// Up to which share it is next to nothing.
const NOTHING: f32 = 0.1;

/// The largest magnitude; 1 where all are zero, so that one can divide by it.
pub(crate) fn magnitude(values: &[f32]) -> f32 {
    let most = values
        .iter()
        .fold(0.0, |most: f32, value| most.max(value.abs()));
    if most > 0.0 { most } else { 1.0 }
}

/// Draws values row by row, so many in each, as characters; `most` is the largest magnitude.
pub(crate) fn cells(page: &mut Page<'_, '_>, area: Rect, values: &[f32], width: usize, most: f32) {
    let rows = values.chunks(width.max(1));
    for (row, y) in rows.zip(area.y..area.bottom()) {
        let line: Line<'_> = row
            .iter()
            .map(|value| cell(value / most, page.look))
            .collect();
        page.frame
            .render_widget(line, Rect::new(area.x, y, area.width, 1));
    }
}

/// A value between -1 and 1.
fn cell(share: f32, look: &Look) -> Span<'static> {
    let theme = &look.theme;
    match share {
        share if share >= STRONG => Span::styled("++", theme.title),
        share if share > NOTHING => Span::styled(" +", theme.text),
        share if share <= -STRONG => Span::styled("--", theme.title),
        share if share < -NOTHING => Span::styled(" -", theme.text),
        _ => Span::styled(" ·", theme.border),
    }
}

/// Values as grey bytes. Where some are below zero, zero is the middle grey, with brighter above and darker
/// below; otherwise zero is black.
pub(crate) fn greys(values: &[f32], most: f32, is_signed: bool) -> Vec<u8> {
    let grey = |value: &f32| {
        let share = (value / most).clamp(-1.0, 1.0);
        let light = if is_signed {
            (share + 1.0) / 2.0
        } else {
            share
        };
        (light * 255.0).round() as u8
    };
    values.iter().map(grey).collect()
}
