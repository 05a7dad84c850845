//! The picture that is looked at, as large as the terminal can show it.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use crate::tui::page::Page;
use crate::tui::screen::Looked;
use crate::tui::widget::picture::Picture;

/// Draws it.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, looked: Looked<'_>) {
    let area = body.inner(Margin::new(1, 0));
    let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let picture = Picture {
        pixels: &looked.pixels,
        shape: looked.shape,
        look: page.look,
    };
    page.frame.render_widget(picture, above);
    let caption = Line::styled(looked.caption, page.look.theme.model);
    page.frame.render_widget(caption, below);
}
