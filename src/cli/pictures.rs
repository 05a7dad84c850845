//! Pictures among a command's lines: drawn as lessons draw them, by what the terminal is known to do.

use std::io::{self, IsTerminal};
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use crossterm::Command;
use crossterm::style::{Colors, ResetColor, SetColors};
use image::DynamicImage;
use ratatui::backend::IntoCrossterm;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::widgets::Widget;

use super::output::put;
use crate::base::ascii::speaks_unicode;
use crate::dataset::Shape;
use crate::tui::graphics::{Graphics, Images};
use crate::tui::look::Look;
use crate::tui::terminal::own;
use crate::tui::terminal::replies::Replies;
use crate::tui::theme::{Depth, Theme};
use crate::tui::widget::picture::Picture;

/// Remember the cursor's place, and go back there (DECSC, DECRC).
const SAVE: &str = "\x1b7";
const RESTORE: &str = "\x1b8";

/// What the terminal replied. It is asked once, when the first picture is to be shown; one that does not
/// answer is known by its environment alone.
static REPLIES: LazyLock<Replies> = LazyLock::new(|| own::replies().unwrap_or_default());

/// What the terminal replies when it is asked what it is.
pub(super) fn replies() -> &'static Replies {
    &REPLIES
}

/// How pictures are drawn here.
pub(super) fn look() -> Look {
    let depth = Depth::from_environment();
    let cell = own::size().ok().and_then(|(_, cell)| cell);
    let speaks = (depth, !speaks_unicode());
    let graphics = Graphics::choose(
        Images::Auto,
        speaks,
        replies().protocol(),
        cell.or(replies().cell()),
    );
    Look {
        graphics: Arc::new(graphics),
        ..Look::still(Theme::dark(depth))
    }
}

/// The terminal's width in cells.
pub(super) fn columns() -> u32 {
    crossterm::terminal::size().map_or(80, |(columns, _)| u32::from(columns))
}

/// Shows a picture this many columns wide, or as wide as the terminal. A pipe gets none.
pub(super) fn show(picture: &DynamicImage, width: u32) -> Result<()> {
    if !io::stdout().is_terminal() {
        return Ok(());
    }
    let width = width.min(columns()).max(1);
    // Twice as high as wide, as characters are.
    let height = (width * picture.height() / picture.width().max(1) / 2).max(1);
    let side = |side: u32| u16::try_from(side).context("the picture is too large to be shown");
    let colours = picture.to_rgb8();
    let look = look();
    let area = Rect::new(0, 0, side(width)?, side(height)?);
    let mut buffer = Buffer::empty(area);
    let drawn = Picture {
        pixels: colours.as_raw(),
        shape: Shape {
            width: picture.width() as usize,
            height: picture.height() as usize,
            channels: 3,
        },
        look: &look,
    };
    drawn.render(area, &mut buffer);
    let is_one_piece = buffer
        .content
        .iter()
        .any(|cell| cell.diff_option == CellDiffOption::Skip);
    Ok(match is_one_piece {
        true => whole(&buffer),
        false => put(&lines(&buffer)?),
    }?)
}

/// A picture that the terminal draws from its first cell on: there has to be room below, and where the
/// cursor is afterwards differs from terminal to terminal.
fn whole(buffer: &Buffer) -> io::Result<()> {
    let height = buffer.area.height;
    let picture = buffer.content.first().map_or("", |cell| cell.symbol());
    let room = "\n".repeat(height.into());
    put(&format!(
        "{room}\x1b[{height}A{SAVE}{picture}{RESTORE}\x1b[{down}B",
        down = height.saturating_sub(1)
    ))
}

/// Cells as lines, with their colours where they have some.
fn lines(buffer: &Buffer) -> Result<String> {
    const NONE: (Color, Color) = (Color::Reset, Color::Reset);
    let mut lines = Vec::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width).max(1)) {
        let mut line = String::new();
        let mut colours = NONE;
        for cell in row {
            if (cell.fg, cell.bg) != colours {
                colours = (cell.fg, cell.bg);
                let these = Colors::new(cell.fg.into_crossterm(), cell.bg.into_crossterm());
                SetColors(these).write_ansi(&mut line)?;
            }
            line.push_str(cell.symbol());
        }
        if colours != NONE {
            ResetColor.write_ansi(&mut line)?;
        }
        lines.push(line.trim_end().to_owned());
    }
    Ok(lines.join("\n"))
}
