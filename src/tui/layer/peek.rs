//! The picture that is looked at, as large as the terminal can show it, and beside it what the network makes of it.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use crate::tui::page::Page;
use crate::tui::screen::Looked;
use crate::tui::widget::picture::{Picture, fit};
use crate::tui::widget::probabilities::probabilities;

/// Columns of the probabilities at least and at most.
const LEAST: u16 = 22;
const MOST: u16 = 50;
/// Empty columns before them.
const GAP: u16 = 2;

/// Draws it.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, looked: Looked<'_>) {
    let area = body.inner(Margin::new(1, 0));
    let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let beside = match looked.answer {
        Some(_) => LEAST + GAP,
        None => 0,
    };
    let room = Rect {
        width: above.width.saturating_sub(beside),
        ..above
    };
    let wide = fit(looked.shape, room).map_or(0, |fitted| fitted.width);
    let [left, _, right] = Layout::horizontal([
        Constraint::Length(wide),
        Constraint::Length(GAP),
        Constraint::Max(MOST),
    ])
    .areas(above);
    let picture = Picture {
        pixels: &looked.pixels,
        shape: looked.shape,
        look: page.look,
    };
    page.frame.render_widget(picture, left);
    if let Some(answer) = looked.answer {
        let shares = &answer.shares;
        probabilities(page, right, &answer.classes, shares, answer.truth);
    }
    let caption = Line::styled(looked.caption, page.look.theme.model);
    page.frame.render_widget(caption, below);
}
