//! A key of the table, and whether a key that was pressed is it.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use crate::tui::command::Command;

/// A key, or a range of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Code(KeyCode),
    Char(char),
    Control(char),
    /// What takes the character before the cursor away: some terminals send 0x08 for it.
    Backspace,
    /// What begins a new line where enter does something else: ctrl-j everywhere, alt-enter where terminals tell it apart.
    NewLine,
    /// Any of 0 to 9.
    Digits,
    /// Whatever changes the text of a field.
    Edits,
    /// Whatever moves the cursor in it.
    Moves,
}

impl Key {
    /// Whether it is this key, and what was typed with it, where that matters.
    pub(super) fn matches(self, event: &KeyEvent) -> Option<Option<Command>> {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let is = |so: bool| so.then_some(None);
        match (self, event.code) {
            (Self::Control(wanted), KeyCode::Char(pressed)) => is(control && wanted == pressed),
            (Self::Char(wanted), KeyCode::Char(pressed)) => is(!control && wanted == pressed),
            (Self::NewLine, KeyCode::Char('j')) => is(control),
            (Self::NewLine, pressed) => {
                is(pressed == KeyCode::Enter && event.modifiers.contains(KeyModifiers::ALT))
            }
            (Self::Backspace, KeyCode::Char('h')) => is(control),
            (Self::Backspace, pressed) => is(pressed == KeyCode::Backspace),
            (Self::Code(wanted), pressed) => is(wanted == pressed),
            (Self::Digits, KeyCode::Char(pressed)) if !control => pressed
                .to_digit(10)
                .and_then(|digit| u8::try_from(digit).ok())
                .map(|digit| Some(Command::Digit(digit))),
            (Self::Edits | Self::Moves, _) => {
                let request = to_input_request(&Event::Key(*event))?;
                (moves(request) == (self == Self::Moves)).then_some(Some(Command::Edit(request)))
            }
            (Self::Control(_) | Self::Char(_) | Self::Digits, _) => None,
        }
    }
}

#[cfg(any(test, debug_assertions))]
impl Key {
    /// Keys that are this one.
    pub(super) fn examples(self) -> Vec<KeyEvent> {
        let (none, control) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        let codes: Vec<(KeyCode, KeyModifiers)> = match self {
            Self::Code(code) => vec![(code, none)],
            Self::Char(character) => vec![(KeyCode::Char(character), none)],
            Self::Control(character) => vec![(KeyCode::Char(character), control)],
            Self::Backspace => vec![(KeyCode::Backspace, none), (KeyCode::Char('h'), control)],
            Self::NewLine => vec![(KeyCode::Char('j'), control)],
            Self::Digits => ('0'..='9')
                .map(|digit| (KeyCode::Char(digit), none))
                .collect(),
            Self::Edits => vec![
                (KeyCode::Char('q'), none),
                (KeyCode::Char(' '), none),
                (KeyCode::Backspace, none),
                (KeyCode::Delete, none),
                (KeyCode::Char('u'), control),
            ],
            Self::Moves => vec![
                (KeyCode::Left, none),
                (KeyCode::Right, none),
                (KeyCode::Home, none),
                (KeyCode::End, none),
                (KeyCode::Char('a'), control),
            ],
        };
        let keys = codes.into_iter();
        keys.map(|(code, modifiers)| KeyEvent::new(code, modifiers))
            .collect()
    }
}

fn moves(request: InputRequest) -> bool {
    use InputRequest::{
        GoToEnd, GoToNextChar, GoToNextWord, GoToPrevChar, GoToPrevWord, GoToStart,
    };
    [
        GoToStart,
        GoToEnd,
        GoToPrevChar,
        GoToNextChar,
        GoToPrevWord,
        GoToNextWord,
    ]
    .contains(&request)
}
