//! What the keys do, made from the key table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};

use crate::tui::app::App;
use crate::tui::keys;
use crate::tui::widget::markdown::{column, pane};

/// Draws the keys of the screen that the help was called from.
pub fn draw(frame: &mut Frame<'_>, body: Rect, app: &App, scroll: u16) {
    pane(frame, area(body), text(app), scroll, &app.theme);
}

pub(super) fn area(body: Rect) -> Rect {
    column(body)
}

pub(super) fn text(app: &App) -> Text<'static> {
    let theme = &app.theme;
    let mut lines = vec![
        Line::default(),
        Line::styled("Keys", theme.title),
        Line::default(),
    ];
    for row in keys::shown(app.context_below_help()) {
        lines.push(Line::from(vec![
            Span::styled(format!("  {:<11}", row.shown), theme.key),
            Span::styled(row.help, theme.text),
        ]));
    }
    Text::from(lines)
}
