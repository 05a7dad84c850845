//! The way in for a learner's phone. Who opens it, and how, is somebody else's business.

use std::net::SocketAddr;
use std::sync::Arc;

use thiserror::Error;

use crate::lesson::phone::{FromPhone, PhoneView};
use crate::words::Words;

/// Where what comes from a phone goes, called from other threads. Says whether anybody still listens.
pub type Hears = Arc<dyn Fn(FromPhone) -> bool + Send + Sync>;

/// How a phone finds in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The whole address: whoever has it is in.
    pub link: String,
    /// The same, short enough to be typed.
    pub address: String,
    /// What that page asks for.
    pub code: String,
}

/// A door for the phone of one learner.
pub trait Door: Send {
    /// Opens it for a phone that speaks this language; where it is open, asks in once more.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open(&mut self, words: Words, hears: Hears) -> Result<Invitation, DoorError>;

    /// From now on, the phone shows this.
    fn show(&mut self, view: PhoneView);

    /// Nobody comes in any more, and who is in hears of it.
    fn shut(&mut self);
}

/// Why no phone can come in.
#[derive(Debug, Error)]
pub enum DoorError {
    /// There is no door.
    #[error("phones cannot come in here")]
    None,
    /// This machine can be reached by nobody.
    #[error("no network: join the phone's WLAN, or name an address with --phone-address")]
    NoNetwork,
    /// The address cannot be listened to.
    #[error("{address}: {source}; name another one with --phone-address")]
    Taken {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system has no random numbers, threads or the like.
    #[error("the door for the phone cannot be opened: {0}; try again")]
    System(String),
    /// There are as many as there may be.
    #[error("too many phones are here already; try again later")]
    Full,
}
