//! A text to read.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Text;

use crate::tui::app::LessonView;
use crate::tui::theme::Theme;
use crate::tui::widget::markdown::{column, markdown, pane};

/// Draws a `say` step.
pub fn draw(frame: &mut Frame<'_>, body: Rect, source: &str, view: &LessonView, theme: &Theme) {
    let (text, area) = scrolling(body, source, theme);
    pane(frame, area, text, view.scroll, theme);
}

pub(super) fn scrolling<'a>(body: Rect, source: &'a str, theme: &Theme) -> (Text<'a>, Rect) {
    (
        markdown(source, theme),
        column(body.inner(Margin::new(1, 1))),
    )
}
