//! How much the server lets anybody have: whatever comes from outside is bounded.

use std::time::Duration;

/// What is allowed. The defaults are for a class of thirty behind one address.
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
    /// Until a connection has to have said who it is and opened a terminal.
    pub grace: Duration,
    /// Until a connection that says nothing is asked whether it is still there; after three times
    /// without an answer it is closed.
    pub keepalive: Duration,
    /// How long somebody may touch no key before the connection is closed.
    pub idle: Duration,
    /// How long a connection may last.
    pub longest: Duration,
    /// How long a seat is kept, with its trainings, after its connection was lost.
    pub kept: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 200,
            per_address: 100,
            unauthenticated: 100,
            seats: 100,
            grace: Duration::from_secs(60),
            keepalive: Duration::from_secs(15),
            idle: Duration::from_secs(2 * 60 * 60),
            longest: Duration::from_secs(12 * 60 * 60),
            kept: Duration::from_secs(15 * 60),
        }
    }
}
