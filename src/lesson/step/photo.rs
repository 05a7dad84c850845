//! Following a photo to the network.

use serde::{Deserialize, Deserializer, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::dataset::Shape;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::detail::Detail;
use crate::lesson::gate::Gate;
use crate::lesson::photo::{PhotoSource, Seen};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::model::classifier::argmax;
use crate::pack::Photo;
use crate::pack::text::Figure;
use crate::picture::Cleanup;
use crate::picture::SIDE;
use crate::picture::cleanup::Step;
use crate::say;
use crate::words::Words;

/// Photos of one's own that stay among those to be tried, at most.
const MAX_OWN: usize = 20;

/// How far a photo is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhotoState {
    /// Which photo; the first that can be tried, if nobody chose.
    pub source: Option<PhotoSource>,
    /// The stages that are switched on; as the lesson says, if nobody switched.
    pub stages: Option<Cleanup>,
    /// The learner's own photos, the newest last: they stay among those to be tried.
    #[serde(
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "one_or_many"
    )]
    pub own: Vec<PhotoSource>,
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

/// What was remembered when only one was kept is understood too.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PhotoSource>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Own {
        Many(Vec<PhotoSource>),
        One(PhotoSource),
    }
    Ok(match Own::deserialize(from)? {
        Own::Many(many) => many,
        Own::One(one) => vec![one],
    })
}

impl PhotoState {
    /// Every stage, in the order in which a photo goes through them.
    pub const STAGES: [Step; 12] = [
        Step::Upright,
        Step::Paper,
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

    /// The stages that are switched on. Where nobody switched, all that is found in a photo of one's own is kept: the
    /// lesson may know of its own photos that each shows one digit.
    pub fn stages(&self, photo: &Photo) -> Cleanup {
        let usual = match self.source(photo) {
            PhotoSource::Shipped(_) => photo.stages,
            PhotoSource::Own(_) | PhotoSource::Sent(_) => Cleanup {
                largest: false,
                ..photo.stages
            },
        };
        self.stages.unwrap_or(usual)
    }

    /// The photos that can be tried, one after the other: the lesson's, then one's own.
    pub fn ring(&self, photo: &Photo) -> Vec<PhotoSource> {
        let shipped = photo.tries.iter().cloned().map(PhotoSource::Shipped);
        shipped.chain(self.own.clone()).collect()
    }

    /// Keeps photos among those to be tried, of many the newest.
    fn keep(&mut self, sources: impl IntoIterator<Item = PhotoSource>) {
        for source in sources {
            if !self.own.contains(&source) {
                self.own.push(source);
            }
        }
        self.own.drain(..self.own.len().saturating_sub(MAX_OWN));
    }

    /// What each stage did, and what was read in the end.
    fn tell_seen(&self, photo: &Photo, seen: &Seen, words: Words) -> Vec<Block> {
        let found = say!(words, "digits-found", n = seen.digits.len());
        let mut switches = self.stages(photo);
        let has_half = seen.stages.iter().any(|stage| stage.step == Step::Half);
        let stages = Self::STAGES.iter().map(|step| {
            let about = seen.stages.iter().find(|stage| stage.step == *step);
            let text = match (about, switches.switch(*step).map(|on| *on)) {
                (_, Some(false)) if *step == Step::Sauvola && has_half => {
                    say!(words, "stage-off-half")
                }
                (_, Some(false)) => say!(words, "plain-stage-off"),
                (Some(stage), _) => stage.about.clone(),
                (None, _) => say!(words, "plain-stage-idle"),
            };
            format!("{step}: {text}")
        });
        let stages = stages.collect();
        let read = seen.digits.iter().map(|digit| {
            let (class, sure) = argmax(&digit.answer);
            format!("{class} ({:.0} %)", sure * 100.0)
        });
        let read: Vec<String> = read.collect();
        let read = match read.is_empty() {
            true => seen.told_nothing(words),
            false => say!(words, "plain-read", digits = read.join(", ")),
        };
        vec![
            Block::Text(format!("{} · {found}", self.source(photo).name(words))),
            Block::Numbered(stages),
            Block::Text(read),
        ]
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
                self.failure = Some(failure.to_string());
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
        can.extend((self.ring(photo).len() > 1).then_some(Can::TryPhoto));
        can.extend([Can::OwnPhoto, Can::Phone]);
        let has_digits = self
            .seen
            .as_ref()
            .is_some_and(|seen| !seen.digits.is_empty());
        can.extend(has_digits.then_some(Can::LookAtDigit));
        can
    }

    fn gate(&self) -> Option<&Gate> {
        None
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        None
    }

    fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            source: self.source.clone(),
            stages: self.stages,
            own: self.own.clone(),
            ..Self::default()
        }
    }

    fn figures(&self, _photo: &Photo) -> Vec<Figure> {
        Vec::new()
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
            Action::Photos(sources) => {
                self.source = sources.first().cloned();
                self.keep(sources);
            }
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

    fn hear(&mut self, photo: &Photo, report: Report, _around: &Around) -> Vec<Order> {
        match report {
            Report::Photographed { ticket, seen } if ticket == self.asked => {
                match seen {
                    Ok(seen) => self.seen = Some(seen),
                    Err(failure) => {
                        self.failure = Some(failure);
                        return Vec::new();
                    }
                }
                let source = self.source(photo);
                if !source.is_learners() || self.own.contains(&source) {
                    return Vec::new();
                }
                self.keep([source]);
                vec![Order::Save]
            }
            _ => Vec::new(),
        }
    }

    fn tell(&self, photo: &Photo, words: Words) -> Vec<Block> {
        let tries = self.ring(photo).into_iter().zip(1..);
        let tries = tries.map(|(source, number)| {
            let name = source.name(words);
            Block::Text(say!(words, "plain-try", n = number, name = name))
        });
        let mut blocks = vec![Block::Authored(photo.say.clone())];
        blocks.extend(tries);
        match self.waits(photo) {
            true => blocks.push(Block::Text(say!(words, "looking-at-photo"))),
            false => blocks.extend(self.remark(photo, None, words)),
        }
        blocks
    }

    fn done(&self, _photo: &Photo, _records: Records<'_>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    fn solution(&self, _photo: &Photo) -> Option<Action> {
        None
    }

    fn choices(&self, photo: &Photo, words: Words) -> Vec<String> {
        let ring = self.ring(photo).into_iter();
        ring.map(|source| source.name(words)).collect()
    }

    fn waits(&self, _photo: &Photo) -> bool {
        self.seen.is_none() && self.failure.is_none()
    }

    fn remark(&self, photo: &Photo, _done: Option<&Action>, words: Words) -> Vec<Block> {
        match (&self.seen, &self.failure) {
            (Some(seen), _) => self.tell_seen(photo, seen, words),
            (None, Some(failure)) => vec![Block::Text(failure.clone())],
            (None, None) => Vec::new(),
        }
    }

    fn detail(&self, _photo: &Photo, detail: &Detail, _words: Words) -> Option<Vec<Block>> {
        let Detail::Digit(place) = *detail else {
            return None;
        };
        let digit = self.seen.as_ref()?.digits.get(place)?;
        let shape = Shape {
            width: SIDE as usize,
            height: SIDE as usize,
            channels: 1,
        };
        let picture = Block::picture(String::new(), &digit.picture, shape)?;
        Some(vec![picture])
    }
}
