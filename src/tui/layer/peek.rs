//! The picture that is looked at, as large as the terminal can show it, and beside it what the network makes of it.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use crate::tui::page::Page;
use crate::tui::screen::{Looked, Other, Probabilities};
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
        draw_answers(page, right, &answer, looked.other.as_ref());
    }
    let caption = Line::styled(looked.caption, page.look.theme.model);
    page.frame.render_widget(caption, below);
}

/// What a network makes of it; and below, where there is room, what another one does.
fn draw_answers(
    page: &mut Page<'_, '_>,
    area: Rect,
    answer: &Probabilities,
    other: Option<&Other>,
) {
    let rows = u16::try_from(answer.classes.len()).unwrap_or(u16::MAX);
    let is_room = area.height >= rows.saturating_add(1).saturating_mul(2);
    let Some(other) = other.filter(|_| is_room) else {
        return probabilities(page, area, &answer.classes, &answer.shares, answer.truth);
    };
    let [name, first, other_name, second] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(rows),
        Constraint::Length(1),
        Constraint::Length(rows),
    ])
    .areas(area);
    for (place, text) in [name, other_name].into_iter().zip(&other.names) {
        let line = Line::styled(text.as_str(), page.look.theme.model);
        page.frame.render_widget(line, place);
    }
    for (place, answer) in [(first, answer), (second, &other.answer)] {
        probabilities(page, place, &answer.classes, &answer.shares, answer.truth);
    }
}
