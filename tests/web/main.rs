//! What is promised of the learner's phone: what it may do, what it is shown, and what is kept from everybody else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[path = "../common/chromium.rs"]
mod chromium;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/pages.rs"]
mod pages;

mod browser;
mod client;
mod guarded;
mod hands;
mod learner;
mod voter;
mod votes;
