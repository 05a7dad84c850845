//! The full-screen shell: one app as state, `update` and `draw`, over any terminal.
//!
//! [`app`] is the state and what events do to it, `screen` draws it (a file a screen) out of
//! `widget`s onto a [`page`], [`keys`] says what keys do, [`look`] and [`theme`] how things look,
//! [`shell`] joins it with the engine, and [`local`] runs it in this process's own terminal.

pub mod app;
pub(crate) mod ascii;
pub mod graphics;
pub mod keys;
pub mod local;
pub mod look;
pub mod page;
pub mod preview;
mod screen;
pub mod shell;
pub mod theme;
pub(crate) mod widget;

pub use app::{App, AppEvent, Effect};
pub use screen::SMALLEST;
