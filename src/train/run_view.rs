//! A run as a listener knows it: its events, folded into one picture of where it stands.

use std::time::Duration;

use super::event::{CurvePoint, Ending, EpochRecord, Event, Glance, Start};
use crate::dataset::Split;

/// A run as far as its events have told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunView {
    /// The facts of the run, once it has started.
    pub start: Option<Start>,
    /// Complete epochs.
    pub epochs: Vec<EpochRecord>,
    /// The training curve.
    pub curve: Vec<CurvePoint>,
    /// The epoch that is going on (from 1) and the steps done in it.
    pub position: (usize, usize),
    /// Training pictures a second, newest.
    pub images_per_second: f64,
    /// The pictures that glances are at.
    pub specimens: Option<Split>,
    /// What the model says now.
    pub glance: Option<Glance>,
    /// What it said after each complete epoch; none of those that were only replayed, of which the weights are gone.
    pub glances: Vec<Option<Glance>>,
    /// What the run is doing.
    pub state: State,
    /// Whether somebody else had asked for it before.
    pub is_joined: bool,
}

/// What a run is doing.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has been heard yet: data is being read.
    #[default]
    Preparing,
    /// It waits behind this many others.
    Queued {
        /// How many.
        ahead: usize,
        /// How long that may take, in seconds, if anything is known of it.
        seconds: Option<u64>,
    },
    /// The machines that train cannot be reached now.
    Apart,
    /// Steps are being done.
    Training,
    /// Validation pictures are being read.
    Validating,
    /// Somebody paused it.
    Paused,
    /// It is over.
    Done(Ending),
    /// It could not go on.
    Failed(String),
}

impl RunView {
    /// Takes one more event in.
    pub fn hear(&mut self, event: Event) {
        match event {
            Event::Queued { ahead, seconds } => self.state = State::Queued { ahead, seconds },
            Event::Apart => self.state = State::Apart,
            Event::Joined => self.is_joined = true,
            Event::Started(start) => {
                // A run that is taken up again tells its epochs and its curve anew.
                self.epochs.clear();
                self.curve.clear();
                self.glance = None;
                self.glances.clear();
                self.position = (start.resumed_at.floor() as usize + 1, 0);
                self.start = Some(start);
                self.state = State::Training;
            }
            Event::Step(progress) => {
                self.position = (progress.epoch, progress.step);
                self.images_per_second = progress.images_per_second;
                self.curve.extend(progress.points);
                self.state = State::Training;
            }
            Event::Specimens(pictures) => self.specimens = Some(pictures),
            Event::Glance(glance) => self.glance = Some(glance),
            Event::Validating { .. } => self.state = State::Validating,
            Event::Epoch(epoch) => {
                self.images_per_second = epoch.images_per_second;
                self.epochs.push(epoch);
                // The newest glance is one at the epoch's end: it comes right before this.
                self.glances.push(self.glance.clone());
                self.state = State::Training;
            }
            Event::Paused => self.state = State::Paused,
            Event::Resumed => self.state = State::Training,
            Event::Done(ending) => self.state = State::Done(ending),
            Event::Failed { message } => self.state = State::Failed(message),
        }
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Done(_) | State::Failed(_))
    }

    /// How the run ended, if it did.
    pub fn ended(&self) -> Option<&Ending> {
        match &self.state {
            State::Done(ending) => Some(ending),
            _ => None,
        }
    }

    /// How the run ended, if it did and has weights to answer with.
    pub fn ending(&self) -> Option<&Ending> {
        self.ended().filter(|ending| ending.kept_epoch.is_some())
    }

    /// Why it could not go on, if it could not.
    pub fn failure(&self) -> Option<&str> {
        match &self.state {
            State::Failed(message) => Some(message),
            _ => None,
        }
    }

    /// Whether it came to its end: nobody stopped it, and nothing failed.
    pub fn is_final(&self) -> bool {
        matches!(&self.state, State::Done(ending) if ending.status.is_final())
    }

    /// The epoch whose weights answer for the run, once it is over.
    pub fn kept(&self) -> Option<&EpochRecord> {
        let kept = self.ending()?.kept_epoch;
        self.epochs.iter().find(|epoch| Some(epoch.epoch) == kept)
    }

    /// The validation accuracy of the weights that answer for the run, 0..1; none where there are none, or it is not
    /// over.
    pub fn validation_accuracy(&self) -> Option<f64> {
        self.kept()?.validation_accuracy
    }

    /// Share of all steps that are done, 0..1.
    pub fn share_done(&self) -> f64 {
        let Some(start) = &self.start else { return 0.0 };
        let (epoch, step) = self.position;
        let done = epoch.saturating_sub(1) * start.steps + step;
        let done = done.max(self.epochs.len() * start.steps);
        let all = (start.epochs * start.steps).max(1);
        (done as f64 / all as f64).min(1.0)
    }

    /// Time until the last step at the present speed, validation not counted.
    pub fn remaining(&self) -> Option<Duration> {
        let start = self.start.as_ref()?;
        if self.images_per_second <= 0.0 {
            return None;
        }
        let pictures = (1.0 - self.share_done()) * (start.epochs * start.train) as f64;
        Some(Duration::from_secs_f64(pictures / self.images_per_second))
    }
}
