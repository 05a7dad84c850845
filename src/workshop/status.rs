//! What the instructor sees of a learner's seat.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::lesson::{Stage, Walk};
use crate::train::{RunView, State};
use crate::tui::App;

/// Where a learner is and what goes on there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Status {
    /// As they wrote it.
    pub(super) name: String,
    /// Whether somebody is there.
    pub(super) is_there: bool,
    /// Whether they are there in a browser.
    pub(super) is_in_browser: bool,
    /// Where they are.
    pub(super) place: Option<At>,
    /// What goes on.
    pub(super) doing: Doing,
    /// Since when they are there.
    #[serde(with = "age")]
    pub(super) since: Instant,
    /// When they did something last.
    #[serde(with = "age")]
    pub(super) touched: Instant,
}

/// A moment, told to another machine as how many milliseconds it is ago: their clocks need not agree.
mod age {
    use serde::{Deserializer, Serializer};

    use super::{Deserialize, Duration, Instant};

    pub(super) fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
        let ago = at.elapsed().as_millis();
        to.serialize_u64(u64::try_from(ago).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Instant, D::Error> {
        let ago = Duration::from_millis(u64::deserialize(from)?);
        let now = Instant::now();
        // A machine that was begun after that counts from its own beginning.
        Ok(now.checked_sub(ago).unwrap_or(now))
    }
}

/// A place in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct At {
    /// The lesson, from 0.
    pub(super) lesson: usize,
    /// The step, from 0.
    pub(super) step: usize,
}

/// What goes on at a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Doing {
    /// The list of lessons is looked at.
    Choosing,
    /// A text is read, or something is looked at.
    Looking,
    /// Something has to be said.
    Answering,
    /// A run is in this epoch of so many.
    Training(usize, usize),
    /// A run waits behind so many others, perhaps so many seconds.
    Queued(usize, Option<u64>),
    /// Something is measured.
    Measuring,
    /// Something went wrong.
    Failed,
}

/// What goes on in an app.
pub(super) fn doing(app: &App) -> (Option<At>, Doing) {
    let Some((lesson, walk)) = app.open_lesson() else {
        return (None, Doing::Choosing);
    };
    let at = At {
        lesson,
        step: walk.at(),
    };
    (Some(at), in_lesson(walk))
}

/// What goes on in a lesson.
pub(super) fn in_lesson(walk: &Walk) -> Doing {
    match walk.stage() {
        Stage::Watch => match walk.run_view() {
            Some(run_view) => in_run(run_view),
            None => Doing::Looking,
        },
        Stage::Predict | Stage::Choose | Stage::Label | Stage::Draw => Doing::Answering,
        Stage::Wait => Doing::Measuring,
        Stage::Retry => Doing::Failed,
        Stage::Look | Stage::Begin => Doing::Looking,
    }
}

fn in_run(run_view: &RunView) -> Doing {
    let epochs = run_view.start.as_ref().map_or(0, |start| start.epochs);
    match &run_view.state {
        State::Queued { ahead, seconds } => Doing::Queued(*ahead, *seconds),
        _ => Doing::Training(run_view.position.0.min(epochs), epochs),
    }
}
