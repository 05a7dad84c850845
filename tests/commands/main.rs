//! The real program from outside: its commands, its full screen in a pseudo-terminal, and how its source
//! is ordered.

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

mod along;
mod basics;
mod brought;
mod by_ear;
mod details;
mod documents;
#[cfg(unix)]
mod edges;
mod every;
#[cfg(unix)]
mod files;
mod finetune;
mod groups;
mod handing_in;
mod house;
mod looks;
mod own_pictures;
mod packages;
#[cfg(unix)]
mod pictures;
mod predict;
mod robustness;
mod runs;
mod seeds;
#[cfg(unix)]
mod terminal;
