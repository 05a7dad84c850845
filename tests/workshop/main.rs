//! A workshop from outside: the real server, and the real OpenSSH client.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[cfg(unix)]
#[path = "../common/chromium.rs"]
mod chromium;
#[path = "../common/mod.rs"]
mod common;

#[cfg(unix)]
mod class;
#[cfg(unix)]
mod door;
mod hosted;
mod limits;
