//! All settings of a dial with two axes at once: a cell each, with its accuracy as a number, darker where fewer than
//! half are read correctly.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::lesson::step::DialState;
use crate::pack::Dial;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::theme::Depth;

/// Columns of an angle before its row.
const ANGLE: u16 = 6;
/// Columns of a cell.
const CELL: u16 = 7;
/// Columns of a text beside the map, at the least.
const TEXT: u16 = 18;
/// Rows of the text below it.
const BELOW: u16 = 2;

/// The columns and rows of the map itself, with its head.
pub(super) fn size(dial: &Dial) -> (u16, u16) {
    let side = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let columns = side(dial.turn.columns().len());
    (ANGLE + CELL * columns, side(dial.turn.rows().len()) + 1)
}

/// Draws the map with the dial at this column and row.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    dial: &Dial,
    state: &DialState,
    at: (usize, usize),
) {
    let Look { theme, words, .. } = page.look;
    let columns = dial.turn.columns();
    let mut head = format!("{:width$}", "", width = usize::from(ANGLE));
    for column in &columns {
        head += &format!("{column:>5}  ");
    }
    let top = Rect { height: 1, ..area }.intersection(area);
    page.frame.render_widget(Line::styled(head, theme.dim), top);
    // The largest angle above, as the key goes.
    let rows = dial.turn.rows().iter().enumerate().rev();
    for ((row, angle), y) in rows.zip(area.y + 1..area.bottom()) {
        let style = if row == at.1 {
            theme.selected
        } else {
            theme.text
        };
        let mut spans = vec![Span::styled(format!("{angle:>4}°"), style), Span::raw(" ")];
        for column in 0..columns.len() {
            let Some(result) = state.at(dial, column, row) else {
                continue;
            };
            let share = words.lang.percent(result.accuracy);
            let text = match (column, row) == at {
                true => format!("[{share:>5}]"),
                false => {
                    let read = state.read_at(dial, column, row);
                    let doubted = state.doubted_at(dial, column, row);
                    let mark = match (read, doubted) {
                        (_, Some(_)) => "?",
                        (Some(_), None) => "·",
                        (None, None) => " ",
                    };
                    format!("{mark}{share:>5} ")
                }
            };
            spans.push(Span::styled(text, shade(result.accuracy, theme.depth)));
        }
        let place = Rect::new(area.x, y, area.width, 1);
        page.frame.render_widget(Line::from(spans), place);
    }
    let n = state.at(dial, at.0, at.1).map_or(0, |result| result.n);
    let mut text = say!(words, "dial-map", n = words.lang.count(n));
    if !state.read.is_empty() {
        text = format!("{text} {}", say!(words, "dial-map-judged"));
    }
    let text = Paragraph::new(text).style(theme.dim);
    let (wide, high) = size(dial);
    let beside = Rect {
        x: area.x + wide + 2,
        width: area.width.saturating_sub(wide + 2),
        ..area
    };
    let below = Rect {
        y: area.y + high,
        height: BELOW,
        ..area
    };
    let place = if beside.width >= TEXT { beside } else { below };
    page.frame
        .render_widget(text.wrap(Wrap { trim: true }), place.intersection(area));
}

/// A shade for an accuracy: one of six dark greys below a half, one of seven bright ones from there on. On each of
/// them the digits have a contrast of 7 to 1 at the least (WCAG 2.2, 1.4.6).
fn shade(accuracy: f64, depth: Depth) -> Style {
    let step = |share: f64, steps: u8| (share * f64::from(steps)).min(f64::from(steps - 1)) as u8;
    match (depth, accuracy < 0.5) {
        (Depth::Mono, _) => Style::new(),
        (_, true) => Style::new()
            .fg(Color::Indexed(231))
            .bg(Color::Indexed(233 + step(accuracy * 2.0, 6))),
        (_, false) => Style::new()
            .fg(Color::Indexed(16))
            .bg(Color::Indexed(249 + step(accuracy * 2.0 - 1.0, 7))),
    }
}
