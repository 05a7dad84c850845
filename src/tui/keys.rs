//! The key table: the one source of what keys do. Input is looked up in it, and the help bar and
//! the help screen are made from it, so help cannot lie.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// Where keys are pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The list of lessons.
    Home,
    /// A text.
    Read,
    /// A question.
    Ask,
    /// Saying a number.
    Predict,
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
}

/// A row of the table.
#[derive(Debug)]
pub struct Binding {
    keys: &'static [Key],
    command: Command,
    /// The keys as people read them.
    pub shown: &'static str,
    /// A word or two for the help bar; empty for what only the help screen mentions.
    pub label: &'static str,
    /// A sentence for the help screen.
    pub help: &'static str,
    contexts: &'static [Context],
}

use Context::{
    Ask, Begin, End, Help, Home, Look, Predict, Read, Retry, Stopped, Trained, Wait, Watch,
};
use Key::{Char, Code, Control, Digits};

const STEPS: &[Context] = &[
    Read, Ask, Predict, Begin, Watch, Wait, Retry, Look, Trained, Stopped,
];
const EVERYWHERE: &[Context] = &[
    Home, Read, Ask, Predict, Begin, Watch, Wait, Retry, Look, Trained, Stopped, Help, End,
];

/// In the help bar's order: what a learner wants most comes first.
static TABLE: &[Binding] = &[
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        label: "open",
        help: "open the lesson, where you left it",
        contexts: &[Home],
    },
    Binding {
        keys: &[Char('r')],
        command: Command::StartOver,
        shown: "r",
        label: "start over",
        help: "open the lesson from its beginning; trained runs are kept",
        contexts: &[Home],
    },
    Binding {
        keys: &[Code(KeyCode::Enter), Char(' ')],
        command: Command::Enter,
        shown: "enter",
        label: "go on",
        help: "go on to the next step",
        contexts: &[Read, Look, Trained, Stopped, End],
    },
    Binding {
        keys: &[Code(KeyCode::Enter), Char(' ')],
        command: Command::Enter,
        shown: "enter",
        label: "choose",
        help: "choose the marked answer; go on once it is right",
        contexts: &[Ask],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        label: "say it",
        help: "say the number; it cannot be changed afterwards",
        contexts: &[Predict],
    },
    Binding {
        keys: &[Code(KeyCode::Enter), Char(' ')],
        command: Command::Enter,
        shown: "enter",
        label: "train",
        help: "begin the training",
        contexts: &[Begin],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        label: "try again",
        help: "try again what failed",
        contexts: &[Retry],
    },
    Binding {
        keys: &[Digits],
        command: Command::Digit(0),
        shown: "0-9",
        label: "number",
        help: "type how many of 100",
        contexts: &[Predict],
    },
    Binding {
        keys: &[Digits],
        command: Command::Digit(0),
        shown: "1-9",
        label: "",
        help: "choose that answer",
        contexts: &[Ask],
    },
    Binding {
        keys: &[Code(KeyCode::Backspace)],
        command: Command::Erase,
        shown: "backspace",
        label: "",
        help: "take the last digit back",
        contexts: &[Predict],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←→",
        label: "how sure",
        help: "say how sure you are, from 1 (a coin toss) to 5 (I would bet on it)",
        contexts: &[Predict],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←→",
        label: "picture",
        help: "look at the picture before or after",
        contexts: &[Look],
    },
    Binding {
        keys: &[Code(KeyCode::Right), Char('l')],
        command: Command::Right,
        shown: "",
        label: "",
        help: "",
        contexts: &[Predict, Look],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        label: "slice",
        help: "look at the slice of data above or below",
        contexts: &[Look],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        label: "move",
        help: "move the mark",
        contexts: &[Home, Ask],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        label: "",
        help: "one more, one less; scroll a text",
        contexts: &[Predict, Read, Begin, Help, Trained, Stopped],
    },
    Binding {
        keys: &[Code(KeyCode::Down), Char('j')],
        command: Command::Down,
        shown: "",
        label: "",
        help: "",
        contexts: &[
            Home, Ask, Look, Predict, Read, Begin, Help, Trained, Stopped,
        ],
    },
    Binding {
        keys: &[Code(KeyCode::PageUp)],
        command: Command::PageUp,
        shown: "pgup pgdn",
        label: "",
        help: "ten more, ten less; scroll a text by a page",
        contexts: &[Read, Predict, Look, Help, Begin, Trained, Stopped],
    },
    Binding {
        keys: &[Code(KeyCode::PageDown)],
        command: Command::PageDown,
        shown: "",
        label: "",
        help: "",
        contexts: &[Read, Predict, Look, Help, Begin, Trained, Stopped],
    },
    Binding {
        keys: &[Char('w')],
        command: Command::Sort,
        shown: "w",
        label: "worst first",
        help: "wrong answers first, the surest of them in front; or pictures as they come",
        contexts: &[Look],
    },
    Binding {
        keys: &[Char('p')],
        command: Command::Pause,
        shown: "p",
        label: "pause",
        help: "hold the training, or let it go on",
        contexts: &[Watch],
    },
    Binding {
        keys: &[Char('s')],
        command: Command::Stop,
        shown: "s",
        label: "stop",
        help: "end the training here and use what it has learned so far",
        contexts: &[Watch],
    },
    Binding {
        keys: &[Char('t')],
        command: Command::TrainOn,
        shown: "t",
        label: "train on",
        help: "go on with the training that was stopped",
        contexts: &[Stopped],
    },
    Binding {
        keys: &[Char('h')],
        command: Command::Hint,
        shown: "h",
        label: "hint",
        help: "show a hint",
        contexts: &[Ask],
    },
    Binding {
        keys: &[Char('b')],
        command: Command::Back,
        shown: "b",
        label: "back",
        help: "go back a step; nothing is lost",
        contexts: STEPS,
    },
    Binding {
        keys: &[Char('?')],
        command: Command::Help,
        shown: "?",
        label: "keys",
        help: "show or hide this list",
        contexts: EVERYWHERE,
    },
    Binding {
        keys: &[Char('q'), Code(KeyCode::Esc)],
        command: Command::Leave,
        shown: "q",
        label: "leave",
        help: "leave for the list of lessons, and from there the program; all is saved",
        contexts: EVERYWHERE,
    },
    Binding {
        keys: &[Control('c')],
        command: Command::Quit,
        shown: "ctrl-c",
        label: "",
        help: "leave the program at once; all is saved",
        contexts: EVERYWHERE,
    },
];

impl Key {
    fn matches(self, event: &KeyEvent) -> Option<Option<u8>> {
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
                .map(Some),
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
        Some(match found {
            Some(digit) => Command::Digit(digit),
            None => row.command,
        })
    })
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
