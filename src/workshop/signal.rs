//! What reaches a learner's seat, the door and the desk, and the way there.

use std::collections::HashSet;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use super::remote_terminal::RemoteTerminal;
use super::talk::Talk;
use super::watch::Shown;
use crate::lesson::News;
use crate::lesson::phone::FromPhone;
use crate::say;
use crate::tui::AppEvent;
use crate::tui::look::Look;
use crate::words::Words;

/// Something that reaches a seat.
pub(super) enum Signal {
    /// From a connection.
    Of(u64, ConnectionEvent),
    /// From the engine.
    News(News),
    /// From the learner's phone.
    Phone(FromPhone),
    /// A connection takes the seat; one that had it before is closed.
    Attach(Client),
    /// The class's pace has changed.
    Pace,
    /// The instructor says something to everybody.
    Message(String),
    /// The instructor answers this one who asked for help; with an empty text, somebody is coming.
    Answer(String),
    /// What the class drew, of these learners, is shown to everybody.
    Set(Arc<HashSet<String>>),
    /// Whoever talks line by line needs help with this; without a text, with something, or no longer.
    Call(String),
    /// The instructor asks to look at the learner's screen.
    Watch(Shown),
    /// A question was put to the class, or closed.
    Vote,
    /// The seat is closed.
    End(CloseReason),
}

/// Who comes to a seat.
pub(super) enum Client {
    /// Somebody with a terminal.
    Terminal(Box<RemoteTerminal>),
    /// Somebody who talks line by line.
    Talk(Box<Talk>),
}

impl Client {
    /// Which connection's.
    pub(super) fn id(&self) -> u64 {
        match self {
            Self::Terminal(line) => line.id,
            Self::Talk(talk) => talk.id,
        }
    }

    /// Says the last words.
    pub(super) fn bye(self, text: &str, status: u32) {
        match self {
            Self::Terminal(line) => line.bye(text, status),
            Self::Talk(talk) => talk.bye(text, status),
        }
    }
}

/// What is heard of a connection.
pub(super) enum ConnectionEvent {
    /// The whole screen is to be drawn again.
    Repaint,
    /// A key, the mouse, a paste, a new size.
    Event(AppEvent),
    /// It has said more about its terminal: this is how things look there.
    Look(Box<Look>),
    /// The frame has arrived.
    Arrived,
    /// It is gone.
    Gone,
    /// The conversation over it has ended.
    Ended,
}

/// Why a seat is closed from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CloseReason {
    /// The server ends.
    Shutdown,
    /// The instructor has closed it; the learner may come back.
    Kicked,
    /// The instructor has shut the learner out.
    Blocked,
    /// Nobody has said anything for long.
    Idle,
    /// The instructor has put two names of one learner together.
    Joined,
    /// The learner has come in at another host.
    Moved,
}

impl CloseReason {
    /// What the learner is told.
    pub(super) fn text(self, words: Words) -> String {
        match self {
            Self::Shutdown => say!(words, "seat-shutdown"),
            Self::Kicked => say!(words, "seat-kicked"),
            Self::Blocked => say!(words, "seat-blocked"),
            Self::Idle => say!(words, "seat-idle"),
            Self::Joined => say!(words, "seat-joined"),
            Self::Moved => say!(words, "seat-taken-over"),
        }
    }
}

/// Where connections send what they hear: to the door first, to a seat then.
#[derive(Clone)]
pub(super) struct Route(Arc<Mutex<Sender<Signal>>>);

impl Route {
    /// A way to there.
    pub(super) fn to(target: Sender<Signal>) -> Self {
        Self(Arc::new(Mutex::new(target)))
    }

    /// From now on to there.
    pub(super) fn turn(&self, target: Sender<Signal>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Sends; whether somebody is there who hears it.
    pub(super) fn send(&self, signal: Signal) -> bool {
        let target = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        target.send(signal).is_ok()
    }
}
