//! The table of all keys: what they do for each thing that can be done, and what the help says of them.

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::InputRequest;

use super::item::{Item, Mode, Own};
use super::key::Key;
use crate::lesson::Can;
use crate::tui::command::Command;
use Key::{Backspace, Char, Code, Control, Digits, Edits, Moves, NewLine};

/// Keys, and what each asks for.
type Does = &'static [(&'static [Key], Command)];

/// A row of the table: keys of an item.
#[derive(Debug)]
pub(crate) struct Row {
    pub(super) item: Item,
    pub(super) mode: Mode,
    does: Does,
    /// The keys as people read them; empty where nothing is said of them.
    pub(crate) shown: &'static str,
    /// The id of its text: a sentence for the help screen, with a `label` for the help bar. None where
    /// it is the lesson's.
    text: Option<&'static str>,
    /// Whether the help bar names it too.
    pub(crate) in_bar: bool,
}

impl Row {
    /// The id of its text.
    pub(crate) fn text(&self) -> &'static str {
        match (self.text, self.item) {
            (None, Item::Can(can)) => can.text(),
            (text, _) => text.unwrap_or_default(),
        }
    }

    /// Whether it keeps its place in the help bar however little room there is: where all the other keys
    /// are told, and the way out.
    pub(crate) fn is_always_shown(&self) -> bool {
        matches!(self.item, Item::Own(Own::Help | Own::Leave))
    }

    /// What a click on the row in the help bar means: the same as its first key.
    pub(crate) fn clicked(&self) -> Option<Command> {
        self.does.first().map(|(_, command)| *command)
    }

    /// What a key asks for, if it is one of the row's.
    pub(super) fn command_of(&self, event: &KeyEvent) -> Option<Command> {
        self.does.iter().find_map(|(keys, command)| {
            let found = keys.iter().find_map(|key| key.matches(event))?;
            Some(found.unwrap_or(*command))
        })
    }

    /// Keys that are the row's.
    #[cfg(any(test, debug_assertions))]
    pub(super) fn examples(&self) -> Vec<KeyEvent> {
        let keys = self.does.iter().flat_map(|(keys, _)| *keys);
        keys.flat_map(|key| key.examples()).collect()
    }

    /// The help bar has no room for it.
    const fn only_listed(self) -> Self {
        Self {
            in_bar: false,
            ..self
        }
    }

    /// The keys are these while a text field has the others.
    const fn typing(self) -> Self {
        Self {
            mode: Mode::Typing,
            ..self
        }
    }

    /// It is more here than in other shells.
    const fn called(self, text: &'static str) -> Self {
        Self {
            text: Some(text),
            ..self
        }
    }
}

/// The keys of something that can be done in a lesson.
const fn can(can: Can, shown: &'static str, does: Does) -> Row {
    Row {
        item: Item::Can(can),
        mode: Mode::Commands,
        does,
        shown,
        text: None,
        in_bar: true,
    }
}

/// The keys of something that only this shell knows.
const fn own(own: Own, text: &'static str, shown: &'static str, does: Does) -> Row {
    Row {
        item: Item::Own(own),
        text: Some(text),
        ..can(Can::GoOn, shown, does)
    }
}

macro_rules! keys {
    ($([$($key:expr),+] => $command:expr),+) => {
        &[$((&[$($key),+], $command)),+]
    };
}

const ENTER: Key = Code(KeyCode::Enter);
const ENTER_ALONE: Does = keys!([ENTER] => Command::Enter);
const ENTER_OR_SPACE: Does = keys!([ENTER, Char(' ')] => Command::Enter);
const UP: &[Key] = &[Code(KeyCode::Up), Char('k')];
const DOWN: &[Key] = &[Code(KeyCode::Down), Char('j')];
const LEFT: &[Key] = &[Code(KeyCode::Left), Char('h')];
const RIGHT: &[Key] = &[Code(KeyCode::Right), Char('l')];
const UP_DOWN: Does = &[(UP, Command::Up), (DOWN, Command::Down)];
const LEFT_RIGHT: Does = &[(LEFT, Command::Left), (RIGHT, Command::Right)];
/// Where a question is asked: `h` asks for a hint elsewhere, and must not make one less sure here.
const LEFT_RIGHT_ALONE: Does = keys!(
    [Code(KeyCode::Left)] => Command::Left,
    [Code(KeyCode::Right)] => Command::Right
);
const ALL_ARROWS: Does = &[
    (LEFT, Command::Left),
    (RIGHT, Command::Right),
    (UP, Command::Up),
    (DOWN, Command::Down),
];
/// The same where letters mean something else.
const ALL_ARROWS_ALONE: Does = keys!(
    [Code(KeyCode::Left)] => Command::Left,
    [Code(KeyCode::Right)] => Command::Right,
    [Code(KeyCode::Up)] => Command::Up,
    [Code(KeyCode::Down)] => Command::Down
);
/// Up and down where letters are typed.
const ARROWS_ALONE: Does = keys!(
    [Code(KeyCode::Up)] => Command::Up,
    [Code(KeyCode::Down)] => Command::Down
);
const PAGES: Does = keys!(
    [Code(KeyCode::PageUp)] => Command::PageUp,
    [Code(KeyCode::PageDown)] => Command::PageDown
);
const WIDER_NARROWER: Does = keys!(
    [Char('+'), Char('=')] => Command::Wider,
    [Char('-')] => Command::Narrower
);
const TABS: Does = keys!(
    [Code(KeyCode::Tab)] => Command::NextTab,
    [Code(KeyCode::BackTab)] => Command::PreviousTab
);
const NEXT_SLICE: Does = keys!(
    [Char('n')] => Command::NextSlice,
    [Char('p')] => Command::PreviousSlice
);
const NEXT_PHOTO: Does = keys!(
    [Char('n')] => Command::NextPicture,
    [Char('p')] => Command::PreviousPicture
);
const NEXT_PICTURE: Does = keys!(
    [Char('n'), Code(KeyCode::Tab)] => Command::NextPicture,
    [Char('p'), Code(KeyCode::BackTab)] => Command::PreviousPicture
);
const PHONE: Does = keys!([Char('m')] => Command::Phone);
const CONTROL_L: Does = keys!([Control('l')] => Command::Repaint);
const CONTROL_Z: Does = keys!([Control('z')] => Command::Suspend);
const CONTROL_C: Does = keys!([Control('c')] => Command::Quit);
/// Which digit it is, the key tells.
const DIGITS: Does = keys!([Digits] => Command::Digit(0));
/// What is changed, the key tells.
const EDIT: Command = Command::Edit(InputRequest::GoToEnd);

/// In the help bar's order: what a learner wants most comes first.
#[rustfmt::skip]
pub(super) static TABLE: &[Row] = &[
    own(Own::Open, "key-open", "enter", ENTER_ALONE),
    own(Own::Open, "key-open", "enter", ENTER_ALONE).typing(),
    own(Own::GoThere, "key-jump", "enter", ENTER_ALONE),
    own(Own::Mark, "key-mark", "m", keys!([Char('m')] => Command::Mark)),
    own(Own::Rename, "key-rename", "e", keys!([Char('e')] => Command::Write)),
    own(Own::Export, "key-export", "s", keys!([Char('s')] => Command::Export)),
    own(Own::Delete, "key-delete", "d", keys!([Char('d')] => Command::Delete)),
    own(Own::StartOver, "key-start-over", "r", keys!([Char('r')] => Command::StartOver)),
    can(Can::GoOn, "enter", ENTER_OR_SPACE),
    own(Own::MarkChoice, "key-mark-choice", "space", keys!([Char(' ')] => Command::Switch)),
    can(Can::Mark, "enter", ENTER_ALONE),
    // In front of what enter does otherwise.
    own(Own::NewLine, "key-new-line", "ctrl-j", keys!([NewLine] => Command::NewLine)).typing(),
    can(Can::AnswerInLines, "enter", ENTER_ALONE).typing(),
    can(Can::AnswerInLines, "enter", ENTER_ALONE),
    can(Can::Answer, "enter", ENTER_ALONE).typing(),
    can(Can::Answer, "enter", ENTER_ALONE),
    can(Can::HandIn, "enter", ENTER_ALONE),
    can(Can::TakeDigits, "enter", ENTER_ALONE),
    can(Can::PutAway, "u", keys!([Char('u'), Backspace] => Command::Undo)),
    own(Own::HandInNothing, "", "", ENTER_ALONE).only_listed(),
    can(Can::Draw, "space", keys!([Char(' ')] => Command::PenDown)).called("key-pen"),
    can(Can::Undo, "u", keys!([Char('u'), Backspace] => Command::Undo)),
    can(Can::Clear, "c", keys!([Char('c'), Code(KeyCode::Delete)] => Command::Clear)),
    can(Can::Finish, "f", keys!([Char('f')] => Command::Stop)),
    can(Can::PenWidth, "+ -", WIDER_NARROWER).only_listed(),
    can(Can::DrawOn, "d", keys!([Char('d')] => Command::DrawOn)),
    own(Own::Pen, "key-move-pen", "←↓↑→", ALL_ARROWS).only_listed(),
    can(Can::Choose, "enter", ENTER_OR_SPACE),
    can(Can::PredictNumber, "enter", ENTER_ALONE),
    can(Can::PredictChoice, "enter", ENTER_ALONE),
    can(Can::Begin, "enter", ENTER_OR_SPACE),
    can(Can::Retry, "enter", ENTER_ALONE),
    can(Can::TurnKnob, "←↓↑→", ALL_ARROWS_ALONE),
    can(Can::TrainAnother, "t", keys!([Char('t')] => Command::TrainAnother)),
    can(Can::OpenTest, "o", keys!([Char('o')] => Command::OpenTest)),
    can(Can::GiveUp, "x", keys!([Char('x')] => Command::GiveUp)),
    own(Own::Number, "key-number", "0-9", DIGITS),
    own(Own::Number, "key-erase", "backspace", keys!([Backspace] => Command::Erase)).only_listed(),
    own(Own::Number, "key-more-less", "↑↓", UP_DOWN).only_listed(),
    own(Own::ByDigit, "key-choose-number", "1-9", DIGITS).only_listed(),
    own(Own::StepNumber, "key-step-number", "0-9", DIGITS).only_listed(),
    own(Own::Sureness, "key-confidence", "←→", LEFT_RIGHT_ALONE),
    own(Own::Picture, "key-picture", "←→", LEFT_RIGHT),
    own(Own::Scrub, "key-scrub", "←→", LEFT_RIGHT),
    can(Can::Turn, "←→", LEFT_RIGHT),
    can(Can::TurnAngle, "↑↓", UP_DOWN),
    own(Own::Tab, "key-tab", "tab", TABS),
    own(Own::Around, "key-look-around", "←↓↑→", ALL_ARROWS),
    own(Own::OtherSlice, "can-look-at-slice", "n p", NEXT_SLICE),
    can(Can::LookAtPixels, "w", keys!([Char('w')] => Command::Pixels)).only_listed(),
    can(Can::LookInside, "i", keys!([Char('i')] => Command::Inside)).only_listed(),
    own(Own::Map, "key-map", "m", keys!([Char('m')] => Command::Map)),
    own(Own::Curves, "key-curves", "c", keys!([Char('c')] => Command::Curves)),
    own(Own::Inside, "key-inside", "i", keys!([Char('i')] => Command::Inside)),
    own(Own::LookAtPath, "key-look-at-it", "enter", ENTER_ALONE).typing(),
    can(Can::Label, "0-9", DIGITS),
    can(Can::CannotTell, "x", keys!([Char('x'), Char('-')] => Command::CannotTell)),
    can(Can::TakeBack, "backspace", keys!([Backspace] => Command::Erase)),
    own(Own::Keep, "key-keep-it", "enter", ENTER_ALONE).typing(),
    can(Can::Write, "e", keys!([Char('e')] => Command::Write)),
    own(Own::Stage, "key-stage", "↑↓", UP_DOWN),
    can(Can::SwitchStage, "x", keys!([Char('x')] => Command::Switch)),
    can(Can::OwnPhoto, "o", keys!([Char('o')] => Command::OwnPhoto)).called("key-own-photo"),
    can(Can::Phone, "m", PHONE),
    can(Can::TryPhoto, "n p", NEXT_PHOTO),
    can(Can::LookAtDigit, "←→", LEFT_RIGHT).only_listed(),
    own(Own::OtherPicture, "key-picture", "n p", NEXT_PICTURE),
    can(Can::LookAtSlice, "↑↓", UP_DOWN),
    own(Own::Move, "key-move", "↑↓", UP_DOWN),
    own(Own::Move, "key-move", "↑↓", ARROWS_ALONE).typing(),
    own(Own::Scroll, "key-scroll", "↑↓", UP_DOWN).only_listed(),
    own(Own::Scroll, "key-scroll", "↑↓", ARROWS_ALONE).only_listed().typing(),
    own(Own::Page, "key-page", "pgup pgdn", PAGES).only_listed(),
    own(Own::Page, "key-page", "pgup pgdn", PAGES).only_listed().typing(),
    own(Own::Maps, "key-maps", "pgup pgdn", PAGES).only_listed(),
    own(Own::Sort, "key-sort", "w", keys!([Char('w')] => Command::Sort)),
    own(Own::Axis, "key-axis", "z", keys!([Char('z')] => Command::Axis)),
    can(Can::Pause, "p", keys!([Char('p')] => Command::Pause)),
    can(Can::Resume, "p", keys!([Char('p')] => Command::Pause)),
    can(Can::Stop, "s", keys!([Char('s')] => Command::Stop)),
    can(Can::ResumeTraining, "t", keys!([Char('t')] => Command::ResumeTraining)),
    can(Can::Hint, "tab", keys!([Code(KeyCode::Tab)] => Command::Hint)).typing(),
    can(Can::Hint, "h", keys!([Char('h')] => Command::Hint)),
    own(Own::StepText, "key-step-text", "t", keys!([Char('t')] => Command::StepText)),
    own(Own::PeekEnd, "key-peek-end", "v", keys!([Char('v'), ENTER] => Command::Peek)),
    own(Own::PhoneEnd, "key-phone-end", "m", PHONE),
    can(Can::Jump, "g", keys!([Char('g')] => Command::Steps)).only_listed(),
    can(Can::Back, "←", keys!([Code(KeyCode::Left)] => Command::Back)).typing(),
    can(Can::Back, "b", keys!([Char('b')] => Command::Back)),
    own(Own::Peek, "key-peek", "v", keys!([Char('v')] => Command::Peek)),
    own(Own::Keeping, "key-keeping", "y", keys!([Char('y')] => Command::TurnKeeping)).only_listed(),
    own(Own::Help, "key-help", "?", keys!([Char('?')] => Command::Help)),
    own(Own::Rest, "key-rest", "esc", keys!([Code(KeyCode::Esc)] => Command::Cancel)).typing(),
    own(Own::Cancel, "key-cancel", "esc", keys!([Code(KeyCode::Esc)] => Command::Cancel)).typing(),
    own(Own::Leave, "key-leave", "esc", keys!([Code(KeyCode::Esc)] => Command::Leave)).typing(),
    own(Own::Leave, "key-leave", "q", keys!([Char('q'), Code(KeyCode::Esc)] => Command::Leave)),
    own(Own::RunList, "key-runs", "n", keys!([Char('n')] => Command::RunList)),
    own(Own::Search, "key-search", "/", keys!([Char('/')] => Command::Search)),
    own(Own::Range, "key-range", "+ -", WIDER_NARROWER),
    own(Own::Quit, "key-quit", "ctrl-c", CONTROL_C).only_listed(),
    own(Own::Quit, "key-quit", "ctrl-c", CONTROL_C).only_listed().typing(),
    own(Own::Repaint, "key-repaint", "ctrl-l", CONTROL_L).only_listed(),
    own(Own::Repaint, "key-repaint", "ctrl-l", CONTROL_L).only_listed().typing(),
    own(Own::Suspend, "", "", CONTROL_Z).only_listed(),
    own(Own::Text, "", "", keys!([Edits] => EDIT)).only_listed().typing(),
    own(Own::Cursor, "", "", keys!([Moves] => EDIT)).only_listed().typing(),
];
