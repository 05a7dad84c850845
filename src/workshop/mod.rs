//! Workshops over SSH: an instructor hosts, and each learner who connects is in the lessons, with
//! nothing but an SSH client.
//!
//! A connection (`connection`) proves who is there and turns bytes into events (`input`); a
//! line (`line`) carries frames to a terminal, one at a time; a talk (`talk`), lines where there is none; a learner's seat (`seat`) holds the
//! same app as everywhere, on a thread of its own, and outlives the connection; [`server`] lets
//! connections in; [`roster`] remembers who is who; `desk` is the instructor's; `class_set` is
//! what the class drew.

pub mod access;
mod class_set;
mod connection;
mod desk;
mod door;
pub mod host_key;
mod input;
mod limits;
mod line;
mod overlay;
mod pace;
pub mod plan;
mod predictions;
mod pty;
pub mod roster;
mod seat;
pub mod server;
mod status;
mod talk;

pub use class_set::ClassSet;
pub use limits::Limits;
pub use pty::VARIABLES;
pub use server::{Settings, Workshop};
