//! A client's terminal: frames as control sequences, each followed by a question that is answered when it was drawn.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::queue;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

/// Device status report (ECMA-48, DSR): it answers when it has drawn what came before.
const DSR_QUERY: &[u8] = b"\x1b[5n";

/// A terminal, as far as it is drawn on.
pub(in crate::workshop) struct AnsiScreen {
    terminal: Terminal<CrosstermBackend<Sink>>,
    sink: Sink,
    /// What a frame comes to in which nothing has changed.
    nothing: Vec<u8>,
}

/// Where a terminal writes.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl AnsiScreen {
    /// A terminal of this size; the first frame takes it over.
    pub(in crate::workshop) fn new(size: Size) -> io::Result<Self> {
        let sink = Sink::default();
        let mut terminal = terminal(&sink, size)?;
        terminal.draw(|_| {})?;
        let nothing = sink.take();
        queue!(
            sink.bytes(),
            EnterAlternateScreen,
            Hide,
            EnableMouseCapture,
            EnableBracketedPaste,
            Clear(ClearType::All)
        )?;
        Ok(Self {
            terminal,
            sink,
            nothing,
        })
    }

    pub(super) fn ask(&mut self, queries: &str) {
        self.sink.bytes().extend_from_slice(queries.as_bytes());
    }

    pub(super) fn redraw(&mut self, size: Size) -> io::Result<()> {
        // Not by the terminal's own `resize`, which would ask the server's terminal for its size.
        self.terminal = terminal(&self.sink, size)?;
        queue!(self.sink.bytes(), Clear(ClearType::All))
    }

    pub(super) fn draw(
        &mut self,
        paint: impl FnOnce(&mut Frame<'_>),
    ) -> io::Result<Option<Vec<u8>>> {
        queue!(self.sink.bytes(), BeginSynchronizedUpdate)?;
        let begun = self.sink.bytes().len();
        self.terminal.draw(paint)?;
        let mut frame = self.sink.take();
        // The first bytes may be more than that: what a new terminal has to be told before.
        let is_first = frame.get(..begun) != Some(&synchronized()[..]);
        if frame[begun..] == self.nothing[..] && !is_first {
            return Ok(None);
        }
        queue!(frame, EndSynchronizedUpdate)?;
        frame.extend_from_slice(DSR_QUERY);
        Ok(Some(frame))
    }
}

/// Gives the terminal back with these last words.
pub(super) fn bye(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let _ = queue!(
        bytes,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    );
    for line in text.lines() {
        bytes.extend_from_slice(line.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

impl Sink {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.bytes())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn terminal(sink: &Sink, size: Size) -> io::Result<Terminal<CrosstermBackend<Sink>>> {
    let viewport = Viewport::Fixed(Rect::from((Position::ORIGIN, size)));
    Terminal::with_options(
        CrosstermBackend::new(sink.clone()),
        TerminalOptions { viewport },
    )
}

fn synchronized() -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, BeginSynchronizedUpdate);
    bytes
}
