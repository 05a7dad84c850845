//! A row of pictures, each with what the model said of it and how sure it was.

use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};

use super::picture::Picture;
use crate::dataset::Shape;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;

/// A picture and what was said of it.
pub(crate) struct Exhibit<'a> {
    /// Rows of pixels, channels last.
    pub(crate) pixels: &'a [u8],
    /// What it is.
    pub(crate) label: &'a str,
    /// What the model said.
    pub(crate) answer: &'a str,
    /// How sure it was, 0..1.
    pub(crate) confidence: f32,
    /// Whether this is the one that keys move.
    pub(crate) selected: bool,
}

/// Lines under each picture.
pub(crate) const CAPTION: u16 = 2;
/// Empty columns between two pictures.
const GAP: u16 = 2;

/// The size of one picture in cells in an area of this height: 28x14 shows every pixel of a digit,
/// 14x7 half of them each way.
fn size(height: u16) -> (u16, u16) {
    if height >= 14 + CAPTION {
        (28, 14)
    } else {
        (14, 7)
    }
}

/// How many pictures fit side by side.
pub(crate) fn fitting(area: Rect) -> usize {
    let (width, _) = size(area.height);
    usize::from((area.width + GAP) / (width + GAP)).max(1)
}

/// Draws pictures from left to right, as many as fit.
pub(crate) fn gallery(page: &mut Page<'_, '_>, area: Rect, shape: Shape, exhibits: &[Exhibit<'_>]) {
    let look = page.look;
    let (width, height) = size(area.height);
    for (exhibit, x) in exhibits
        .iter()
        .take(fitting(area))
        .zip((area.x..area.right()).step_by(usize::from(width + GAP)))
    {
        let room = Rect::new(x, area.y, width, height).intersection(area);
        let picture = Picture {
            pixels: exhibit.pixels,
            shape,
            look,
        };
        page.frame.render_widget(picture, room);
        let lines = caption(exhibit, look);
        for (line, y) in lines.into_iter().zip(room.bottom()..area.bottom()) {
            let line = line.alignment(Alignment::Center);
            page.frame
                .render_widget(line, Rect::new(x, y, room.width, 1));
        }
    }
}

fn caption<'a>(exhibit: &Exhibit<'a>, look: &Look) -> [Line<'a>; 2] {
    let Look { theme, words, .. } = look;
    let right = exhibit.answer == exhibit.label;
    let style = if exhibit.selected {
        theme.selected
    } else {
        theme.model
    };
    let said = format!("{} {:.0}%", exhibit.answer, exhibit.confidence * 100.0);
    let verdict = if right {
        Line::styled(say!(words, "right"), theme.good)
    } else {
        Line::from(vec![
            Span::styled(format!("✗ {} ", say!(words, "it-is")), theme.bad),
            Span::styled(exhibit.label, theme.truth),
        ])
    };
    [Line::styled(said, style), verdict]
}
