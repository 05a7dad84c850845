//! What the instructor puts over everybody's screen.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::pace::clock as minutes;
use crate::tui::look::Look;
use crate::tui::widget::field::Field;

/// Columns of the time that is left, at most.
const CLOCK: u16 = 8;
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

/// Asks what help is needed with.
pub(super) fn question(frame: &mut Frame<'_>, field: &Field, look: &Look) {
    let area = frame.area();
    let width = WIDTH.min(area.width);
    let inside = usize::from(width.saturating_sub(4));
    let text = Text::from(vec![
        Line::styled(look.words.text("help-ask"), look.theme.text),
        Line::default(),
        Line::from(field.span_in(inside, look.theme.learner)),
        Line::default(),
        Line::styled(look.words.text("help-keys"), look.theme.dim),
    ]);
    let paragraph = Paragraph::new(text).wrap(Wrap { trim: true });
    let rows = u16::try_from(paragraph.line_count(width.saturating_sub(4))).unwrap_or(u16::MAX);
    let area = area.centered(
        Constraint::Length(width),
        Constraint::Length(rows.saturating_add(2)),
    );
    let block = Block::bordered()
        .border_style(look.theme.learner)
        .padding(ratatui::widgets::Padding::horizontal(1));
    frame.render_widget(Clear, area);
    frame.render_widget(paragraph.block(block), area);
    if look.is_ascii {
        crate::tui::ascii::replace(frame.buffer_mut());
    }
}

/// A few words in the upper right corner, beside the time that is left where that is shown.
pub(super) fn corner(frame: &mut Frame<'_>, text: &str, style: Style, is_beside: bool) {
    let area = frame.area();
    let text = format!(" {text} ");
    let width = u16::try_from(text.width()).unwrap_or(0).min(area.width);
    let beside = if is_beside {
        CLOCK.min(area.width - width)
    } else {
        0
    };
    let corner = Rect::new(
        area.right() - width - beside,
        area.y,
        width,
        area.height.min(1),
    );
    frame.render_widget(Span::styled(text, style), corner);
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
