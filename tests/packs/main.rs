//! What instructors write: packs that open, packs that are refused, and packs that are handed on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[path = "../program/mod.rs"]
mod program;

mod handing_on;
mod old_names;
mod opening;
mod pictures;
