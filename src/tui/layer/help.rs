//! What the keys do, made of the key table.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use crate::pack::Pack;
use crate::say;
use crate::tui::keys::{self, Keys};
use crate::tui::look::Look;
use crate::tui::widget::markdown::column;

/// Columns before what a key does.
const KEYS: usize = 13;

/// What these keys do, and what words mean, and where that stands.
pub(super) fn scrolling(
    body: Rect,
    keys: &Keys,
    pack: &Pack,
    look: &Look,
) -> (Text<'static>, Rect) {
    let area = column(body);
    (text(keys, pack, area.width, look), area)
}

fn text(keys: &Keys, pack: &Pack, width: u16, look: &Look) -> Text<'static> {
    let Look { theme, words, .. } = look;
    let mut lines = vec![
        Line::default(),
        Line::styled(say!(words, "keys"), theme.title),
        Line::default(),
    ];
    for row in keys::shown(keys) {
        let room = usize::from(width).saturating_sub(KEYS).max(1);
        let text = words.text(row.text());
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
    if !pack.file.glossary.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled(say!(words, "glossary"), theme.title));
        lines.push(Line::default());
    }
    for (word, meaning) in &pack.file.glossary {
        let text = format!("{word}: {}", meaning.trim());
        let options = textwrap::Options::new(usize::from(width).max(10)).subsequent_indent("  ");
        for line in textwrap::wrap(&text, options) {
            lines.push(Line::styled(line.into_owned(), theme.text));
        }
    }
    Text::from(lines)
}
