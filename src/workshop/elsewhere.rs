//! The other hosts of a workshop, as far as this one has to know of them: who sits there, what is said at their seats, and
//! that nobody has a seat at two. A workshop on one host has none.

use std::any::Any;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::signal::CloseReason;
use super::status::Status;

/// All other hosts together.
pub trait Elsewhere: Send + Sync {
    /// Takes a learner's seat for this host; another host that has it lets go of it first. May take seconds.
    ///
    /// # Errors
    /// When it is not known whether another host has it.
    fn take(&self, learner: &str) -> Result<Hold, NotNow>;

    /// Says something at the seats of other hosts.
    fn tell(&self, call: &Call);

    /// Who sits at other hosts.
    fn class(&self) -> Vec<Sitting>;

    /// What a learner who sits here should know of how it stands with the other hosts.
    fn concern(&self, learner: &str) -> Option<Concern>;

    /// All machines of the workshop, as far as this one can see them.
    fn machines(&self) -> Machines;
}

/// The machines of a workshop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machines {
    /// For how long the others have not been reached; none while they are.
    pub apart: Option<Duration>,
    /// What each front host is called, and how many learners sit there.
    pub fronts: Vec<(String, usize)>,
    /// Who trains.
    pub workers: Workers,
}

/// Those who train for a workshop, and what they have to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workers {
    /// What each is called, and how many trainings go on there.
    pub there: Vec<(String, usize)>,
    /// Trainings that wait for a worker.
    pub waiting: usize,
    /// How long the last trainings waited for one, at the median; none before any has.
    pub waited: Option<Duration>,
}

/// Keeps a seat for this host, until it is dropped.
pub type Hold = Box<dyn Any + Send>;

/// Why a seat cannot be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNow {
    /// This host cannot reach the others.
    Away,
    /// Another host has it, and does not answer; in a moment it counts as gone.
    Held,
}

/// What a learner should know of how it stands with the other hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// What they did last is kept on this host only.
    Unstored,
    /// This host cannot reach the others, and another one may have the seat by now.
    Away,
}

/// Something that is said at seats, wherever they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// The instructor says something to everybody.
    Message(String),
    /// The instructor answers this learner.
    Answer {
        /// Who.
        learner: String,
        /// What; empty where somebody is coming.
        text: String,
    },
    /// What these learners drew is shown to everybody.
    Set(Vec<String>),
    /// A learner's seat is closed.
    Close {
        /// Whose.
        learner: String,
        /// Why.
        why: Closed,
    },
}

/// Why a seat is closed from another host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// The instructor has closed it; the learner may come back.
    Kicked,
    /// The instructor has shut the learner out.
    Blocked,
    /// The instructor has put two names of one learner together.
    Joined,
    /// The learner has come in at another host.
    Moved,
}

impl From<Closed> for CloseReason {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Kicked => Self::Kicked,
            Closed::Blocked => Self::Blocked,
            Closed::Joined => Self::Joined,
            Closed::Moved => Self::Moved,
        }
    }
}

/// Somebody in their seat, and what the desk sees of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sitting {
    /// Who, by their id.
    pub learner: String,
    pub(super) status: Status,
}
