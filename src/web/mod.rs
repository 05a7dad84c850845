//! The phone as camera and as pen: pages over HTTP for the phones of learners, each bound to a seat by a token in
//! its address; and votes, on phones and on the projector (`vote`).
//!
//! A [`Hall`] has the seats that phones may come to, [`serve`] lets connections in and holds them, [`door`] opens the
//! hall for one learner: a hall of their own while a step is open, or that of a workshop. What a phone does goes to
//! its `seat` (`hands` takes drawings and photos), and what it is to show goes out to it as it changes (`follow`).
//! A [`Place`] says where that is. `pages` are
//! what a browser gets, with everything inside. A room below may serve [more](serve) at the same address.

pub mod door;
mod follow;
mod hall;
mod hands;
mod pages;
mod place;
mod rate;
mod routes;
mod seat;
mod server;
mod tls;
mod tries;
mod vote;
mod voting;

pub use hall::{Hall, Limits};
pub use pages::{filled, served};
pub use place::{Address, NoAddress, Place};
pub use routes::Peer;
pub use server::serve;
pub use tls::{Tls, TlsError};
pub use voting::{LINKS, Tidy, Voting};
