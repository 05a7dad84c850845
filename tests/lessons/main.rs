//! Lessons from outside: the walk through one, each kind of step, and the whole built-in pack, played.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/pages.rs"]
mod pages;

mod ask;
mod built_in;
mod card;
mod class;
mod compare;
mod control;
mod dial;
mod draw;
mod exercise;
mod inspect;
mod label;
mod paper;
mod photo;
mod pictures;
mod played;
mod scoring;
mod seeds;
mod solve;
mod sweep;
mod texts;
mod walk;
