//! What stands on a terminal that is too small for anything else.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::SMALLEST;
use crate::tui::theme::Theme;

/// Says how large the terminal is and should be. Nothing is lost meanwhile, training goes on.
pub fn draw(frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
    let (width, height) = SMALLEST;
    let text = Text::from(vec![
        Line::styled("mindgap", theme.title),
        Line::styled(
            format!(
                "needs {width}x{height}; this is {}x{}.",
                area.width, area.height
            ),
            theme.text,
        ),
        Line::styled(
            "Make the window larger, or press ctrl-c to leave.",
            theme.dim,
        ),
    ]);
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
}
