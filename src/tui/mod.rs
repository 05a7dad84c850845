//! The full-screen shell: one app as state, `update` and `draw`, over any terminal.
//!
//! `app` is the state and what events do to it, `frame` draws it. At the bottom lies the list of
//! lessons (`home`), the page of a step (`screen`, a file a kind) or a lesson's end; over it a stack of
//! layers (`layer`, a file a layer). They are made of `widget`s on a [`page`]. `keys` says what keys do,
//! [`look`] and [`theme`] how things look, [`shell`] joins the app with the engine, and [`local`] runs it
//! in this process's own terminal.

pub(crate) mod app;
pub(crate) mod ascii;
mod command;
mod draft;
mod end;
mod event;
mod frame;
pub mod graphics;
mod ground;
mod home;
mod keys;
mod layer;
mod layout;
mod link;
#[cfg(unix)]
pub mod local;
#[cfg(not(unix))]
#[path = "local_nowhere.rs"]
pub mod local;
pub mod look;
pub mod page;
pub mod preview;
mod screen;
pub mod shell;
mod small;
pub mod terminal;
pub mod theme;
mod touch;
pub(crate) mod widget;

pub use app::App;
pub use event::{AppEvent, Effect};
pub(crate) use keys::asks_to_repaint;
pub use layout::MIN_SIZE;
