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

/// Where a photo comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSource {
    /// A file that ships with mindgap.
    Shipped(String),
    /// The learner's own.
    Own(PathBuf),
}

impl PhotoSource {
    /// The learner's photo that a text names, as people type a path and terminals drop it: perhaps in
    /// quotes, with escaped spaces, or below the home folder.
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        let words = shlex::split(text).filter(|words| words.len() == 1);
        let path = words.map_or_else(|| text.to_owned(), |words| words.concat());
        if path.is_empty() {
            return None;
        }
        let below_home = path.strip_prefix("~/").zip(etcetera::home_dir().ok());
        Some(Self::Own(match below_home {
            Some((rest, home)) => home.join(rest),
            None => Path::new(&path).to_owned(),
        }))
    }
}

impl fmt::Display for PhotoSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped(name) => f.write_str(name),
            Self::Own(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A photo after every stage, and what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The stages that it went through, in order.
    pub stages: Vec<SeenStage>,
    /// What was found, in reading order.
    pub digits: Vec<SeenDigit>,
}

/// What a stage left.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenStage {
    /// Which stage.
    pub step: Step,
    /// What it did, in a sentence without its full stop.
    pub about: String,
    /// The picture after it, made small enough to be shown: red, green, blue.
    pub picture: image::RgbImage,
}

/// A digit, or what looks like one.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenDigit {
    /// As MNIST would show it, 28x28.
    pub picture: Vec<u8>,
    /// The probabilities of the classes.
    pub answer: Vec<f32>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_people_type_it_and_as_terminals_drop_it() {
        let plain = Some(PhotoSource::Own(PathBuf::from("/a b/c.jpg")));
        assert_eq!(PhotoSource::named("/a b/c.jpg\n"), plain);
        assert_eq!(PhotoSource::named("'/a b/c.jpg' "), plain);
        assert_eq!(PhotoSource::named("/a\\ b/c.jpg"), plain);
        assert_eq!(PhotoSource::named("\"/a b/c.jpg\""), plain);
        assert_eq!(PhotoSource::named("  "), None);
        let own = PhotoSource::named("~/x.png").map(|source| source.to_string());
        assert!(own.is_some_and(|path| !path.starts_with('~')));
    }
}
