//! What a seat is drawn on: a client's terminal, by control sequences, or a page in a browser, by cells.

mod ansi;
mod cells;

use std::io;

use ratatui::Frame;
use ratatui::layout::Size;

pub(super) use self::ansi::AnsiScreen;
pub(super) use self::cells::CellScreen;

/// Something to draw on.
pub(super) enum Screen {
    /// A terminal.
    Ansi(AnsiScreen),
    /// A page.
    Cells(CellScreen),
}

impl Screen {
    /// The next frame is drawn whole, at this size.
    pub(super) fn redraw(&mut self, size: Size) -> io::Result<()> {
        match self {
            Self::Ansi(screen) => screen.redraw(size),
            Self::Cells(screen) => screen.redraw(size),
        }
    }

    /// Asks this, together with the next frame, where there is a terminal that answers.
    pub(super) fn ask(&mut self, queries: &str) {
        if let Self::Ansi(screen) = self {
            screen.ask(queries);
        }
    }

    /// Draws a frame; what of it has to be sent, if anything has changed. `cell` is how many pixels a cell has.
    pub(super) fn draw(
        &mut self,
        cell: (u16, u16),
        paint: impl FnOnce(&mut Frame<'_>),
    ) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::Ansi(screen) => screen.draw(paint),
            Self::Cells(screen) => screen.draw(cell, paint),
        }
    }

    /// The last words, as they are sent.
    pub(super) fn bye(&self, text: &str) -> Vec<u8> {
        match self {
            Self::Ansi(_) => ansi::bye(text),
            Self::Cells(_) => cells::bye(text),
        }
    }
}
