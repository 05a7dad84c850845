//! How much the server lets anybody have: whatever comes from outside is bounded.

use std::time::Duration;

/// What is allowed.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address.
    pub per_address: usize,
    /// Connections that have not said yet who they are.
    pub unauthenticated: usize,
    /// Learners who have a seat.
    pub seats: usize,
    /// Until a connection that has said nothing at all is closed.
    pub silence: Duration,
    /// Until a connection has to have said who it is and opened a terminal: a person compares a fingerprint, types a
    /// passphrase, and reads a code from a projector.
    pub grace: Duration,
    /// How often a client is asked whether it is still there, once it has said who it is; one that does not answer
    /// within three times that is gone.
    pub keepalive: Duration,
    /// How long somebody may touch no key before the connection is closed.
    pub idle: Duration,
    /// How long a connection may last.
    pub longest: Duration,
    /// How long a seat is kept, with its trainings, after its connection was lost.
    pub kept: Duration,
}

/// Learners that a workshop is made for, if nobody says how many.
const LEARNERS: usize = 100;
/// Connections beyond one a learner: those that come back before the old one is noticed to be gone, and the desk.
const SPARE: usize = 100;

impl Limits {
    /// What so many learners need, also where all of them sit behind one address and come at once.
    pub fn for_learners(learners: usize) -> Self {
        let connections = 2 * learners + SPARE;
        Self {
            connections,
            per_address: connections,
            unauthenticated: learners + SPARE,
            seats: learners,
            silence: Duration::from_secs(10),
            grace: Duration::from_secs(3 * 60),
            keepalive: Duration::from_secs(15),
            idle: Duration::from_secs(2 * 60 * 60),
            longest: Duration::from_secs(12 * 60 * 60),
            kept: Duration::from_secs(15 * 60),
        }
    }

    /// Files that the system has to let this process have open: two a connection (the socket is held twice), one a
    /// seat's database and its journals, and what the program needs itself.
    pub fn open_files(&self) -> u64 {
        (2 * self.connections + 3 * self.seats + 200) as u64
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::for_learners(LEARNERS)
    }
}
