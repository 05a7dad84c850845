//! Where lines come from: a person at a terminal, or a script; and everything else that is waited for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::base::thread;
use crate::engine::door::Hears;
use crate::lesson::News;
use crate::lesson::phone::FromPhone;

/// Bytes of a line at most; what is longer is cut. A drawing of many strokes fits.
const MAX_LINE_BYTES: u64 = 64 * 1024;
/// Lines that are read ahead.
const AHEAD: usize = 16;

/// Something that is waited for.
pub(super) enum InputEvent {
    /// The engine reports.
    News(News),
    /// The learner's phone does something.
    Phone(FromPhone),
    /// A line may be there, or the input has ended.
    Line,
    /// The process is told to end.
    Interrupted,
}

/// What comes when a line is wanted.
pub(super) enum Next {
    /// A line, without its end.
    Line(String),
    /// Nothing yet.
    Nothing,
    /// Nothing any more.
    End,
}

/// Lines, and everything else that is waited for.
pub struct Input {
    name: String,
    is_live: bool,
    lines: Receiver<io::Result<String>>,
    events: Receiver<InputEvent>,
    sender: Sender<InputEvent>,
    read: usize,
    overhears: Option<Overhears>,
}

/// Takes lines that are not meant for the conversation.
type Overhears = Box<dyn FnMut(&str) -> bool + Send>;

impl Input {
    /// This process's standard input; a script, unless it is a terminal.
    pub fn standard() -> Self {
        let is_live = io::stdin().is_terminal();
        Self::new("standard input", is_live, BufReader::new(io::stdin()))
    }

    /// A file of answers, a line each. Empty lines count; lines that begin with `#` do not.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn file(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path)
            .with_context(|| format!("{name}: the answers cannot be read; name a file"))?;
        Ok(Self::script(&name, BufReader::new(file)))
    }

    /// A script of this name.
    pub fn script(name: &str, reader: impl BufRead + Send + 'static) -> Self {
        Self::new(name, false, reader)
    }

    /// A person who types, wherever they are.
    pub fn live(name: &str, reader: impl BufRead + Send + 'static) -> Self {
        Self::new(name, true, reader)
    }

    fn new(name: &str, is_live: bool, reader: impl BufRead + Send + 'static) -> Self {
        let (sender, events) = mpsc::channel();
        let (to, lines) = mpsc::sync_channel(AHEAD);
        let (knock, told) = (sender.clone(), to.clone());
        if let Err(error) = thread::start("lines", move || read(reader, to, &knock)) {
            // There is room for it, and somebody who listens.
            let _ = told.send(Err(io::Error::other(error)));
        }
        Self {
            name: name.to_owned(),
            is_live,
            lines,
            events,
            sender,
            read: 0,
            overhears: None,
        }
    }

    /// Lines that `takes` takes are nobody else's.
    pub fn overheard_by(&mut self, takes: impl FnMut(&str) -> bool + Send + 'static) {
        self.overhears = Some(Box::new(takes));
    }

    /// Whether a person is typing.
    pub(super) fn is_live(&self) -> bool {
        self.is_live
    }

    /// Where the line that was read last stands.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.name, self.read)
    }

    /// What ends the conversation from outside.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        let sender = self.sender.clone();
        move || {
            // Nobody listens any more only when the program is ending already.
            let _ = sender.send(InputEvent::Interrupted);
        }
    }

    /// Where the engine's news go.
    pub(super) fn listener(&self) -> impl Fn(News) -> bool + Send + Sync + 'static {
        let sender = self.sender.clone();
        move |news| sender.send(InputEvent::News(news)).is_ok()
    }

    /// Where what the learner's phone does goes.
    pub(super) fn phone_listener(&self) -> Hears {
        let sender = self.sender.clone();
        Arc::new(move |what| sender.send(InputEvent::Phone(what)).is_ok())
    }

    /// The next line, if it is there. In a script, comments are passed over.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub(super) fn try_line(&mut self) -> Result<Next> {
        loop {
            match self.lines.try_recv() {
                Ok(line) => {
                    self.read += 1;
                    let line = line.with_context(|| format!("{}: cannot be read", self.name))?;
                    let is_taken = self.overhears.as_mut().is_some_and(|takes| takes(&line));
                    if !is_taken && (self.is_live || !line.starts_with('#')) {
                        return Ok(Next::Line(line));
                    }
                }
                Err(TryRecvError::Empty) => return Ok(Next::Nothing),
                Err(TryRecvError::Disconnected) => return Ok(Next::End),
            }
        }
    }

    /// Waits for a line so long; none if there is none in time, or there are no more.
    pub fn next_line(&mut self, patience: Duration) -> Option<String> {
        let until = Instant::now() + patience;
        loop {
            match self.try_line().ok()? {
                Next::Line(line) => return Some(line),
                Next::End => return None,
                Next::Nothing => {}
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left).ok()? {
                InputEvent::Line | InputEvent::News(_) | InputEvent::Phone(_) => {}
                InputEvent::Interrupted => return None,
            }
        }
    }

    /// Waits for whatever comes next; none if nothing came until then.
    pub(super) fn wait(&self, until: Option<Instant>) -> Option<InputEvent> {
        // This holds a sender itself, so it never ends.
        let Some(until) = until else {
            return Some(self.events.recv().unwrap_or(InputEvent::Interrupted));
        };
        let left = until.saturating_duration_since(Instant::now());
        match self.events.recv_timeout(left) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(InputEvent::Interrupted),
        }
    }
}

/// Reads lines until they end; each knocks when it can be fetched.
fn read(mut reader: impl BufRead, to: SyncSender<io::Result<String>>, knock: &Sender<InputEvent>) {
    loop {
        let line = line(&mut reader).transpose();
        let Some(line) = line else { break };
        let is_last = line.is_err();
        if to.send(line).is_err() || knock.send(InputEvent::Line).is_err() || is_last {
            break;
        }
    }
    // Whoever hears the last knock has to find the end.
    drop(to);
    let _ = knock.send(InputEvent::Line);
}

/// The next line without its end; none at the end of the input.
fn line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.len() as u64 == MAX_LINE_BYTES && !bytes.ends_with(b"\n") {
        reader.skip_until(b'\n')?;
    }
    let text = String::from_utf8_lossy(&bytes);
    // Some editors begin a file with a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use std::io::Cursor;

    #[test]
    fn lines_come_without_their_ends_and_the_longest_is_cut() {
        let long = "x".repeat(100_000);
        let mut reader = Cursor::new(format!("\u{feff}one\r\n\n{long}\nlast"));
        let mut next = || line(&mut reader).unwrap();
        assert_eq!(next().as_deref(), Some("one"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().map(|line| line.len() as u64), Some(MAX_LINE_BYTES));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }

    #[test]
    fn the_end_is_heard_after_the_last_line_and_comments_are_passed_over() {
        let mut input = Input::script("a script", Cursor::new("# a remark\n\nyes\n"));
        let mut lines = Vec::new();
        loop {
            match input.try_line().unwrap() {
                Next::Line(line) => lines.push(line),
                Next::Nothing => drop(input.wait(None)),
                Next::End => break,
            }
        }
        assert_eq!(lines, ["", "yes"]);
        assert_eq!(input.place(), "a script:3");
    }
}
