//! Following a photo to the network.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Action, Around, Can, Kind, Order, Report, Stage, Work};
use crate::pack::Photo;
use crate::picture::Cleanup;
use crate::picture::cleanup::Step;

/// How far a photo is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhotoState {
    /// Which photo; the first that can be tried, if nobody chose.
    pub source: Option<PhotoSource>,
    /// The stages that are switched on; as the lesson says, if nobody switched.
    pub stages: Option<Cleanup>,
    /// What became of it.
    #[serde(skip)]
    pub seen: Option<Box<Seen>>,
    /// Why nothing did.
    #[serde(skip)]
    pub failure: Option<String>,
    /// The newest question.
    #[serde(skip)]
    asked: usize,
}

impl PhotoState {
    /// Every stage, in the order in which a photo goes through them.
    pub const STAGES: [Step; 11] = [
        Step::Upright,
        Step::Grey,
        Step::Polarity,
        Step::Background,
        Step::Sauvola,
        Step::Otsu,
        Step::Rules,
        Step::Border,
        Step::Groups,
        Step::Largest,
        Step::Deskew,
    ];

    /// The photo that is looked at.
    pub fn source(&self, photo: &Photo) -> PhotoSource {
        let first = || photo.tries.first().cloned().unwrap_or_default();
        let source = self.source.clone();
        source.unwrap_or_else(|| PhotoSource::Shipped(first()))
    }

    /// The stages that are switched on.
    pub fn stages(&self, photo: &Photo) -> Cleanup {
        self.stages.unwrap_or(photo.stages)
    }

    fn ask(&mut self, photo: &Photo, around: &Around) -> Vec<Order> {
        self.asked += 1;
        self.seen = None;
        self.failure = None;
        match around.run(&photo.of) {
            Ok(run) => vec![around.work(Work::Photo {
                run,
                ticket: self.asked,
                source: self.source(photo),
                stages: self.stages(photo),
            })],
            Err(failure) => {
                self.failure = Some(failure);
                Vec::new()
            }
        }
    }
}

impl Kind for PhotoState {
    type Spec = Photo;

    fn stage(&self, _photo: &Photo) -> Stage {
        Stage::Look
    }

    fn can(&self, photo: &Photo) -> Vec<Can> {
        let mut can = vec![Can::SwitchStage];
        can.extend((photo.tries.len() > 1).then_some(Can::TryPhoto));
        can.push(Can::OwnPhoto);
        let has_digits = self
            .seen
            .as_ref()
            .is_some_and(|seen| !seen.digits.is_empty());
        can.extend(has_digits.then_some(Can::LookAtDigit));
        can
    }

    fn remembered(&self) -> Self {
        Self {
            source: self.source.clone(),
            stages: self.stages,
            ..Self::default()
        }
    }

    fn enter(&mut self, photo: &Photo, around: &Around) -> Vec<Order> {
        match self.seen {
            Some(_) => Vec::new(),
            None => self.ask(photo, around),
        }
    }

    fn act(&mut self, photo: &Photo, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Photo(source) => self.source = Some(source),
            Action::Switch(step) => {
                let mut stages = self.stages(photo);
                match stages.switch(step) {
                    Some(on) => *on = !*on,
                    None => return Vec::new(),
                }
                self.stages = Some(stages);
            }
            _ => return Vec::new(),
        }
        let mut orders = self.ask(photo, around);
        orders.push(Order::Save);
        orders
    }

    fn hear(&mut self, _photo: &Photo, report: Report, _around: &Around) -> Vec<Order> {
        match report {
            Report::Photographed { ticket, seen } if ticket == self.asked => {
                match seen {
                    Ok(seen) => self.seen = Some(seen),
                    Err(failure) => self.failure = Some(failure),
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
