//! Looking keys up, and what there is to show of them.

use crossterm::event::{KeyEvent, KeyEventKind};

use super::item::{Item, Keys, Own};
use super::table::{Row, TABLE};
use crate::tui::command::Command;

/// What a key asks for now, if anything.
pub(crate) fn command(keys: &Keys, event: &KeyEvent) -> Option<Command> {
    match event.kind {
        KeyEventKind::Press | KeyEventKind::Repeat => {
            rows(keys).find_map(|row| row.command_of(event))
        }
        KeyEventKind::Release => None,
    }
}

/// What a key asks of the program around the app, whatever is on the screen: these are heard first.
pub(crate) fn of_terminal(event: &KeyEvent) -> Option<Command> {
    let mut rows = TABLE.iter();
    rows.find_map(|row| match row.item {
        Item::Own(Own::Repaint | Own::Suspend) => row.command_of(event),
        _ => None,
    })
}

/// Whether this key asks for the whole screen anew.
pub(crate) fn asks_to_repaint(event: &KeyEvent) -> bool {
    of_terminal(event) == Some(Command::Repaint)
}

/// The rows that have something to show now, in the order of the help bar.
pub(crate) fn shown(keys: &Keys) -> impl Iterator<Item = &'static Row> {
    // So whatever shows a screen proves it of that kind and stage, the whole-app tests of all of them.
    #[cfg(debug_assertions)]
    debug_assert_eq!(taken_twice(keys), None, "one key, one row");
    rows(keys).filter(|row| !row.shown.is_empty())
}

fn rows(keys: &Keys) -> impl Iterator<Item = &'static Row> {
    TABLE
        .iter()
        .filter(|row| row.mode == keys.mode && keys.can(row.item))
}

/// A key to which two rows answer at the same time, and how they show their keys.
#[cfg(any(test, debug_assertions))]
fn taken_twice(keys: &Keys) -> Option<(KeyEvent, Vec<&'static str>)> {
    let examples = rows(keys).flat_map(Row::examples);
    let answers = |event: &KeyEvent| -> Vec<&'static str> {
        let answering = rows(keys).filter(|row| row.command_of(event).is_some());
        answering.map(|row| row.shown).collect()
    };
    let answered = examples.map(|event| (event, answers(&event)));
    answered.into_iter().find(|(_, rows)| rows.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Can;
    use crate::words::Words;

    #[test]
    fn two_rows_for_one_key_are_noticed() {
        let both = |one: Own, other: Own| taken_twice(&Keys::of([one, other].map(Item::Own)));
        assert!(both(Own::Scroll, Own::Move).is_some());
        assert!(both(Own::Scroll, Own::Picture).is_none());
        let backspace = Keys::of([Can::TakeBack.into(), Own::Number.into()]);
        assert!(taken_twice(&backspace).is_some());
        // Where there is text, the left arrow moves in it.
        let back = |is_empty| taken_twice(&Keys::typing(is_empty, [Can::Back.into()]));
        assert!(back(true).is_none() && back(false).is_some());
    }

    #[test]
    fn every_row_that_is_shown_says_what_it_does() {
        for row in TABLE.iter().filter(|row| !row.shown.is_empty()) {
            let label = format!("{}.label", row.text());
            assert!(Words::default().has(row.text()), "{}", row.text());
            assert!(!row.in_bar || Words::default().has(&label), "{label}");
        }
    }

    #[test]
    fn everything_that_can_be_done_in_a_lesson_has_a_key() {
        for can in Can::ALL {
            let keys = Keys::of([Item::Can(*can)]);
            let is_shown =
                rows(&keys).any(|row| row.item == Item::Can(*can) && !row.shown.is_empty());
            assert!(is_shown, "{can:?}");
        }
    }
}
