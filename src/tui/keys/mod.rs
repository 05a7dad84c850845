//! The key table: the one source of what keys do. A screen says what can be done on it now; keys are
//! looked up in the rows of these things, and the help bar and the help screen are made of the same
//! rows, so help cannot lie.

mod key;
mod lookup;
mod table;
mod thing;

pub(crate) use lookup::{command, shown};
pub(crate) use thing::{Keys, Own, Thing};
