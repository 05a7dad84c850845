//! The key table: the one source of what keys do. Input is looked up in it, and the help bar and
//! the help screen are made from it, so help cannot lie.

mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::page::Touch;
use table::TABLE;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command {
    /// Leave the program at once.
    Quit,
    /// Leave this screen for the one before it.
    Leave,
    /// Show or hide what the keys do.
    Help,
    /// Go on, or do what the screen is for.
    Enter,
    /// Go back a step.
    Back,
    /// Move up, or scroll up.
    Up,
    /// Move down, or scroll down.
    Down,
    /// Move left.
    Left,
    /// Move right.
    Right,
    /// A page, or ten, up.
    PageUp,
    /// A page, or ten, down.
    PageDown,
    /// A digit was typed.
    Digit(u8),
    /// Take the last digit back.
    Erase,
    /// Show a hint.
    Hint,
    /// Hold the training, or let it go on.
    Pause,
    /// End the training here.
    Stop,
    /// Go on with a training that was stopped.
    TrainOn,
    /// Sort pictures another way.
    Sort,
    /// Walk a lesson again from its beginning.
    StartOver,
    /// Look for a lesson.
    Search,
    /// List the steps, to go to one of them.
    Steps,
    /// Show the picture that is looked at as large as it can be.
    Peek,
    /// Widen the range around a number.
    Wider,
    /// Narrow it.
    Narrower,
    /// Look at the next picture.
    NextPicture,
    /// Look at all runs.
    Notebook,
    /// Mark it, or take the mark away.
    Mark,
    /// Write it to a file.
    Export,
    /// Delete it.
    Delete,
    /// Look at the picture before.
    PreviousPicture,
    /// Put the pen down, or lift it.
    PenDown,
    /// Take the last stroke back.
    Undo,
    /// Take all strokes back.
    Clear,
    /// Go on drawing after the end.
    DrawOn,
    /// Turn to the next tab.
    NextTab,
    /// Turn to the tab before.
    PreviousTab,
    /// A letter was typed.
    Type(char),
    /// Leave what was begun.
    Cancel,
    /// Switch it on or off.
    Switch,
    /// Write a sentence.
    Write,
    /// Nobody could tell what it is.
    CannotTell,
    /// Name a photo of one's own.
    OwnPhoto,
    /// Choose what stands at this place of a list, from 0: a click.
    Pick(usize),
    /// A mouse touches the screen's surface.
    Touch(Touch),
}

/// Where keys are pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The list of lessons.
    Home,
    /// Typing what is looked for among the lessons.
    Searching,
    /// The list of steps.
    Steps,
    /// The list of runs.
    Notebook,
    /// A picture as large as it can be.
    Peek,
    /// A text.
    Read,
    /// A question.
    Ask,
    /// An exercise whose answer is typed.
    Solve,
    /// Saying a number.
    Predict,
    /// Saying which of several.
    PredictChoice,
    /// Before a training.
    Begin,
    /// During a training.
    Watch,
    /// While something is measured.
    Wait,
    /// After something failed.
    Retry,
    /// A measured result.
    Look,
    /// A dial.
    Dial,
    /// A dial that turns two ways.
    TwoDials,
    /// Answers, looked at closely.
    Inspect,
    /// Two networks side by side.
    Compare,
    /// A photo.
    Photo,
    /// Typing a path.
    Path,
    /// A model card.
    Card,
    /// Typing a sentence.
    Typing,
    /// A picture that is to be read.
    Label,
    /// A canvas.
    Draw,
    /// Drawings, of which there could be more.
    Drawn,
    /// All the drawings, or all that was read.
    AllDrawn,
    /// A finished training.
    Trained,
    /// A training that was stopped and can go on.
    Stopped,
    /// The help screen.
    Help,
    /// The end of a lesson.
    End,
}

/// A key, or a range of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Code(KeyCode),
    Char(char),
    Control(char),
    /// Any of 0 to 9.
    Digits,
    /// Any letter, digit or sign.
    Text,
}

/// A row of the table.
#[derive(Debug)]
pub struct Binding {
    keys: &'static [Key],
    command: Command,
    /// The keys as people read them.
    pub shown: &'static str,
    /// The id of its text: a sentence for the help screen, with a `label` for the help bar.
    pub text: &'static str,
    /// Whether the help bar names it too.
    pub in_bar: bool,
    contexts: &'static [Context],
}

impl Key {
    /// Whether it is this key, and what was typed with it, where that matters.
    fn matches(self, event: &KeyEvent) -> Option<Option<Command>> {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match (self, event.code) {
            (Self::Control(wanted), KeyCode::Char(pressed)) if control && wanted == pressed => {
                Some(None)
            }
            (Self::Char(wanted), KeyCode::Char(pressed)) if !control && wanted == pressed => {
                Some(None)
            }
            (Self::Digits, KeyCode::Char(pressed)) if !control => pressed
                .to_digit(10)
                .and_then(|digit| u8::try_from(digit).ok())
                .map(|digit| Some(Command::Digit(digit))),
            (Self::Text, KeyCode::Char(pressed)) if !control => Some(Some(Command::Type(pressed))),
            (Self::Code(wanted), pressed) if wanted == pressed => Some(None),
            _ => None,
        }
    }
}

/// What a key asks for in a context, if anything.
pub fn command(context: Context, event: &KeyEvent) -> Option<Command> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    rows(context).find_map(|row| {
        let found = row.keys.iter().find_map(|key| key.matches(event))?;
        Some(found.unwrap_or(row.command))
    })
}

impl Binding {
    /// What a click on the row in the help bar means.
    pub fn clicked(&self) -> Command {
        self.command
    }
}

/// The rows of a context that have something to show, in the order of the help bar.
pub fn shown(context: Context) -> impl Iterator<Item = &'static Binding> {
    rows(context).filter(|row| !row.shown.is_empty())
}

fn rows(context: Context) -> impl Iterator<Item = &'static Binding> {
    TABLE
        .iter()
        .filter(move |row| row.contexts.contains(&context))
}
