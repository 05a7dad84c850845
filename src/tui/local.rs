//! Runs the app in this process's own terminal, and gives the terminal back on every way out.

use std::io::{self, stdout};
use std::mem;
use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
    Event,
};
use crossterm::execute;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::DefaultTerminal;
use ratatui::layout::{Position, Rect, Size};

use super::event::{AppEvent, TICK};
use super::look::Look;
use super::preview::Preview;
use super::shell::Shell;
use crate::base::thread::{self as threads, ThreadError};
use crate::engine::Session;

/// Plays a pack from the lesson with this place (from 0), or from the list of lessons; one that is being
/// written follows its files.
///
/// # Errors
/// When the terminal or the progress database fails.
pub fn run(
    session: Session,
    lesson: Option<usize>,
    look: Look,
    preview: Option<Preview>,
) -> Result<()> {
    // From here on crossterm hears of new sizes: before the size is asked for, so that none is missed.
    event::poll(Duration::ZERO).context("the terminal cannot be listened to")?;
    let (sender, events) = mpsc::channel();
    let size = crossterm::terminal::size().context("the terminal does not tell its size")?;
    let size = Size::new(size.0, size.1);
    let news = sender.clone();
    let listener = Arc::new(move |heard| news.send(AppEvent::News(heard)).is_ok());
    let mut shell = Shell::new(session, lesson, look, size, listener)?;
    // Watches for as long as it lives.
    let _watcher = match preview {
        Some(preview) => {
            shell.set_preview();
            Some(preview.watch(sender.clone())?)
        }
        None => None,
    };
    end_on_signals(sender.clone())?;
    let mut terminal = ratatui::try_init().context("the terminal cannot be set up")?;
    restore_only_for_this_thread();
    if let Err(error) = read_input(sender) {
        give_back(terminal);
        shell.finish();
        return Err(error.into());
    }
    let outcome = (|| -> io::Result<()> {
        execute!(stdout(), EnableMouseCapture, EnableBracketedPaste)?;
        draw(&mut terminal, &mut shell, None)?;
        while let Some(event) = next(&events, &shell) {
            let mut resized = None;
            // Everything that has come meanwhile belongs into the same frame.
            for event in std::iter::once(event).chain(events.try_iter()) {
                if let AppEvent::Resize(size) = event {
                    resized = Some(size);
                }
                if shell.handle(event).is_break() {
                    return Ok(());
                }
            }
            draw(&mut terminal, &mut shell, resized)?;
        }
        Ok(())
    })();
    give_back(terminal);
    shell.finish();
    outcome.context("the terminal can no longer be written to")
}

/// The next event; while something moves, a tick if nothing else comes in time.
fn next(events: &Receiver<AppEvent>, shell: &Shell) -> Option<AppEvent> {
    if !shell.app().is_moving() {
        return events.recv().ok();
    }
    match events.recv_timeout(TICK) {
        Ok(event) => Some(event),
        Err(RecvTimeoutError::Timeout) => Some(AppEvent::Tick),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

fn draw(
    terminal: &mut DefaultTerminal,
    shell: &mut Shell,
    resized: Option<Size>,
) -> io::Result<()> {
    execute!(stdout(), BeginSynchronizedUpdate)?;
    if let Some(size) = resized {
        // Also to the size that it had: a terminal that was smaller in between has lost what stood
        // outside, and only what differs from the frame before would be drawn.
        terminal.resize(Rect::from((Position::ORIGIN, size)))?;
    }
    let mut hits = Vec::new();
    terminal.draw(|frame| hits = shell.app().draw(frame))?;
    shell.drawn(hits);
    execute!(stdout(), EndSynchronizedUpdate)
}

/// Leaves the terminal as it was found. One that is gone needs nothing any more, but would make what
/// ratatui does by itself panic, and what has to be saved would not be.
fn give_back(mut terminal: DefaultTerminal) {
    // Whether or not there is somebody to hear it.
    let _ = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste);
    if ratatui::try_restore().is_err() || terminal.show_cursor().is_err() {
        mem::forget(terminal);
    }
}

/// A run that panics on its own thread is reported as news and ends alone; the hook that gives the
/// terminal back must not fire for it.
fn restore_only_for_this_thread() {
    let drawing = thread::current().id();
    let restore_and_report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == drawing {
            restore_and_report(panic);
        }
    }));
}

fn end_on_signals(sender: Sender<AppEvent>) -> Result<()> {
    ctrlc::set_handler(move || {
        // Nobody listens any more only when the program is ending already.
        let _ = sender.send(AppEvent::Terminate);
    })
    .context("the program cannot listen for signals")
}

/// Reads keys on a thread that lives as long as the program.
fn read_input(sender: Sender<AppEvent>) -> Result<(), ThreadError> {
    threads::start("keys", move || {
        loop {
            let event = match event::read() {
                Ok(Event::Key(key)) => AppEvent::Key(key),
                Ok(Event::Mouse(mouse)) => AppEvent::Mouse(mouse),
                Ok(Event::Paste(text)) => AppEvent::Paste(text),
                Ok(Event::Resize(width, height)) => AppEvent::Resize(Size::new(width, height)),
                Ok(_) => continue,
                // The terminal is gone.
                Err(_) => AppEvent::Terminate,
            };
            let last = matches!(event, AppEvent::Terminate);
            if sender.send(event).is_err() || last {
                return;
            }
        }
    })
    .map(drop)
}
