//! What the instructor puts over everybody's screen.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Span;
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::pace::clock as minutes;
use crate::tui::look::Look;

/// Columns of a notice at most.
const WIDTH: u16 = 60;

/// A text in the middle.
pub(super) fn notice(frame: &mut Frame<'_>, text: &str, look: &Look) {
    let area = frame.area();
    let width = WIDTH.min(area.width);
    let text = Paragraph::new(text)
        .style(look.theme.text)
        .wrap(Wrap { trim: true })
        .centered();
    let inside = width.saturating_sub(4);
    let rows = u16::try_from(text.line_count(inside)).unwrap_or(u16::MAX);
    let area = area.centered(
        Constraint::Length(width),
        Constraint::Length(rows.saturating_add(4)),
    );
    let block = Block::bordered()
        .border_style(look.theme.learner)
        .padding(ratatui::widgets::Padding::new(1, 1, 1, 1));
    frame.render_widget(Clear, area);
    frame.render_widget(text.block(block), area);
    if look.is_ascii {
        crate::tui::ascii::replace(frame.buffer_mut());
    }
}

/// The time that is left, in the upper right corner.
pub(super) fn clock(frame: &mut Frame<'_>, left: Duration, look: &Look) {
    let area = frame.area();
    let style = match left.is_zero() {
        true => look.theme.bad,
        false => look.theme.truth,
    };
    let text = format!(" {} ", minutes(left));
    let width = u16::try_from(text.width()).unwrap_or(0).min(area.width);
    let corner = Rect::new(area.right() - width, area.y, width, area.height.min(1));
    frame.render_widget(Span::styled(text, style), corner);
}
