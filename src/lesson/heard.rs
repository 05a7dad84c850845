//! What of the news is worth telling while something goes on.

use super::talk::Report;
use crate::train::{EpochRecord, Event};

/// What is worth a line while something goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// An epoch of one of the step's runs is over.
    Epoch(usize, EpochRecord),
    /// One of the step's runs is over.
    RunOver(usize),
    /// A run waits behind so many others, perhaps for about so many seconds.
    Queued(usize, Option<u64>),
    /// Somebody else had asked for the same run before.
    Joined,
    /// A slice is measured.
    Measured,
    /// Others share the run.
    Shared,
    /// The training holds.
    Paused,
    /// It goes on after a pause.
    Resumed,
}

impl Heard {
    /// What is worth a line in a report, if anything is.
    pub fn of(report: &Report) -> Option<Self> {
        match report {
            Report::Shared => Some(Self::Shared),
            Report::Measured { .. } => Some(Self::Measured),
            Report::Run { part, event } => match event {
                Event::Epoch(record) => Some(Self::Epoch(*part, record.clone())),
                Event::Queued { ahead, seconds } if *ahead > 0 => {
                    Some(Self::Queued(*ahead, *seconds))
                }
                Event::Joined => Some(Self::Joined),
                Event::Paused => Some(Self::Paused),
                Event::Resumed => Some(Self::Resumed),
                Event::Done(_) | Event::Failed { .. } => Some(Self::RunOver(*part)),
                _ => None,
            },
            Report::Measuring { .. }
            | Report::Answered { .. }
            | Report::Explained { .. }
            | Report::LookedInside { .. }
            | Report::Calibrated { .. }
            | Report::Photographed { .. }
            | Report::Shown { .. }
            | Report::Failed { .. } => None,
        }
    }
}
