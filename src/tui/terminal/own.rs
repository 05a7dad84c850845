//! This process's own terminal: made raw and given back as it was found, read, asked, and left alone while
//! another program is in the foreground.

use std::collections::VecDeque;
use std::io::{self, IsTerminal, PipeReader, PipeWriter, Write, stdin, stdout};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ratatui::layout::Size;
use ratatui_image::FontSize;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, retry_on_intr};
use rustix::process::getpgrp;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};

use super::input::{Parser, Said};
use super::replies::{ESCAPE, ESCAPE_OWED, OWED, Replies, cell, queries};
use crate::base::thread::{self, ThreadError};

/// How long a terminal may take to answer before the first frame is drawn without. What it says later is
/// heard all the same.
const ANSWER: Duration = Duration::from_millis(500);
/// Bytes that are read at once.
const BUFFER: usize = 4096;

/// The terminal's settings when the program came.
#[derive(Debug, Clone)]
pub(crate) struct OwnTerminal {
    found: Termios,
}

impl OwnTerminal {
    /// Takes note of how the terminal is.
    ///
    /// # Errors
    /// When standard input is none.
    pub(crate) fn find() -> io::Result<Self> {
        Ok(Self {
            found: tcgetattr(stdin())?,
        })
    }

    /// Keys come one by one and unseen from now on. In the background, this waits for the foreground.
    pub(crate) fn make_raw(&self) -> io::Result<()> {
        let mut raw = self.found.clone();
        raw.make_raw();
        Ok(retry_on_intr(|| {
            tcsetattr(stdin(), OptionalActions::Now, &raw)
        })?)
    }

    /// The terminal is as it was found.
    pub(crate) fn give_back(&self) -> io::Result<()> {
        Ok(retry_on_intr(|| {
            tcsetattr(stdin(), OptionalActions::Now, &self.found)
        })?)
    }
}

/// Columns and rows, and the pixels of a cell if the terminal tells. What tells 0 of either has no size.
pub(crate) fn size() -> io::Result<(Size, Option<FontSize>)> {
    let told = tcgetwinsize(stdout()).or_else(|_| tcgetwinsize(stdin()))?;
    let size = Size::new(told.ws_col, told.ws_row);
    let side = |pixels: u16, cells: u16| pixels.checked_div(cells);
    let sides = side(told.ws_xpixel, size.width).zip(side(told.ws_ypixel, size.height));
    Ok((size, sides.and_then(|(width, height)| cell(width, height))))
}

/// Whether what is written now belongs on the screen: not after `bg`, when a shell has the terminal.
pub(crate) fn is_foreground() -> bool {
    match tcgetpgrp(stdin()) {
        Ok(group) => group == getpgrp(),
        // Nobody else has one that is gone, and writing will tell.
        Err(_) => true,
    }
}

/// What comes from the terminal, with what it has replied so far.
pub(crate) struct Reader {
    parser: Parser,
    replies: Replies,
    /// Until when answers may be on their way.
    owed: Instant,
    /// Said before anybody listened.
    kept: VecDeque<Said>,
}

impl Reader {
    /// Asks the terminal what it is, and waits a little for the answer. Keys that are pressed meanwhile are
    /// kept for [`Self::listen`]. The terminal has to be raw.
    pub(crate) fn ask() -> io::Result<Self> {
        let mut out = stdout();
        let term = std::env::var("TERM").unwrap_or_default();
        out.write_all(queries(&term).as_bytes())?;
        out.flush()?;
        let asked = Instant::now();
        let mut reader = Self {
            parser: Parser::default(),
            replies: Replies::default(),
            owed: asked + OWED,
            kept: VecDeque::new(),
        };
        while !reader.replies.are_complete() {
            let left = ANSWER.saturating_sub(asked.elapsed());
            if left.is_zero() || !matches!(wait(Some(left), None)?, Woken::Input) {
                break;
            }
            let Some(said) = reader.read()? else {
                break;
            };
            for said in said {
                match said {
                    Said::Reply(reply) => {
                        reader.replies.add(reply);
                    }
                    said => reader.kept.push_back(said),
                }
            }
        }
        Ok(reader)
    }

    /// What the terminal has replied.
    pub(crate) fn replies(&self) -> &Replies {
        &self.replies
    }

    /// Tells everything that comes, on a thread that ends with what is returned; at the end None, when the
    /// terminal is gone.
    pub(crate) fn listen(
        mut self,
        tell: impl Fn(Option<Said>) -> bool + Send + 'static,
    ) -> Result<Listening, ThreadError> {
        let (stop, until) = match io::pipe() {
            Ok((until, stop)) => (Some(stop), Some(until)),
            // Then the thread ends with the program.
            Err(_) => (None, None),
        };
        let thread = thread::start("keys", move || {
            for said in self.kept.drain(..) {
                if !tell(Some(said)) {
                    return;
                }
            }
            loop {
                let patience = match self.parser.is_open() {
                    true if Instant::now() < self.owed && !self.replies.are_complete() => {
                        Some(ESCAPE_OWED)
                    }
                    true => Some(ESCAPE),
                    false => None,
                };
                let said = match wait(patience, until.as_ref()) {
                    Ok(Woken::Stop) => return,
                    Ok(Woken::Silence) => Ok(Some(self.parser.settle().into_iter().collect())),
                    Ok(Woken::Input) => self.read(),
                    Err(error) => Err(error),
                };
                let Ok(Some(said)) = said else {
                    tell(None);
                    return;
                };
                for said in said {
                    if let Said::Reply(reply) = &said {
                        self.replies.add(reply.clone());
                    }
                    if !tell(Some(said)) {
                        return;
                    }
                }
            }
        })?;
        Ok(Listening {
            stop,
            thread: Some(thread),
        })
    }

    /// What has come; None at the end of input.
    fn read(&mut self) -> io::Result<Option<Vec<Said>>> {
        let mut buffer = [0; BUFFER];
        match retry_on_intr(|| rustix::io::read(stdin(), &mut buffer[..])) {
            Ok(0) => Ok(None),
            Ok(length) => Ok(Some(self.parser.feed(&buffer[..length]))),
            Err(Errno::AGAIN) => Ok(Some(Vec::new())),
            Err(error) => Err(error.into()),
        }
    }
}

/// A thread that reads the terminal, until this is dropped: what is typed next is the shell's.
pub(crate) struct Listening {
    stop: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            drop(stop);
            // It reports nothing, and panics are told elsewhere.
            let _ = thread.join();
        }
    }
}

/// What ends a wait.
enum Woken {
    Input,
    Silence,
    Stop,
}

/// Waits for input, so long at most, or until the other end of this pipe is closed.
fn wait(time: Option<Duration>, until: Option<&PipeReader>) -> io::Result<Woken> {
    let input = stdin();
    let mut fds = vec![PollFd::new(&input, PollFlags::IN)];
    fds.extend(until.map(|until| PollFd::new(until, PollFlags::IN)));
    let time = time.and_then(|time| Timespec::try_from(time).ok());
    let ready = retry_on_intr(|| poll(&mut fds, time.as_ref()))?;
    Ok(match &fds[..] {
        _ if ready == 0 => Woken::Silence,
        [_, until] if !until.revents().is_empty() => Woken::Stop,
        _ => Woken::Input,
    })
}

/// What the terminal replies when it is asked once, and nothing follows: as it was found before and after.
///
/// # Errors
/// When input or output is no terminal, or it cannot be set up.
pub(crate) fn replies() -> io::Result<Replies> {
    if !stdout().is_terminal() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let terminal = OwnTerminal::find()?;
    terminal.make_raw()?;
    let reader = Reader::ask();
    terminal.give_back()?;
    Ok(reader?.replies)
}
