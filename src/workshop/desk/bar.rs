//! The keys of the desk: the most wanted ones in a bar, all of them on demand.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Padding, Paragraph};
use unicode_width::UnicodeWidthStr;

use super::keys::{KEYS, Row};
use crate::tui::look::Look;

/// Lines of the bar at most: what has no room is in the list of all.
const LINES: usize = 2;
/// Columns of a key in the list of all.
const KEY: usize = 6;

/// A key and what it does, as the bar shows them.
fn shown(row: &Row, look: &Look) -> Option<(Line<'static>, usize)> {
    let label = look.words.text(row.text?);
    let width = row.shown.width() + label.width() + 3;
    let line = Line::from(vec![
        Span::styled(format!(" {}", row.shown), look.theme.key),
        Span::styled(format!(" {label} "), look.theme.dim),
    ]);
    Some((line, width))
}

/// The keys for which there is room, those of what is looked at first, and always the one that shows all.
pub(super) fn key_bar(look: &Look, room: usize, is_of_people: bool) -> Vec<Line<'static>> {
    let keys = KEYS.iter();
    let (first, last): (Vec<&Row>, Vec<&Row>) =
        keys.partition(|row| row.is_of_people == is_of_people || row.is_always);
    let all: Vec<_> = first
        .into_iter()
        .chain(last)
        .filter_map(|row| shown(row, look))
        .collect();
    let mut lines: Vec<Line<'static>> = vec![Line::default()];
    let mut width = 0;
    for (line, own) in all {
        if width + own > room {
            if lines.len() == LINES {
                break;
            }
            lines.push(Line::default());
            width = 0;
        }
        width += own;
        if let Some(last) = lines.last_mut() {
            last.spans.extend(line.spans);
        }
    }
    lines
}

/// All keys, in two columns.
pub(super) fn draw_all(frame: &mut Frame<'_>, look: &Look) {
    let rows: Vec<(&str, String)> = KEYS
        .iter()
        .filter_map(|row| Some((row.shown, look.words.text(row.text?))))
        .collect();
    let widest = rows.iter().map(|(_, text)| text.width()).max().unwrap_or(0);
    let width = u16::try_from(KEY + widest + 2).unwrap_or(u16::MAX);
    let height = rows.len().div_ceil(2);
    let rows_high = u16::try_from(height + 2).unwrap_or(u16::MAX);
    let area = frame.area();
    let area = area.centered(
        Constraint::Length(width.saturating_mul(2).saturating_add(4).min(area.width)),
        Constraint::Length(rows_high.min(area.height)),
    );
    let block = Block::bordered()
        .border_style(look.theme.border)
        .padding(Padding::horizontal(1));
    let columns: [Rect; 2] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(block.inner(area));
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    for (column, rows) in columns.into_iter().zip(rows.chunks(height.max(1))) {
        let lines = rows.iter().map(|(key, text)| {
            Line::from(vec![
                Span::styled(format!("{key:<KEY$}"), look.theme.key),
                Span::styled(text.clone(), look.theme.text),
            ])
        });
        frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), column);
    }
}
