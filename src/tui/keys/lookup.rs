//! Looking keys up, and what there is to show of them.

use crossterm::event::{KeyEvent, KeyEventKind};

use super::table::{Row, TABLE};
use super::thing::Keys;
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

/// The rows that have something to show now, in the order of the help bar.
pub(crate) fn shown(keys: &Keys) -> impl Iterator<Item = &'static Row> {
    rows(keys).filter(|row| !row.shown.is_empty())
}

fn rows(keys: &Keys) -> impl Iterator<Item = &'static Row> {
    TABLE
        .iter()
        .filter(|row| row.mode == keys.mode && keys.can(row.thing))
}
