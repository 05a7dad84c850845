//! The key table: the one source of what keys do. A screen says what can be done on it now; keys are
//! looked up in the rows of these items, and the help bar and the help screen are made of the same
//! rows, so help cannot lie.

mod item;
mod key;
mod lookup;
mod table;

pub(crate) use item::{Item, Keys, Own};
#[cfg(unix)]
pub(crate) use lookup::of_terminal;
pub(crate) use lookup::{asks_to_repaint, command, shown};
