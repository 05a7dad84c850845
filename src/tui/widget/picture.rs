//! One picture: as pixels where the terminal can draw them, as half-blocks, two pixels a cell, as finer parts of a
//! cell in two colours where not every pixel has half a cell, or as a ramp of characters.

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageBuffer, Pixel, Rgb, RgbImage, RgbaImage};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;
use ratatui_image::Image;

use crate::dataset::Shape;
use crate::picture::ramp;
use crate::tui::graphics::Means;
use crate::tui::look::Look;
use crate::tui::theme::Depth;

/// A picture to be drawn into an area, as large as fits, its proportions kept.
pub struct Picture<'a> {
    /// Rows of pixels, channels last.
    pub pixels: &'a [u8],
    /// Their shape.
    pub shape: Shape,
    /// How pictures are drawn, and in how many colours.
    pub look: &'a Look,
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
        } else if width < w || height < h {
            imageops::thumbnail(&colour, width, height)
        } else {
            imageops::resize(&colour, width, height, FilterType::Nearest)
        })
    }

    /// The picture in the middle of so many pixels, each of its own repeated a whole number of times,
    /// if there is room; its proportions kept.
    fn on_canvas(&self, width: u32, height: u32) -> Option<DynamicImage> {
        let (w, h) = (
            u32::try_from(self.shape.width).ok()?,
            u32::try_from(self.shape.height).ok()?,
        );
        let times = (width / w.max(1)).min(height / h.max(1));
        let (wide, high) = match times {
            0 if u64::from(width) * u64::from(h) <= u64::from(height) * u64::from(w) => {
                (width, (height.min(width * h / w.max(1))).max(1))
            }
            0 => ((width.min(height * w / h.max(1))).max(1), height),
            times => (w * times, h * times),
        };
        let picture = DynamicImage::from(self.scaled(wide, high)?).into_rgba8();
        let mut canvas = RgbaImage::new(width, height);
        let (left, top) = ((width - wide) / 2, (height - high) / 2);
        imageops::replace(&mut canvas, &picture, left.into(), top.into());
        Some(canvas.into())
    }

    /// Blocks: halves of a cell where each pixel has one, which show its very grey; else finer parts, in two of them.
    fn render_blocks(&self, fitted: Rect, buffer: &mut Buffer) {
        let is_whole = usize::from(fitted.width) >= self.shape.width
            && 2 * usize::from(fitted.height) >= self.shape.height;
        match self.look.markers.mosaic().filter(|_| !is_whole) {
            Some((parts, signs)) => self.render_mosaic(fitted, buffer, parts, signs),
            None => self.render_cells(fitted, buffer, false),
        }
    }

    /// So many parts of a cell across and down, the bright ones in one colour and the dark ones in another.
    fn render_mosaic(
        &self,
        fitted: Rect,
        buffer: &mut Buffer,
        (across, down): (u16, u16),
        signs: &[char],
    ) {
        let (across, down) = (u32::from(across), u32::from(down));
        let (width, height) = (u32::from(fitted.width), u32::from(fitted.height));
        let Some(picture) = self.scaled(across * width, down * height) else {
            return;
        };
        let depth = self.look.theme.depth;
        for (row, y) in (0..height).zip(fitted.y..) {
            for (column, x) in (0..width).zip(fitted.x..) {
                let parts = (0..down).flat_map(|part| (0..across).map(move |at| (at, part)));
                let parts = parts
                    .map(|(at, part)| *picture.get_pixel(across * column + at, down * row + part));
                let (bits, bright, dark) = two_tones(&parts.collect::<Vec<_>>());
                let (Some(cell), Some(sign)) = (buffer.cell_mut((x, y)), signs.get(bits)) else {
                    continue;
                };
                let style = Style::new()
                    .fg(colour(bright, depth))
                    .bg(colour(dark, depth));
                cell.set_char(*sign).set_style(style);
            }
        }
    }

    /// Half-blocks or characters.
    fn render_cells(&self, fitted: Rect, buffer: &mut Buffer, is_ascii: bool) {
        let (width, height) = (u32::from(fitted.width), 2 * u32::from(fitted.height));
        let Some(picture) = self.scaled(width, height) else {
            return;
        };
        let depth = self.look.theme.depth;
        for row in 0..fitted.height {
            for column in 0..fitted.width {
                let above = *picture.get_pixel(u32::from(column), 2 * u32::from(row));
                let below = *picture.get_pixel(u32::from(column), 2 * u32::from(row) + 1);
                let Some(cell) = buffer.cell_mut((fitted.x + column, fitted.y + row)) else {
                    continue;
                };
                if is_ascii {
                    let light = u16::midpoint(above.to_luma()[0].into(), below.to_luma()[0].into());
                    cell.set_char(ramp::character(u8::try_from(light).unwrap_or(u8::MAX)));
                } else {
                    let style = Style::new()
                        .fg(colour(above, depth))
                        .bg(colour(below, depth));
                    cell.set_char('▀').set_style(style);
                }
            }
        }
    }
}

impl Widget for Picture<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Some(fitted) = fit(self.shape, area) else {
            return;
        };
        let graphics = &self.look.graphics;
        match graphics.means() {
            Means::Off => {}
            Means::Ascii => self.render_cells(fitted, buffer, true),
            Means::Blocks => self.render_blocks(fitted, buffer),
            Means::Pixels(_) => {
                let size = Size::new(fitted.width, fitted.height);
                let scaled = |width, height| self.on_canvas(width, height);
                match graphics.protocol(self.pixels, size, scaled) {
                    Some(protocol) => Image::new(&protocol).render(fitted, buffer),
                    None => self.render_blocks(fitted, buffer),
                }
            }
        }
    }
}

/// Which of these pixels are brighter than the middle between the brightest and the darkest, as bits, the first the
/// lowest; and the mean colour of those and of the others.
fn two_tones(pixels: &[Rgb<u8>]) -> (usize, Rgb<u8>, Rgb<u8>) {
    let light = |pixel: &Rgb<u8>| u16::from(pixel.to_luma()[0]);
    let lights = || pixels.iter().map(light);
    let middle = lights().min().unwrap_or(0) + lights().max().unwrap_or(0);
    let is_bright = |pixel: &&Rgb<u8>| 2 * light(pixel) > middle;
    let bits = pixels.iter().enumerate();
    let bits = bits.filter(|(_, pixel)| is_bright(pixel));
    let bits = bits.fold(0, |bits, (at, _)| bits | 1 << at);
    let (bright, dark): (Vec<&Rgb<u8>>, Vec<&Rgb<u8>>) = pixels.iter().partition(is_bright);
    (bits, mean(&bright), mean(&dark))
}

/// The mean colour of some pixels; black, of none.
fn mean(pixels: &[&Rgb<u8>]) -> Rgb<u8> {
    let sum = |channel: usize| {
        pixels
            .iter()
            .map(|pixel| usize::from(pixel.0[channel]))
            .sum()
    };
    let mean = |sum: usize| u8::try_from(sum / pixels.len().max(1)).unwrap_or(u8::MAX);
    Rgb([mean(sum(0)), mean(sum(1)), mean(sum(2))])
}

/// The largest area of the picture's proportions at the upper left of `area`. A cell is taken to be
/// twice as high as wide.
pub(crate) fn fit(shape: Shape, area: Rect) -> Option<Rect> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_two_tones_has_the_mean_of_each() {
        let [black, dim, white] = [0, 40, 250].map(|light| Rgb([light; 3]));
        // The second and the third are bright: bits 1 and 2.
        let (bits, bright, dark) = two_tones(&[black, white, white, dim]);
        assert_eq!((bits, bright, dark), (0b0110, white, Rgb([20; 3])));
        // Of one grey nothing is brighter than the rest.
        assert_eq!(two_tones(&[dim; 4]).0, 0);
        assert_eq!(two_tones(&[dim; 4]).2, dim);
    }
}
