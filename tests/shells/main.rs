//! The shells from outside: the full-screen app's screens and keys, and plain mode's lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[path = "../common/mod.rs"]
mod common;

mod finding;
mod flow;
mod layers;
mod monkey;
#[path = "../common/pages.rs"]
mod pages;
mod plain;
mod previews;
mod runs;
mod screens;
mod seeds;
mod words;
