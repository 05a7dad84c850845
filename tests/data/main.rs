//! Pictures from outside: the sets that ship, imports, photos and their clean-up, corruptions.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

mod cleanup;
mod contact_sheets;
mod hostile;
mod import;
mod pages;
mod pale;
mod paper;
mod photos;
mod sets;
mod sheet;
#[path = "../common/sheets.rs"]
mod sheets;
mod shift;
mod traits;
