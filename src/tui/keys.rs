//! The key table: the one source of what keys do. Input is looked up in it, and the help bar and
//! the help screen are made from it, so help cannot lie.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::page::Touch;

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

use Context::{
    AllDrawn, Ask, Begin, Card, Compare, Dial, Draw, Drawn, End, Help, Home, Inspect, Label, Look,
    Notebook, Path, Peek, Photo, Predict, PredictChoice, Read, Retry, Searching, Solve, Steps,
    Stopped, Trained, TwoDials, Typing, Wait, Watch,
};
use Key::{Char, Code, Control, Digits, Text};

const STEPS: &[Context] = &[
    Read,
    Ask,
    Predict,
    PredictChoice,
    Begin,
    Watch,
    Wait,
    Retry,
    Look,
    Label,
    Card,
    Compare,
    Photo,
    Dial,
    TwoDials,
    Inspect,
    Draw,
    Drawn,
    AllDrawn,
    Trained,
    Stopped,
];
const EVERYWHERE: &[Context] = &[
    Home,
    Read,
    Ask,
    Predict,
    PredictChoice,
    Begin,
    Watch,
    Wait,
    Retry,
    Look,
    Label,
    Card,
    Compare,
    Photo,
    Dial,
    TwoDials,
    Inspect,
    Draw,
    Drawn,
    AllDrawn,
    Trained,
    Stopped,
    Help,
    Steps,
    Notebook,
    Peek,
    End,
];

/// In the help bar's order: what a learner wants most comes first.
static TABLE: &[Binding] = &[
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-open",
        in_bar: true,
        contexts: &[Home, Searching],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-jump",
        in_bar: true,
        contexts: &[Steps],
    },
    Binding {
        keys: &[Char('m')],
        command: Command::Mark,
        shown: "m",
        text: "key-mark",
        in_bar: true,
        contexts: &[Notebook],
    },
    Binding {
        keys: &[Char('e')],
        command: Command::Write,
        shown: "e",
        text: "key-rename",
        in_bar: true,
        contexts: &[Notebook],
    },
    Binding {
        keys: &[Char('s')],
        command: Command::Export,
        shown: "s",
        text: "key-export",
        in_bar: true,
        contexts: &[Notebook],
    },
    Binding {
        keys: &[Char('d')],
        command: Command::Delete,
        shown: "d",
        text: "key-delete",
        in_bar: true,
        contexts: &[Notebook],
    },
    Binding {
        keys: &[Char('r')],
        command: Command::StartOver,
        shown: "r",
        text: "key-start-over",
        in_bar: true,
        contexts: &[Home],
    },
    Binding {
        keys: &[Code(KeyCode::Enter), Char(' ')],
        command: Command::Enter,
        shown: "enter",
        text: "key-go-on",
        in_bar: true,
        contexts: &[
            Inspect, Compare, Photo, Card, Read, Look, Dial, TwoDials, Drawn, AllDrawn, Trained,
            Stopped, End,
        ],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-answer",
        in_bar: true,
        contexts: &[Solve],
    },
    Binding {
        keys: &[Code(KeyCode::Tab)],
        command: Command::Hint,
        shown: "tab",
        text: "key-hint",
        in_bar: true,
        contexts: &[Solve],
    },
    Binding {
        keys: &[Code(KeyCode::Left)],
        command: Command::Back,
        shown: "←",
        text: "key-back",
        in_bar: true,
        contexts: &[Solve],
    },
    Binding {
        keys: &[Code(KeyCode::Esc)],
        command: Command::Leave,
        shown: "esc",
        text: "key-leave",
        in_bar: true,
        contexts: &[Solve],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-hand-in",
        in_bar: true,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Char(' ')],
        command: Command::PenDown,
        shown: "space",
        text: "key-pen",
        in_bar: true,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Char('u'), Code(KeyCode::Backspace)],
        command: Command::Undo,
        shown: "u",
        text: "key-undo",
        in_bar: true,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Char('c'), Code(KeyCode::Delete)],
        command: Command::Clear,
        shown: "c",
        text: "key-clear",
        in_bar: true,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Char('f')],
        command: Command::Stop,
        shown: "f",
        text: "key-finish",
        in_bar: true,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Char('+'), Char('=')],
        command: Command::Wider,
        shown: "+ -",
        text: "key-width",
        in_bar: false,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Char('d')],
        command: Command::DrawOn,
        shown: "d",
        text: "key-draw-on",
        in_bar: true,
        contexts: &[Drawn],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←↓↑→",
        text: "key-move-pen",
        in_bar: false,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Code(KeyCode::Enter), Char(' ')],
        command: Command::Enter,
        shown: "enter",
        text: "key-choose",
        in_bar: true,
        contexts: &[Ask],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-say-it",
        in_bar: true,
        contexts: &[Predict, PredictChoice],
    },
    Binding {
        keys: &[Code(KeyCode::Enter), Char(' ')],
        command: Command::Enter,
        shown: "enter",
        text: "key-train",
        in_bar: true,
        contexts: &[Begin],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-try-again",
        in_bar: true,
        contexts: &[Retry],
    },
    Binding {
        keys: &[Digits],
        command: Command::Digit(0),
        shown: "0-9",
        text: "key-number",
        in_bar: true,
        contexts: &[Predict],
    },
    Binding {
        keys: &[Digits],
        command: Command::Digit(0),
        shown: "1-9",
        text: "key-choose-number",
        in_bar: false,
        contexts: &[Ask, PredictChoice],
    },
    Binding {
        keys: &[Code(KeyCode::Backspace)],
        command: Command::Erase,
        shown: "backspace",
        text: "key-erase",
        in_bar: false,
        contexts: &[Predict],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←→",
        text: "key-sureness",
        in_bar: true,
        contexts: &[Predict, PredictChoice],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←→",
        text: "key-picture",
        in_bar: true,
        contexts: &[Peek, Look, Compare, Drawn, AllDrawn],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←→",
        text: "key-turn",
        in_bar: true,
        contexts: &[Dial, TwoDials],
    },
    Binding {
        keys: &[Code(KeyCode::Right), Char('l')],
        command: Command::Right,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[
            Predict,
            Peek,
            PredictChoice,
            Look,
            Dial,
            TwoDials,
            Draw,
            Drawn,
            AllDrawn,
        ],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Draw],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        text: "key-angle",
        in_bar: true,
        contexts: &[TwoDials],
    },
    Binding {
        keys: &[Code(KeyCode::Tab)],
        command: Command::NextTab,
        shown: "tab",
        text: "key-tab",
        in_bar: true,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::BackTab)],
        command: Command::PreviousTab,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←↓↑→",
        text: "key-look-around",
        in_bar: true,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::Right), Char('l')],
        command: Command::Right,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::Down), Char('j')],
        command: Command::Down,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::PageUp)],
        command: Command::PageUp,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::PageDown)],
        command: Command::PageDown,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Char('n')],
        command: Command::NextPicture,
        shown: "n p",
        text: "key-next-slice",
        in_bar: true,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Char('p')],
        command: Command::PreviousPicture,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Inspect],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-look-at-it",
        in_bar: true,
        contexts: &[Path],
    },
    Binding {
        keys: &[Digits],
        command: Command::Digit(0),
        shown: "0-9",
        text: "key-label",
        in_bar: true,
        contexts: &[Label],
    },
    Binding {
        keys: &[Char('x'), Char('-')],
        command: Command::CannotTell,
        shown: "x",
        text: "key-cannot-tell",
        in_bar: true,
        contexts: &[Label],
    },
    Binding {
        keys: &[Code(KeyCode::Backspace)],
        command: Command::Erase,
        shown: "backspace",
        text: "key-take-back",
        in_bar: true,
        contexts: &[Label],
    },
    Binding {
        keys: &[Code(KeyCode::Enter)],
        command: Command::Enter,
        shown: "enter",
        text: "key-keep-it",
        in_bar: true,
        contexts: &[Typing],
    },
    Binding {
        keys: &[Char('e')],
        command: Command::Write,
        shown: "e",
        text: "key-write",
        in_bar: true,
        contexts: &[Card],
    },
    Binding {
        keys: &[Code(KeyCode::Esc)],
        command: Command::Cancel,
        shown: "esc",
        text: "key-cancel",
        in_bar: true,
        contexts: &[Path, Typing, Searching],
    },
    Binding {
        keys: &[Control('c')],
        command: Command::Quit,
        shown: "ctrl-c",
        text: "key-quit",
        in_bar: false,
        contexts: &[Path, Typing, Searching, Solve],
    },
    Binding {
        keys: &[Code(KeyCode::Backspace)],
        command: Command::Erase,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Path, Typing, Searching, Solve],
    },
    Binding {
        keys: &[Text],
        command: Command::Type(' '),
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Path, Typing, Searching, Solve],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        text: "key-stage",
        in_bar: true,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Code(KeyCode::Down), Char('j')],
        command: Command::Down,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Char('x')],
        command: Command::Switch,
        shown: "x",
        text: "key-switch",
        in_bar: true,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Char('o')],
        command: Command::OwnPhoto,
        shown: "o",
        text: "key-own-photo",
        in_bar: true,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Char('n')],
        command: Command::NextPicture,
        shown: "n p",
        text: "key-next-photo",
        in_bar: true,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Char('p')],
        command: Command::PreviousPicture,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Code(KeyCode::Left), Char('h')],
        command: Command::Left,
        shown: "←→",
        text: "key-digit",
        in_bar: false,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Code(KeyCode::Right), Char('l')],
        command: Command::Right,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Photo],
    },
    Binding {
        keys: &[Char('n'), Code(KeyCode::Tab)],
        command: Command::NextPicture,
        shown: "n p",
        text: "key-next-picture",
        in_bar: true,
        contexts: &[Peek, Dial, TwoDials],
    },
    Binding {
        keys: &[Char('p'), Code(KeyCode::BackTab)],
        command: Command::PreviousPicture,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Peek, Dial, TwoDials],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        text: "key-slice",
        in_bar: true,
        contexts: &[Look, Compare],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        text: "key-move",
        in_bar: true,
        contexts: &[Home, Notebook, Peek, Searching, Steps, Ask, PredictChoice],
    },
    Binding {
        keys: &[Code(KeyCode::Up), Char('k')],
        command: Command::Up,
        shown: "↑↓",
        text: "key-more-less",
        in_bar: false,
        contexts: &[
            Predict, Card, Read, Solve, Begin, Help, Trained, Stopped, Dial, Drawn, AllDrawn,
        ],
    },
    Binding {
        keys: &[Code(KeyCode::Down), Char('j')],
        command: Command::Down,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[
            Home,
            Solve,
            Peek,
            Searching,
            Steps,
            Notebook,
            Card,
            Ask,
            Look,
            Compare,
            Predict,
            PredictChoice,
            Read,
            Begin,
            Help,
            Trained,
            Stopped,
            Dial,
            TwoDials,
            Draw,
            Drawn,
            AllDrawn,
        ],
    },
    Binding {
        keys: &[Code(KeyCode::PageUp)],
        command: Command::PageUp,
        shown: "pgup pgdn",
        text: "key-page",
        in_bar: false,
        contexts: &[
            Read, Solve, Ask, Predict, Look, Help, Begin, Trained, Stopped, Dial, TwoDials, Card,
            Compare, Drawn, AllDrawn,
        ],
    },
    Binding {
        keys: &[Code(KeyCode::PageDown)],
        command: Command::PageDown,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[
            Read, Solve, Ask, Predict, Look, Help, Begin, Trained, Stopped, Dial, TwoDials, Card,
            Compare, Drawn, AllDrawn,
        ],
    },
    Binding {
        keys: &[Char('w')],
        command: Command::Sort,
        shown: "w",
        text: "key-sort",
        in_bar: true,
        contexts: &[Look],
    },
    Binding {
        keys: &[Char('p')],
        command: Command::Pause,
        shown: "p",
        text: "key-pause",
        in_bar: true,
        contexts: &[Watch],
    },
    Binding {
        keys: &[Char('s')],
        command: Command::Stop,
        shown: "s",
        text: "key-stop",
        in_bar: true,
        contexts: &[Watch],
    },
    Binding {
        keys: &[Char('t')],
        command: Command::TrainOn,
        shown: "t",
        text: "key-train-on",
        in_bar: true,
        contexts: &[Stopped],
    },
    Binding {
        keys: &[Char('h')],
        command: Command::Hint,
        shown: "h",
        text: "key-hint",
        in_bar: true,
        contexts: &[Ask],
    },
    Binding {
        keys: &[Char('v')],
        command: Command::Peek,
        shown: "v",
        text: "key-peek",
        in_bar: false,
        contexts: &[Look, Dial, TwoDials, Compare, Photo, Label, Drawn, AllDrawn],
    },
    Binding {
        keys: &[Char('v'), Code(KeyCode::Enter)],
        command: Command::Peek,
        shown: "v",
        text: "key-peek-end",
        in_bar: true,
        contexts: &[Peek],
    },
    Binding {
        keys: &[Char('g')],
        command: Command::Steps,
        shown: "g",
        text: "key-steps",
        in_bar: false,
        contexts: STEPS,
    },
    Binding {
        keys: &[Char('b')],
        command: Command::Back,
        shown: "b",
        text: "key-back",
        in_bar: true,
        contexts: STEPS,
    },
    Binding {
        keys: &[Char('?')],
        command: Command::Help,
        shown: "?",
        text: "key-help",
        in_bar: true,
        contexts: EVERYWHERE,
    },
    Binding {
        keys: &[Char('q'), Code(KeyCode::Esc)],
        command: Command::Leave,
        shown: "q",
        text: "key-leave",
        in_bar: true,
        contexts: EVERYWHERE,
    },
    Binding {
        keys: &[Char('n')],
        command: Command::Notebook,
        shown: "n",
        text: "key-notebook",
        in_bar: true,
        contexts: &[Home],
    },
    Binding {
        keys: &[Char('/')],
        command: Command::Search,
        shown: "/",
        text: "key-search",
        in_bar: true,
        contexts: &[Home],
    },
    Binding {
        keys: &[Char('+'), Char('=')],
        command: Command::Wider,
        shown: "+ -",
        text: "key-range",
        in_bar: true,
        contexts: &[Predict],
    },
    Binding {
        keys: &[Char('-')],
        command: Command::Narrower,
        shown: "",
        text: "",
        in_bar: false,
        contexts: &[Predict, Draw],
    },
    Binding {
        keys: &[Control('c')],
        command: Command::Quit,
        shown: "ctrl-c",
        text: "key-quit",
        in_bar: false,
        contexts: EVERYWHERE,
    },
];

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
