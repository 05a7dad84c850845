//! What the keys do, made from the key table.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};

use crate::say;
use crate::tui::app::App;
use crate::tui::keys;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, pane};

/// Draws the keys of the screen that the help was called from.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, app: &App, scroll: u16) {
    pane(page, area(body), text(app), scroll);
}

pub(super) fn area(body: Rect) -> Rect {
    column(body)
}

pub(super) fn text(app: &App) -> Text<'static> {
    let Look { theme, words, .. } = &app.look;
    let mut lines = vec![
        Line::default(),
        Line::styled(say!(words, "keys"), theme.title),
        Line::default(),
    ];
    for row in keys::shown(app.context_below_help()) {
        lines.push(Line::from(vec![
            Span::styled(format!("  {:<11}", row.shown), theme.key),
            Span::styled(words.text(row.text), theme.text),
        ]));
    }
    Text::from(lines)
}
