//! The learner's phone beside the lesson: what it tells, and what it is shown of the walk.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use serde::{Serialize, Serializer};

use super::drawing::{CanvasPoint, Pen};
use super::photo::{Seen, SeenDigit};
use super::stage::Stage;
use super::step::{DrawState, PhotoState, StepState};
use super::walk::Walk;
use crate::model::classifier::argmax;
use crate::pack::{Draw, Photo, Step};
use crate::picture::cleanup;
use crate::say;
use crate::words::Words;

/// What comes from a phone.
#[derive(Debug, Clone, PartialEq)]
pub enum FromPhone {
    /// One is there, perhaps instead of another one.
    Arrived,
    /// It is gone; it may come back.
    Left,
    /// A photo is on its way.
    Sending,
    /// Nothing came of that photo.
    NotSent,
    /// A photo: upright, and nothing in the file but the picture.
    Photo(Vec<u8>),
    /// What a finger did on the canvas.
    Drawn(Part),
    /// None came for long: the door is shut.
    Expired,
}

/// What a finger did, part by part.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which part: they are counted from 1.
    pub number: u64,
    /// What was done in it.
    pub does: Vec<Does>,
}

/// What can be done on a phone's canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Does {
    /// The pen does something.
    Draws(Pen),
    /// The drawing is handed in.
    HandsIn,
}

/// What a phone is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhoneView {
    /// The lesson.
    pub lesson: String,
    /// The last part of a drawing that is in it.
    pub heard: u64,
    /// What can be done now.
    #[serde(flatten)]
    pub task: Task,
}

/// What can be done on the phone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Take a picture.
    Photo {
        /// What is going on, or was found, in a sentence.
        told: String,
        /// Whether the photo is being looked at.
        waits: bool,
        /// The photo that was looked at last, made small.
        #[serde(serialize_with = "data_address")]
        picture: Option<RgbImage>,
        /// What was found in it, in reading order.
        found: Vec<Mark>,
        /// Whether it can be handed in.
        takes: bool,
    },
    /// Write a digit.
    Draw {
        /// Which digit, and the how manieth it is.
        asked: String,
        /// What the network reads just now, in a sentence; empty where nothing is written.
        told: String,
        /// What was read in the last one that was handed in.
        before: String,
        /// What can be written on paper instead; empty where nothing can.
        paper: String,
        /// What is on the canvas.
        strokes: Vec<Vec<CanvasPoint>>,
        /// How wide the pen is, as a share of the canvas.
        pen: f32,
        /// The probabilities of the digits; empty where nothing is written.
        shares: Vec<f32>,
    },
    /// Nothing: the other screen goes on.
    Look {
        /// Why.
        told: String,
    },
}

/// A digit that was found in a photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// Where, as shares of the picture: left, top, width, height.
    pub place: [f32; 4],
    /// What stands on it.
    pub label: String,
    /// What the network reads there, and how sure it is; empty before that is known.
    pub told: String,
}

impl Mark {
    /// What the network reads in a digit.
    fn read(digit: &SeenDigit, words: Words) -> Self {
        let (read, sure) = argmax(&digit.answer);
        let sure = words.lang.whole_percent(f64::from(sure));
        Self {
            place: digit.place,
            label: read.to_string(),
            told: format!("{read} ({sure} %)"),
        }
    }
}

impl PhoneView {
    /// What there is to see of a walk, once this part of a drawing is in it.
    pub fn of(walk: &Walk, heard: u64, words: Words) -> Self {
        let task = match walk.current() {
            Some((Step::Photo(photo), StepState::Photo(state))) => of_photo(photo, state, words),
            Some((Step::Draw(draw), StepState::Draw(state))) => {
                of_drawing(draw, state, walk.stage(), words)
            }
            Some(_) | None => Task::Look {
                told: say!(words, "phone-look-there"),
            },
        };
        Self {
            lesson: walk.lesson().title.clone(),
            heard,
            task,
        }
    }
}

fn of_photo(photo: &Photo, state: &PhotoState, words: Words) -> Task {
    let name = state.source(photo).name(words);
    let Some(seen) = &state.seen else {
        return Task::Photo {
            told: match &state.failure {
                Some(failure) => failure.clone(),
                None => say!(words, "looking-at-photo"),
            },
            waits: state.failure.is_none(),
            picture: None,
            found: Vec::new(),
            takes: false,
        };
    };
    let found = say!(words, "digits-found", n = seen.digits.len());
    let marks = seen.digits.iter().map(|digit| Mark::read(digit, words));
    Task::Photo {
        told: format!("{name}: {found}"),
        waits: false,
        picture: upright(seen),
        found: marks.collect(),
        takes: false,
    }
}

/// The photo as it was turned upright, made small.
fn upright(seen: &Seen) -> Option<RgbImage> {
    let mut stages = seen.stages.iter();
    let stage = stages.find(|stage| stage.step == cleanup::Step::Upright);
    let stage = stage.or(seen.stages.first());
    stage.map(|stage| stage.picture.clone())
}

/// Digits on paper, each with the one that it stands for, once it is known that they are as many as were asked for.
fn of_paper(draw: &Draw, state: &DrawState, words: Words) -> Task {
    let (left, row) = (state.left(draw), state.row(draw));
    let Some(paper) = &state.paper else {
        return Task::Photo {
            told: state.told_row(draw, words),
            waits: false,
            picture: None,
            found: Vec::new(),
            takes: false,
        };
    };
    let stands_for = paper.stands_for(&left, row);
    let digits = paper.seen().map_or(&[][..], |seen| &seen.digits);
    let digits = digits.iter().zip(&stands_for).zip(1..);
    let marks = digits.map(|((digit, stands_for), n)| Mark {
        place: digit.place,
        label: match stands_for {
            Some(digit) => digit.to_string(),
            None => format!("{n}."),
        },
        told: String::new(),
    });
    Task::Photo {
        told: paper.told(&left, row, words),
        waits: paper.found.is_none(),
        picture: paper.seen().and_then(upright),
        found: marks.collect(),
        takes: stands_for.iter().any(Option::is_some),
    }
}

fn of_drawing(draw: &Draw, state: &DrawState, stage: Stage, words: Words) -> Task {
    let (Stage::Draw, Some(digit)) = (stage, state.now(draw)) else {
        let score = state.score(draw);
        return Task::Look {
            told: match stage {
                Stage::Look => say!(words, "phone-all-written", n = score.count, all = score.n),
                _ => say!(words, "phone-look-there"),
            },
        };
    };
    if state.paper.is_some() || !draw.takes_drawings() {
        return of_paper(draw, state, words);
    }
    let live = state.live.as_deref().unwrap_or_default();
    let read = |answer: &[f32]| {
        let (class, sure) = argmax(answer);
        let sure = words.lang.whole_percent(f64::from(sure));
        (class.to_string(), sure)
    };
    let told = match live {
        [] => String::new(),
        live => {
            let (class, sure) = read(live);
            say!(words, "plain-live", class = class, sure = sure)
        }
    };
    let before = state.written(draw).pop().map(|one| {
        let (class, sure) = read(one.answer);
        let digit = one.digit.to_string();
        say!(
            words,
            "plain-written",
            digit = digit,
            class = class,
            sure = sure
        )
    });
    let (at, all) = (state.handed_in.len() + 1, draw.goal);
    let place = say!(words, "n-of-n", n = at, all = all);
    Task::Draw {
        asked: format!("{} · {place}", say!(words, "write-a", digit = digit)),
        told,
        before: before.unwrap_or_default(),
        paper: match draw.takes_paper() {
            true => state.told_row(draw, words),
            false => String::new(),
        },
        strokes: state.canvas.strokes().to_vec(),
        pen: state.canvas.pen(),
        shares: live.to_vec(),
    }
}

/// A picture as an address that holds it, as pages need it.
fn data_address<S: Serializer>(
    picture: &Option<RgbImage>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let encoded = picture.as_ref().and_then(|picture| {
        let mut bytes = Cursor::new(Vec::new());
        let (width, height) = picture.dimensions();
        JpegEncoder::new_with_quality(&mut bytes, 80)
            .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
            .ok()?;
        let text = STANDARD.encode(bytes.into_inner());
        Some(format!("data:image/jpeg;base64,{text}"))
    });
    encoded.serialize(serializer)
}
