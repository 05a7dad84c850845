//! A sentence in place of what cannot be drawn, or not yet.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Paragraph, Wrap};

use crate::tui::page::Page;

/// Draws a sentence.
pub(super) fn remark(page: &mut Page<'_, '_>, area: Rect, text: String, style: Style) {
    let text = Paragraph::new(text).style(style).wrap(Wrap { trim: true });
    page.frame.render_widget(text, area);
}
