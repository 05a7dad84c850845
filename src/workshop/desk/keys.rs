//! What keys do at the desk; the bar of keys and the help are made from the same rows.

use crossterm::event::{KeyCode, KeyEvent};

/// What the instructor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    View,
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
    Need,
    Rename,
    LetIn,
    Block,
    Code,
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
    }
}

/// Every key, the most wanted first.
pub(super) const KEYS: [Row; 24] = [
    row(&[KeyCode::Tab], "tab", Some("desk-key-view"), Command::View),
    row(
        &[KeyCode::Char('m')],
        "m",
        Some("desk-key-message"),
        Command::Message,
    ),
    row(
        &[KeyCode::Char('a')],
        "a",
        Some("desk-key-answer"),
        Command::Answer,
    ),
    row(
        &[KeyCode::Char('w')],
        "w",
        Some("desk-key-need"),
        Command::Need,
    ),
    row(
        &[KeyCode::Char('e')],
        "e",
        Some("desk-key-eyes"),
        Command::Eyes,
    ),
    row(
        &[KeyCode::Char('+'), KeyCode::Char('t')],
        "+ -",
        Some("desk-key-time"),
        Command::TimeMore,
    ),
    row(&[KeyCode::Char('-')], "-", None, Command::TimeLess),
    row(
        &[KeyCode::Char('o')],
        "o l",
        Some("desk-key-lessons"),
        Command::OpenMore,
    ),
    row(&[KeyCode::Char('l')], "l", None, Command::OpenLess),
    row(
        &[KeyCode::Char('h')],
        "h",
        Some("desk-key-names"),
        Command::Names,
    ),
    row(
        &[KeyCode::Char('x')],
        "x",
        Some("desk-key-export"),
        Command::Export,
    ),
    row(
        &[KeyCode::Char('c')],
        "c",
        Some("desk-key-code"),
        Command::Code,
    ),
    row(
        &[KeyCode::Char('k')],
        "k",
        Some("desk-key-kick"),
        Command::Kick,
    ),
    row(
        &[KeyCode::Char('b')],
        "b",
        Some("desk-key-block"),
        Command::Block,
    ),
    row(
        &[KeyCode::Char('i')],
        "i",
        Some("desk-key-let-in"),
        Command::LetIn,
    ),
    row(
        &[KeyCode::Char('r')],
        "r",
        Some("desk-key-rename"),
        Command::Rename,
    ),
    row(
        &[KeyCode::Char('s')],
        "s",
        Some("desk-key-tell"),
        Command::Tell,
    ),
    row(&[KeyCode::Up, KeyCode::Char('p')], "↑↓", None, Command::Up),
    row(
        &[KeyCode::Down, KeyCode::Char('n')],
        "↓",
        None,
        Command::Down,
    ),
    row(&[KeyCode::Left], "←→", None, Command::Left),
    row(&[KeyCode::Right], "→", None, Command::Right),
    row(&[KeyCode::PageUp], "pgup", None, Command::PageUp),
    row(&[KeyCode::PageDown], "pgdn", None, Command::PageDown),
    row(
        &[KeyCode::Char('q'), KeyCode::Esc],
        "q",
        Some("desk-key-leave"),
        Command::Leave,
    ),
];

/// What a key asks for.
pub(super) fn command(key: &KeyEvent) -> Option<Command> {
    let row = KEYS.iter().find(|row| row.codes.contains(&key.code))?;
    Some(row.command)
}
