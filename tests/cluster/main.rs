//! A workshop over several hosts: the real program, a real NATS server, and the real OpenSSH client. Without a `nats-server`
//! on the path, or named by MINDGAP_TEST_NATS_SERVER, these tests say that they were skipped.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

mod balancer;
#[path = "../common/mod.rs"]
mod common;
mod course;
mod data;
mod engine;
mod front;
mod fronts;
mod machine;
mod packs;
mod state;
mod trainings;
mod worker;
