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
