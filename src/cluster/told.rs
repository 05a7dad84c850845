//! What a worker tells of a run, for whoever watches it now and whoever comes later.

use serde::{Deserialize, Serialize};

use crate::train::{Ending, EpochRecord, Event, Glance, Start, StepMetrics};

/// One thing that happened to a run on a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    /// Data is ready and the first step follows, perhaps from a checkpoint.
    Started(Start),
    /// Some steps were done.
    Step(StepMetrics),
    /// What the model says of the specimens; whoever watches has the pictures.
    Glance(Glance),
    /// The validation pictures are being read.
    Validating {
        /// From 1.
        epoch: usize,
    },
    /// An epoch is complete and its checkpoint is stored.
    Epoch(EpochRecord),
    /// Somebody paused it.
    Paused,
    /// It goes on after a pause.
    Resumed,
    /// It is over, and what it came to is stored.
    Done(Ending),
    /// It could not go on.
    Failed(String),
}

/// What is told, by the worker that took the run for the so-manieth time: whoever took it later is believed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Say {
    /// Which time it was.
    pub(super) take: u32,
    /// What is told.
    pub(super) told: Told,
}

impl Told {
    /// What is told of an event, if anything is.
    pub(super) fn of(event: Event) -> Option<Self> {
        match event {
            Event::Started(start) => Some(Self::Started(start)),
            Event::Step(step) => Some(Self::Step(step)),
            Event::Glance(glance) => Some(Self::Glance(glance)),
            Event::Validating { epoch } => Some(Self::Validating { epoch }),
            Event::Epoch(epoch) => Some(Self::Epoch(epoch)),
            Event::Paused => Some(Self::Paused),
            Event::Resumed => Some(Self::Resumed),
            Event::Done(ending) => Some(Self::Done(ending)),
            Event::Failed { message } => Some(Self::Failed(message)),
            // Those who watch have these of their own.
            Event::Specimens(_) | Event::Queued { .. } | Event::Apart | Event::Joined => None,
        }
    }
}
