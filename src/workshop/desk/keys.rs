//! What keys do at the desk; the bar of keys and the list of all are made from the same rows.

use crossterm::event::{KeyCode, KeyEvent};

/// What the instructor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    View,
    Keys,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Message,
    Eyes,
    OpenMore,
    OpenLess,
    TimeMore,
    TimeLess,
    Names,
    Kick,
    Answer,
    Watch,
    Vote,
    ShowVote,
    Need,
    Filter,
    Cohorts,
    Cohort,
    Rename,
    Join,
    LetIn,
    Block,
    Code,
    Undo,
    Tell,
    Export,
    Leave,
}

/// A key, how it is shown, and the text that says what it does.
pub(super) struct Row {
    codes: &'static [KeyCode],
    pub(super) shown: &'static str,
    /// None for a key that goes with the one before.
    pub(super) text: Option<&'static str>,
    command: Command,
    /// Whether it is about one of those who are listed.
    pub(super) is_of_people: bool,
    /// Whether it is in the bar wherever one is.
    pub(super) is_always: bool,
}

const fn row(
    codes: &'static [KeyCode],
    shown: &'static str,
    text: Option<&'static str>,
    command: Command,
) -> Row {
    Row {
        codes,
        shown,
        text,
        command,
        is_of_people: false,
        is_always: false,
    }
}

impl Row {
    const fn of_people(self) -> Self {
        Self {
            is_of_people: true,
            ..self
        }
    }

    const fn always(self) -> Self {
        Self {
            is_always: true,
            ..self
        }
    }
}

/// A letter.
macro_rules! letter {
    ($letter:literal) => {
        &[KeyCode::Char($letter)]
    };
}

/// Every key, the most wanted first.
#[rustfmt::skip]
pub(super) const KEYS: [Row; 34] = [
    row(letter!('?'), "?", Some("desk-key-keys"), Command::Keys).always(),
    row(&[KeyCode::Tab], "tab", Some("desk-key-view"), Command::View).always(),
    row(letter!('m'), "m", Some("desk-key-message"), Command::Message).always(),
    row(letter!('a'), "a", Some("desk-key-answer"), Command::Answer).of_people(),
    row(letter!('d'), "d", Some("desk-key-watch"), Command::Watch).of_people(),
    row(letter!('w'), "w", Some("desk-key-need"), Command::Need).of_people(),
    row(letter!('f'), "f", Some("desk-key-filter"), Command::Filter).of_people(),
    row(letter!('v'), "v", Some("desk-key-vote"), Command::Vote).always(),
    row(letter!('V'), "V", Some("desk-key-show-vote"), Command::ShowVote),
    row(letter!('e'), "e", Some("desk-key-eyes"), Command::Eyes).always(),
    row(&[KeyCode::Char('+'), KeyCode::Char('t')], "+ -", Some("desk-key-time"), Command::TimeMore),
    row(letter!('-'), "-", None, Command::TimeLess),
    row(letter!('o'), "o l", Some("desk-key-lessons"), Command::OpenMore),
    row(letter!('l'), "l", None, Command::OpenLess),
    row(letter!('g'), "g", Some("desk-key-cohorts"), Command::Cohorts),
    row(letter!('h'), "h", Some("desk-key-names"), Command::Names),
    row(letter!('s'), "s", Some("desk-key-tell"), Command::Tell),
    row(letter!('x'), "x", Some("desk-key-export"), Command::Export),
    row(letter!('c'), "c", Some("desk-key-code"), Command::Code).of_people(),
    row(letter!('r'), "r", Some("desk-key-rename"), Command::Rename).of_people(),
    row(letter!('j'), "j", Some("desk-key-join"), Command::Join).of_people(),
    row(letter!('G'), "G", Some("desk-key-cohort"), Command::Cohort).of_people(),
    row(letter!('k'), "k", Some("desk-key-kick"), Command::Kick).of_people(),
    row(letter!('b'), "b", Some("desk-key-block"), Command::Block).of_people(),
    row(letter!('i'), "i", Some("desk-key-let-in"), Command::LetIn).of_people(),
    row(letter!('u'), "u", Some("desk-key-undo"), Command::Undo).of_people(),
    row(&[KeyCode::Up, KeyCode::Char('p')], "↑↓", None, Command::Up),
    row(&[KeyCode::Down, KeyCode::Char('n')], "↓", None, Command::Down),
    row(&[KeyCode::Left], "←→", None, Command::Left),
    row(&[KeyCode::Right], "→", None, Command::Right),
    row(&[KeyCode::PageUp], "pgup", None, Command::PageUp),
    row(&[KeyCode::PageDown], "pgdn", None, Command::PageDown),
    row(letter!('q'), "q", Some("desk-key-leave"), Command::Leave),
    row(&[KeyCode::Esc], "esc", None, Command::Leave),
];

/// What a key asks for.
pub(super) fn command(key: &KeyEvent) -> Option<Command> {
    let row = KEYS.iter().find(|row| row.codes.contains(&key.code))?;
    Some(row.command)
}
