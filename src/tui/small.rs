//! What stands on a terminal that is too small for anything else.

use ratatui::layout::Rect;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::layout::MIN_SIZE;
use super::look::Look;
use super::page::Page;
use crate::say;

/// Says how large the terminal is and should be. Nothing is lost meanwhile, training goes on.
pub(super) fn draw(page: &mut Page<'_, '_>, area: Rect) {
    let Look { theme, words, .. } = page.look;
    let size = |width: u16, height: u16| format!("{width}x{height}");
    let needed = size(MIN_SIZE.0, MIN_SIZE.1);
    let here = size(area.width, area.height);
    let long = Text::from(vec![
        Line::styled("mindgap", theme.title),
        Line::styled(
            say!(words, "too-small", needed = needed.clone(), here = here),
            theme.text,
        ),
        Line::styled(say!(words, "too-small-what-to-do"), theme.dim),
    ]);
    let short = Text::styled(say!(words, "too-small-short", needed = needed), theme.text);
    let [long, short] = [long, short].map(|text| Paragraph::new(text).wrap(Wrap { trim: true }));
    let fits = long.line_count(area.width) <= usize::from(area.height);
    let text = if fits { long } else { short };
    page.frame.render_widget(text, area);
}
