//! Pictures among the lines of a text: each is held a place by a line, which is made as high as the picture is at the
//! width that there is, and drawn over once the text stands.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use super::picture::{Picture, fit};
use crate::dataset::Shape;
use crate::tui::graphics::{Graphics, Means};
use crate::tui::look::Look;

/// What a line begins with that holds a picture a place: a noncharacter, which Unicode leaves to programs for themselves,
/// and which is taken out of texts that come in.
pub(super) const SIGN: char = '\u{fdd0}';
/// Rows of the lowest picture that is worth drawing.
const LEAST_ROWS: u16 = 5;

/// A line that holds a picture of the lesson a place, where there is such a picture.
pub(super) fn held(path: &str, look: &Look) -> Option<Line<'static>> {
    if look.graphics.means() == Means::Off {
        return None;
    }
    let place = look.album.place(path)?;
    let picture = look.album.at(place)?;
    let (width, height) = (picture.width(), picture.height());
    // Less than half of the screen, so that the words around it are seen with it.
    let rows = (look.rows * 2 / 5).max(LEAST_ROWS);
    Some(Line::raw(format!("{SIGN} {place} {width} {height} {rows}")))
}

/// A picture's place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its place in the lesson's album.
    place: usize,
    /// The line of the text at which it begins, as broken at the width that there is.
    line: usize,
    /// Columns and rows.
    size: (u16, u16),
}

/// What a line holds a place: of an album the picture, and how large it may be drawn.
fn read(line: &Line<'_>, width: u16) -> Option<(usize, (u16, u16))> {
    let [span] = line.spans.as_slice() else {
        return None;
    };
    let numbers = span.content.strip_prefix(SIGN)?;
    let numbers = numbers.split_whitespace().map(str::parse::<usize>);
    let numbers: Vec<usize> = numbers.collect::<Result<_, _>>().ok()?;
    let &[place, wide, high, rows] = numbers.as_slice() else {
        return None;
    };
    let shape = Shape {
        width: wide,
        height: high,
        channels: 3,
    };
    let most = Rect::new(0, 0, width, u16::try_from(rows).ok()?);
    let fitted = fit(shape, most)?;
    Some((place, (fitted.width, fitted.height)))
}

/// The text with room for its pictures at this width, and where they belong.
pub(super) fn roomy(text: Text<'_>, width: u16) -> (Text<'_>, Vec<Placed>) {
    let mut placed = Vec::new();
    if !text.lines.iter().any(|line| read(line, width).is_some()) {
        return (text, placed);
    }
    let (style, alignment) = (text.style, text.alignment);
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut above = 0;
    for line in text.lines {
        match read(&line, width) {
            Some((place, size)) => {
                placed.push(Placed {
                    place,
                    line: above,
                    size,
                });
                above += usize::from(size.1);
                lines.extend((0..size.1).map(|_| Line::default()));
            }
            None => {
                let broken = Paragraph::new(line.clone()).wrap(Wrap { trim: false });
                above += broken.line_count(width).max(1);
                lines.push(line);
            }
        }
    }
    let text = Text {
        lines,
        style,
        alignment,
    };
    (text, placed)
}

impl Placed {
    /// Draws it where it belongs in an area of which so many lines are scrolled away. Of what is only seen in part, the
    /// part that is seen is drawn in cells: what terminals draw in pixels is whole or not there.
    pub(super) fn draw(&self, buffer: &mut Buffer, look: &Look, area: Rect, scroll: u16) {
        let Some(picture) = look.album.at(self.place).and_then(|it| it.as_rgb8()) else {
            return;
        };
        let shape = Shape {
            width: picture.width() as usize,
            height: picture.height() as usize,
            channels: 3,
        };
        let (width, height) = self.size;
        let (top, bottom) = (self.line, self.line + usize::from(height));
        let seen = usize::from(scroll)..usize::from(scroll) + usize::from(area.height);
        if bottom <= seen.start || top >= seen.end {
            return;
        }
        let is_whole = top >= seen.start && bottom <= seen.end;
        let row_of = |line: usize| {
            let row = line.checked_sub(seen.start)?;
            Some(area.y + u16::try_from(row).ok()?)
        };
        if let (true, Some(y)) = (is_whole, row_of(top)) {
            let area = Rect::new(area.x, y, width, height);
            let pixels = picture.as_raw();
            return Picture {
                pixels,
                shape,
                look,
            }
            .render(area, buffer);
        }
        let cells = Look {
            graphics: Arc::new(Graphics::in_cells(look.theme.depth)),
            ..look.clone()
        };
        let look = match look.graphics.means() {
            Means::Pixels(_) => &cells,
            Means::Blocks | Means::Ascii | Means::Off => look,
        };
        let whole = Rect::new(0, 0, width, height);
        let mut apart = Buffer::empty(whole);
        let pixels = picture.as_raw();
        Picture {
            pixels,
            shape,
            look,
        }
        .render(whole, &mut apart);
        for line in top.max(seen.start)..bottom.min(seen.end) {
            let (Some(y), Ok(from)) = (row_of(line), u16::try_from(line - top)) else {
                continue;
            };
            for x in 0..width {
                if let (Some(to), Some(from)) =
                    (buffer.cell_mut((area.x + x, y)), apart.cell((x, from)))
                {
                    *to = from.clone();
                }
            }
        }
    }
}
