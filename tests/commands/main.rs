//! The real program from outside: its commands, and its full screen in a pseudo-terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../program/mod.rs"]
mod program;

mod basics;
mod details;
mod predict;
mod runs;
#[cfg(unix)]
mod terminal;
