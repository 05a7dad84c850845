//! A text to read.

use ratatui::layout::{Margin, Rect};
use ratatui::text::Text;

use crate::tui::app::PageView;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, markdown, pane};

/// Draws a `say` step.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, source: &str, view: &PageView) {
    let (text, area) = scrolling(body, source, page.look);
    pane(page, area, text, view.scroll);
}

pub(super) fn scrolling<'a>(body: Rect, source: &'a str, look: &Look) -> (Text<'a>, Rect) {
    let area = column(body.inner(Margin::new(1, 1)));
    (markdown(source, &look.theme), area)
}
