//! One picture in cells: half-blocks, two pixels a cell, or a ramp of characters without colours.

use image::imageops::{self, FilterType};
use image::{ImageBuffer, Pixel, Rgb, RgbImage};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;

use crate::dataset::Shape;
use crate::picture::ramp;
use crate::tui::theme::Depth;

/// A picture to be drawn into an area, as large as fits, its proportions kept.
pub struct Picture<'a> {
    /// Rows of pixels, channels last.
    pub pixels: &'a [u8],
    /// Their shape.
    pub shape: Shape,
    /// What the terminal can show.
    pub depth: Depth,
}

impl Picture<'_> {
    /// The picture in colour at `width` x `height` pixels: averaged when smaller, repeated when
    /// larger. None if there are fewer bytes than the shape says.
    fn scaled(&self, width: u32, height: u32) -> Option<RgbImage> {
        let (w, h) = (
            u32::try_from(self.shape.width).ok()?,
            u32::try_from(self.shape.height).ok()?,
        );
        let colour: RgbImage = match self.shape.channels {
            1 => {
                let grey = self.pixels.iter().flat_map(|&value| [value; 3]).collect();
                ImageBuffer::from_raw(w, h, grey)?
            }
            _ => ImageBuffer::from_raw(w, h, self.pixels.to_vec())?,
        };
        Some(if (width, height) == (w, h) {
            colour
        } else if width < w {
            imageops::thumbnail(&colour, width, height)
        } else {
            imageops::resize(&colour, width, height, FilterType::Nearest)
        })
    }
}

impl Widget for Picture<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Some(fitted) = fit(self.shape, area) else {
            return;
        };
        let (width, height) = (u32::from(fitted.width), 2 * u32::from(fitted.height));
        let Some(picture) = self.scaled(width, height) else {
            return;
        };
        for row in 0..fitted.height {
            for column in 0..fitted.width {
                let above = *picture.get_pixel(u32::from(column), 2 * u32::from(row));
                let below = *picture.get_pixel(u32::from(column), 2 * u32::from(row) + 1);
                let Some(cell) = buffer.cell_mut((fitted.x + column, fitted.y + row)) else {
                    continue;
                };
                match self.depth {
                    Depth::Mono => {
                        let light =
                            (u16::from(above.to_luma()[0]) + u16::from(below.to_luma()[0])) / 2;
                        cell.set_char(ramp::character(u8::try_from(light).unwrap_or(u8::MAX)));
                    }
                    depth => {
                        let style = Style::new()
                            .fg(colour(above, depth))
                            .bg(colour(below, depth));
                        cell.set_char('▀').set_style(style);
                    }
                }
            }
        }
    }
}

/// The largest area of the picture's proportions at the upper left of `area`. A cell is taken to be
/// twice as high as wide.
fn fit(shape: Shape, area: Rect) -> Option<Rect> {
    let (w, h) = (shape.width as u64, shape.height as u64);
    if w == 0 || h == 0 || area.width == 0 || area.height == 0 {
        return None;
    }
    let (wide, high) = (u64::from(area.width), 2 * u64::from(area.height));
    let (width, height) = if wide * h <= high * w {
        (wide, wide * h / w)
    } else {
        (high * w / h, high)
    };
    Some(Rect {
        width: u16::try_from(width.max(1)).ok()?,
        height: u16::try_from((height / 2).max(1)).ok()?,
        ..area
    })
}

/// Greys as one of the 24 indexed greys, which every terminal shows alike; other colours as they
/// are, or as the nearest of the 6x6x6 cube.
fn colour(pixel: Rgb<u8>, depth: Depth) -> Color {
    let [r, g, b] = pixel.0;
    if r == g && g == b {
        return match r {
            0..=3 => Color::Indexed(16),
            252..=255 => Color::Indexed(231),
            // Indexed grey k of 232..=255 has the value 8 + 10 (k - 232).
            _ => Color::Indexed(232 + (r.saturating_sub(3) / 10).min(23)),
        };
    }
    if depth == Depth::True {
        return Color::Rgb(r, g, b);
    }
    let level = |value: u8| (u16::from(value) * 5 + 127) / 255;
    let index = 16 + 36 * level(r) + 6 * level(g) + level(b);
    Color::Indexed(u8::try_from(index).unwrap_or(231))
}
