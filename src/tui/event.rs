//! What reaches the app, and what has to follow outside of it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use ratatui::layout::Size;

use super::layer::Wish;
use crate::lesson::phone::FromPhone;
use crate::lesson::{News, Order};
use crate::pack::{Diagnoses, Pack};

/// Something that reaches the app.
#[derive(Debug, Clone)]
pub enum AppEvent {
    /// A key.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// A text was pasted, or a file dropped on the terminal.
    Paste(String),
    /// The terminal has a new size.
    Resize(Size),
    /// The engine reports.
    News(News),
    /// The learner's phone does something.
    Phone(FromPhone),
    /// The pack that is being written was saved: as it is now, or what is wrong with it.
    Written(Box<Result<Pack, Diagnoses>>),
    /// The process is told to end.
    Terminate,
}

impl AppEvent {
    /// Whether it is the key that leaves from anywhere: Ctrl-C.
    pub(crate) fn leaves(&self) -> bool {
        matches!(self, Self::Key(key)
            if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL))
    }
}

/// What the shell around the app has to do.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Fetch what is remembered of a lesson, and call [`App::enter`](super::App::enter).
    Open {
        /// The lesson's place in the pack, from 0.
        lesson: usize,
        /// Forget where the learner was.
        anew: bool,
    },
    /// Hand these to the engine.
    Orders(Vec<Order>),
    /// Let go of the lesson's runs, and call `App::show_home`.
    Close,
    /// Do what is wished with a run, if anything is, and call
    /// `App::show_run_list`.
    RunList(Option<Wish>),
    /// Open the door for the learner's phone, and call `App::invited`.
    Invite,
    /// Keep a photo that it has sent, and call `App::has_kept`.
    KeepPhoto(Vec<u8>),
    /// Go on with the pack as it is now, and call `App::show_pack`.
    Replay(Box<Pack>),
    /// Keep the learner's digits from now on, or no longer.
    TurnKeeping,
    /// End the program.
    Quit,
}
