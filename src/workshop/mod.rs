//! Workshops over SSH: an instructor hosts, and each learner who connects is in the lessons, with
//! nothing but an SSH client, or with nothing but a browser.
//!
//! `server` lets connections in; a `connection` proves who is there and turns bytes into events
//! (`input`), which travel as `signal`s; `reception` leads whoever comes to the `desk`, which is the
//! instructor's, to the `door`, or to their `seat`: the same app as everywhere, on a thread of its own,
//! which outlives the connection (`conversation` where there is no terminal). A `remote_terminal` carries
//! frames of a `screen` there, one at a time, and a `talk` text to whoever has none. A `browser` comes in over
//! HTTP and has the same door and seat. All share the `state`; [`roster`]
//! remembers who is who; what the class writes is kept in a [`ClassSet`](crate::progress::ClassSet).

pub mod access;
mod admission;
mod admitted;
mod ballot;
pub mod board;
mod brake;
mod browser;
mod calls;
mod command_line;
mod connection;
mod conversation;
mod desk;
mod door;
mod echo;
pub mod elsewhere;
mod fingerprint;
mod frames;
mod heard;
mod help;
pub mod host_key;
mod join;
mod limits;
pub mod metrics;
mod overlay;
mod pace;
mod place;
pub mod plan;
mod pty;
mod qr;
pub mod queue;
mod reception;
mod refusal;
pub mod rehearsal;
mod remote_terminal;
pub mod roster;
mod screen;
mod seat;
mod server;
mod settling;
mod signal;
mod state;
mod status;
mod talk;
mod waiting;
mod watch;

pub use board::Board;
pub use limits::Limits;
pub use pty::VARIABLES;
pub use state::{Settings, Workshop};
