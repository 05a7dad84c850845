//! Two names of one person: what they did under both is theirs, under the one that stays.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::elsewhere::Closed;
use super::roster::Learner;
use super::state::Workshop;
use crate::progress::{LessonOf, Progress};

/// How long a seat may take to close: a step may be about to be saved.
const CLOSING: Duration = Duration::from_secs(5);
/// Between two looks whether it has.
const LOOK: Duration = Duration::from_millis(20);

/// What was joined, for parting it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    from: String,
    into: String,
    lessons: Vec<LessonOf>,
    digits: Vec<i64>,
}

impl Workshop {
    /// Says that one learner is another: logs in as them, and lessons in which the first came further are theirs. Both
    /// seats are closed, so that nobody writes on what has changed hands.
    ///
    /// # Errors
    /// When it cannot be kept, or a seat does not close.
    pub(super) fn join(&self, from: &Learner, into: &Learner) -> Result<Joined> {
        tracing::info!(
            from = from.id,
            into = into.id,
            "the instructor joins two learners"
        );
        self.close_seats(&[&from.id, &into.id])?;
        self.roster.join(&from.id, &into.id)?;
        let mut progress = Progress::open(&self.folder)?;
        let lessons = progress.further(&from.id, &into.id)?;
        progress.exchange(&from.id, &into.id, &lessons)?;
        let digits = self.set.hand_over(&from.id, &into.id)?;
        Ok(Joined {
            from: from.id.clone(),
            into: into.id.clone(),
            lessons,
            digits,
        })
    }

    /// Parts them again: the lessons that changed hands change back, with what was done in them since. The roster is the
    /// caller's to restore.
    ///
    /// # Errors
    /// When it cannot be kept, or a seat does not close.
    pub(super) fn part(&self, joined: &Joined) -> Result<()> {
        tracing::info!(
            from = joined.from,
            into = joined.into,
            "the instructor parts two learners"
        );
        self.close_seats(&[&joined.from, &joined.into])?;
        let mut progress = Progress::open(&self.folder)?;
        progress.exchange(&joined.from, &joined.into, &joined.lessons)?;
        self.set.give_back(&joined.digits, &joined.from)?;
        Ok(())
    }

    /// Closes these learners' seats, and returns once nobody is in them.
    fn close_seats(&self, learners: &[&str]) -> Result<()> {
        for learner in learners {
            self.close_seat(learner, Closed::Joined);
        }
        let begun = Instant::now();
        while self
            .class()
            .iter()
            .any(|(id, _)| learners.contains(&id.as_str()))
        {
            if begun.elapsed() > CLOSING {
                bail!("a seat is still busy, and nothing was changed: try again in a moment");
            }
            sleep(LOOK);
        }
        Ok(())
    }
}
