//! What the keys do, made from the key table.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};

use unicode_width::UnicodeWidthStr;

use crate::say;
use crate::tui::app::App;
use crate::tui::keys;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, pane};

/// Draws the keys of the screen that the help was called from.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, app: &App, scroll: u16) {
    let area = area(body);
    pane(page, area, text(app, area.width), scroll);
}

pub(super) fn area(body: Rect) -> Rect {
    column(body)
}

/// Columns before what a key does.
const KEYS: usize = 13;

/// The keys, for an area of this width.
pub(super) fn text(app: &App, width: u16) -> Text<'static> {
    let Look { theme, words, .. } = &app.look;
    let mut lines = vec![
        Line::default(),
        Line::styled(say!(words, "keys"), theme.title),
        Line::default(),
    ];
    for row in keys::shown(app.context_below_help()) {
        let room = usize::from(width).saturating_sub(KEYS).max(1);
        let text = words.text(row.text);
        let mut shown = row.shown;
        for line in textwrap::wrap(&text, room) {
            lines.push(Line::from(vec![
                Span::raw("  "),
                Span::styled(shown, theme.key),
                Span::raw(" ".repeat(KEYS.saturating_sub(2 + shown.width()))),
                Span::styled(line.into_owned(), theme.text),
            ]));
            shown = "";
        }
    }
    if !app.pack.file.glossary.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled(say!(words, "glossary"), theme.title));
        lines.push(Line::default());
    }
    for (word, meaning) in &app.pack.file.glossary {
        let text = format!("{word}: {}", meaning.trim());
        let options = textwrap::Options::new(usize::from(width).max(10)).subsequent_indent("  ");
        for line in textwrap::wrap(&text, options) {
            lines.push(Line::styled(line.into_owned(), theme.text));
        }
    }
    Text::from(lines)
}
