//! Runs the app in this process's own terminal, and gives the terminal back on every way out.

use std::io::{self, Write, stdout};
use std::mem;
use std::ops::ControlFlow;
use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use anyhow::{Context, Result};
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Terminal, TerminalOptions, Viewport};
use ratatui_image::FontSize;

use super::command::Command;
use super::event::AppEvent;
use super::keys;
use super::look::Look;
use super::preview::Preview;
use super::shell::Shell;
use super::terminal::input::Said;
use super::terminal::own::{OwnTerminal, Reader, is_foreground, size};
use super::terminal::replies::{Replies, is_same_cell};
use crate::base::signal::{self, CONTINUED, ENDING_SCREEN, RESIZED, SUSPENDED};
use crate::engine::{Exit, Session};

/// What reaches the app from outside, or the program around it.
enum Outside {
    Event(AppEvent),
    Said(Said),
    Signal(i32),
    /// The terminal is gone.
    Gone,
}

/// Plays a pack from the lesson with this place (from 0), or from the list of lessons; one that is being
/// written follows its files. How things look depends on what the terminal replies and on the pixels of its
/// cells.
///
/// # Errors
/// When the terminal or the progress database fails.
pub fn run(
    session: Session,
    lesson: Option<usize>,
    look: impl Fn(&Replies, Option<FontSize>) -> Look,
    preview: Option<Preview>,
) -> Result<Exit> {
    let (sender, events) = mpsc::channel();
    let signals = sender.clone();
    let heard = [&ENDING_SCREEN[..], &[RESIZED, SUSPENDED, CONTINUED]].concat();
    signal::listen(&heard, move |signal| {
        // Nobody listens any more only when the program is ending already.
        let _ = signals.send(Outside::Signal(signal));
    })?;
    let terminal = OwnTerminal::find().context("the terminal cannot be set up")?;
    let mut screen = Screen::enter(terminal)?;
    let reader = Reader::ask().context("the terminal cannot be listened to")?;
    let replies = reader.replies().clone();
    let look_now = look(&replies, screen.cell);

    let news = sender.clone();
    let listener = Arc::new(move |heard| {
        let event = Outside::Event(AppEvent::News(heard));
        news.send(event).is_ok()
    });
    let mut shell = Shell::new(session, lesson, look_now, screen.size, listener)?;
    let phone = sender.clone();
    shell.set_phone_listener(Arc::new(move |what| {
        let event = Outside::Event(AppEvent::Phone(what));
        phone.send(event).is_ok()
    }));
    // Watches for as long as it lives.
    let _watcher = match preview {
        Some(preview) => {
            shell.set_preview();
            let written = sender.clone();
            Some(preview.watch(move |event| written.send(Outside::Event(event)).is_ok())?)
        }
        None => None,
    };
    let listening = reader.listen(move |said| {
        let said = said.map_or(Outside::Gone, Outside::Said);
        sender.send(said).is_ok()
    });
    let outcome = match listening {
        Err(error) => Err(error.into()),
        Ok(_listening) => {
            let mut local = Local {
                screen: &mut screen,
                shell: &mut shell,
                replies,
                look: &look,
            };
            local
                .play(&events)
                .context("the terminal can no longer be written to")
        }
    };
    drop(screen);
    shell.finish();
    outcome
}

/// The app and its terminal.
struct Local<'a, L> {
    screen: &'a mut Screen,
    shell: &'a mut Shell,
    replies: Replies,
    look: &'a L,
}

impl<L: Fn(&Replies, Option<FontSize>) -> Look> Local<'_, L> {
    fn play(&mut self, events: &Receiver<Outside>) -> io::Result<Exit> {
        self.screen.draw(self.shell)?;
        while let Ok(first) = events.recv() {
            // Everything that has come meanwhile belongs into the same frame.
            for event in std::iter::once(first).chain(events.try_iter()) {
                if let ControlFlow::Break(exit) = self.hear(event)? {
                    return Ok(exit);
                }
            }
            self.screen.draw(self.shell)?;
        }
        Ok(Exit::Left)
    }

    fn hear(&mut self, event: Outside) -> io::Result<ControlFlow<Exit>> {
        match event {
            Outside::Event(event) => Ok(self.handle(event)),
            Outside::Said(Said::Event(AppEvent::Key(key))) => match keys::of_terminal(&key) {
                Some(Command::Repaint) => self.resized(true),
                Some(Command::Suspend) => self.suspend(),
                _ => Ok(self.handle(AppEvent::Key(key))),
            },
            Outside::Said(Said::Event(event)) => Ok(self.handle(event)),
            Outside::Said(Said::Drawn) => Ok(ControlFlow::Continue(())),
            Outside::Said(Said::Reply(reply)) => {
                // Late, but said: pictures and colours are as they should be from now on.
                if self.replies.add(reply) {
                    self.look_anew();
                    self.screen.clear();
                }
                Ok(ControlFlow::Continue(()))
            }
            Outside::Signal(RESIZED) => self.resized(false),
            Outside::Signal(SUSPENDED) => self.suspend(),
            Outside::Signal(CONTINUED) => {
                self.screen.begin()?;
                self.resized(true)
            }
            Outside::Signal(_) => {
                let _ = self.shell.handle(AppEvent::Terminate);
                Ok(ControlFlow::Break(Exit::Interrupted))
            }
            Outside::Gone => Ok(self.handle(AppEvent::Terminate)),
        }
    }

    fn handle(&mut self, event: AppEvent) -> ControlFlow<Exit> {
        self.shell.handle(event).map_break(|()| Exit::Left)
    }

    /// Asks how large the terminal is, and draws whole.
    fn resized(&mut self, is_repaint: bool) -> io::Result<ControlFlow<Exit>> {
        let before = (self.screen.size, self.screen.cell);
        self.screen.measure();
        if !is_same_cell(before.1, self.screen.cell) {
            self.look_anew();
        }
        // Also to the size that it had: a terminal that was smaller in between has lost what stood
        // outside, and only what differs from the frame before would be drawn.
        self.screen.clear();
        if before.0 != self.screen.size || !is_repaint {
            return Ok(self.handle(AppEvent::Resize(self.screen.size)));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn look_anew(&mut self) {
        self.shell
            .set_look((self.look)(&self.replies, self.screen.cell));
    }

    /// Goes to the background as every program does. Goes on when it is told by a signal.
    fn suspend(&mut self) -> io::Result<ControlFlow<Exit>> {
        self.screen.leave();
        signal::suspend()?;
        Ok(ControlFlow::Continue(()))
    }
}

/// The terminal while the app has it.
struct Screen {
    own: OwnTerminal,
    /// None before the first frame.
    terminal: Option<Terminal<CrosstermBackend<io::Stdout>>>,
    size: Size,
    cell: Option<FontSize>,
    /// Whether the next frame is drawn whole, on an empty ground.
    is_fresh: bool,
    /// Whether the app has the terminal: not while it is suspended.
    is_ours: bool,
}

impl Screen {
    fn enter(own: OwnTerminal) -> Result<Self> {
        let (size, cell) = size().context("the terminal does not tell its size")?;
        let mut screen = Self {
            own,
            terminal: None,
            size,
            cell,
            is_fresh: true,
            is_ours: false,
        };
        screen.begin().context("the terminal cannot be set up")?;
        give_back_on_panic(&screen.own);
        Ok(screen)
    }

    /// Takes the terminal, at first and after every stop.
    fn begin(&mut self) -> io::Result<()> {
        // First, since it waits for the foreground.
        self.own.make_raw()?;
        self.is_ours = true;
        // GNU screen may have no other screen: what stands there would show between the lines.
        execute!(
            stdout(),
            EnterAlternateScreen,
            Clear(ClearType::All),
            Hide,
            EnableMouseCapture,
            EnableBracketedPaste
        )
    }

    /// Gives the terminal back. One that is gone needs nothing any more.
    fn leave(&mut self) {
        if mem::replace(&mut self.is_ours, false) {
            give_back(&self.own);
        }
    }

    fn measure(&mut self) {
        // What it was, where it is not told.
        if let Ok((size, cell)) = size() {
            (self.size, self.cell) = (size, cell);
        }
    }

    /// The next frame is drawn whole.
    fn clear(&mut self) {
        self.is_fresh = true;
    }

    fn draw(&mut self, shell: &mut Shell) -> io::Result<()> {
        if !self.is_ours || !is_foreground() {
            self.is_fresh = true;
            return Ok(());
        }
        let mut out = stdout();
        queue!(out, BeginSynchronizedUpdate)?;
        if mem::replace(&mut self.is_fresh, false) {
            let before = self.terminal.replace(fixed(self.size)?);
            if let Some(before) = before {
                put_away(before);
            }
            shell.app().look.graphics.forget();
            queue!(out, Clear(ClearType::All))?;
        }
        if let Some(terminal) = &mut self.terminal {
            let mut hits = Vec::new();
            terminal.draw(|frame| hits = shell.app().draw(frame))?;
            shell.drawn(hits);
        }
        queue!(out, EndSynchronizedUpdate)?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
        if let Some(terminal) = self.terminal.take() {
            put_away(terminal);
        }
    }
}

/// Lets go of one. Where nobody can be told any more that the cursor is shown again, what ratatui does by
/// itself would panic, and what has to be saved would not be.
fn put_away(mut terminal: Terminal<CrosstermBackend<io::Stdout>>) {
    if terminal.show_cursor().is_err() {
        mem::forget(terminal);
    }
}

/// A terminal that is as large as it is said to be, and does not ask.
fn fixed(size: Size) -> io::Result<Terminal<CrosstermBackend<io::Stdout>>> {
    let viewport = Viewport::Fixed(Rect::from((Position::ORIGIN, size)));
    Terminal::with_options(
        CrosstermBackend::new(stdout()),
        TerminalOptions { viewport },
    )
}

fn give_back(own: &OwnTerminal) {
    // Whether or not there is somebody to hear it.
    let _ = execute!(
        stdout(),
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    );
    let _ = own.give_back();
}

/// A run that panics on its own thread is reported as news and ends alone; only a panic of the thread that
/// draws ends the program, and has to be read.
fn give_back_on_panic(own: &OwnTerminal) {
    let drawing = thread::current().id();
    let own = own.clone();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == drawing {
            give_back(&own);
            report(panic);
        }
    }));
}
