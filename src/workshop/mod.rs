//! Workshops over SSH: an instructor hosts, and each learner who connects is in the lessons, with
//! nothing but an SSH client.
//!
//! `server` lets connections in; a `connection` proves who is there and turns bytes into events
//! (`input`), which travel as `signal`s; `reception` leads whoever comes to the `desk`, which is the
//! instructor's, to the `door`, or to their `seat`: the same app as everywhere, on a thread of its own,
//! which outlives the connection (`conversation` where there is no terminal). A `line` carries frames to
//! a terminal, one at a time; a `talk`, text to whoever has none. All share the `state`; [`roster`]
//! remembers who is who; what the class writes is kept in a [`ClassSet`](crate::progress::ClassSet).

pub mod access;
mod admission;
mod ballot;
mod brake;
mod connection;
mod conversation;
mod desk;
mod door;
mod heard;
mod help;
pub mod host_key;
mod join;
mod limits;
mod overlay;
mod pace;
mod place;
pub mod plan;
mod pty;
mod qr;
mod reception;
mod refusal;
pub mod rehearsal;
mod remote_terminal;
pub mod roster;
mod seat;
mod server;
mod signal;
mod state;
mod status;
mod talk;
mod watch;

pub use limits::Limits;
pub use pty::VARIABLES;
pub use state::{Settings, Workshop};
