//! The pack format as types: what may stand in `pack.yaml` and in a lesson; a file a
//! kind of step.

mod ask;
mod card;
mod compare;
mod dial;
mod draw;
mod expect;
mod inspect;
mod label;
mod material;
mod photo;
mod reveal;
pub(in crate::pack) mod solve;
mod sweep;
mod train;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use ask::Ask;
pub use card::Card;
pub use compare::Compare;
pub use dial::{Dial, DialPrediction, Turn};
pub use draw::{Draw, DrawPrediction};
pub use expect::{Expectation, Range};
pub use inspect::{Among, Inspect, InspectPrediction, View as InspectView};
pub use label::Label;
pub use material::{Column, PackData, Shared};
pub use photo::Photo;
pub use reveal::{Measure, Reveal, RevealPrediction};
pub use solve::{Number, Right, Solve};
pub use sweep::{Knob, Sweep, SweepPrediction};
pub use train::{Train, TrainPrediction};

/// The newest format that this program reads.
pub const FORMAT: u32 = 1;

/// `pack.yaml`: what the pack is, and its lessons in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// The version of the pack format; 1.
    pub format: u32,
    /// A short name of lower-case letters, digits and hyphens.
    pub name: String,
    /// The name that learners see.
    pub title: String,
    /// One or two sentences on what it teaches.
    pub about: String,
    /// Under which licence the pack may be passed on.
    pub licence: String,
    /// File names of the lessons, in order.
    pub lessons: Vec<String>,
    /// Data of its own.
    #[serde(default)]
    pub data: Vec<PackData>,
    /// What its lessons use by name.
    #[serde(default)]
    pub shared: Shared,
    /// Words that need explaining, and what they mean; learners find them behind `?`.
    #[serde(default)]
    pub glossary: BTreeMap<String, String>,
}

/// `pack.LANG.yaml`: what learners read of the pack in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackTexts {
    /// The name that learners see.
    pub title: String,
    /// One or two sentences on what it teaches.
    pub about: String,
    /// The glossary in this language.
    #[serde(default)]
    pub glossary: BTreeMap<String, String>,
}

/// A lesson: a walk through steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its title.
    #[serde(rename = "lesson")]
    pub title: String,
    /// One line on what happens in it.
    #[serde(default)]
    pub about: String,
    /// How long a reader needs, training included.
    pub minutes: u32,
    /// File names of the lessons that should be done before.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What whoever leads a class should know or say; learners do not see it, `mindgap pack notes` prints it.
    #[serde(default)]
    pub speaker: Vec<SpeakerNote>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A note for whoever leads a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeakerNote {
    /// The step that it belongs to, from 1.
    pub step: usize,
    /// The note, in Markdown.
    pub say: String,
}

/// Asks how many of 100 the run reads rightly on a slice; of two runs, how many the second does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlicePrediction {
    /// What is asked; the answer is a percentage.
    pub question: String,
    /// The name of the slice.
    pub slice: String,
}

/// One step of a lesson: a map with one key, its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Text to read, in Markdown.
    Say(String),
    /// A question with choices.
    Ask(Ask),
    /// A network to train, live.
    Train(Train),
    /// A trained network meets data that it has not seen.
    Reveal(Reveal),
    /// A corruption's severity, or a trait of pen strokes, under the learner's keys.
    Dial(Dial),
    /// The learner writes digits, and a network reads them.
    Draw(Draw),
    /// A trained network's answers, looked at closely.
    Inspect(Inspect),
    /// Two trained networks on the same pictures.
    Compare(Compare),
    /// A photo on its way to the network, stage by stage.
    Photo(Photo),
    /// A model card of a trained network.
    Card(Card),
    /// One knob of a recipe at several values, each with several seeds.
    Sweep(Box<Sweep>),
    /// The learner says what pictures show, and is measured as the network is.
    Label(Label),
    /// An exercise whose answer is typed.
    Solve(Solve),
}

impl Step {
    /// What it is about, in a line: its first heading or sentence, without Markdown's marks. Empty where
    /// it says nothing.
    pub fn gist(&self) -> String {
        let asked = |asked: Option<&String>, say: &String| match asked {
            Some(question) => question.clone(),
            None => say.clone(),
        };
        let text = match self {
            Self::Say(text) => text.clone(),
            Self::Ask(ask) => ask.question.clone(),
            Self::Train(train) => train.name.clone(),
            Self::Reveal(reveal) => reveal.predict.question.clone(),
            Self::Dial(dial) => asked(dial.predict.as_ref().map(|p| &p.question), &dial.say),
            Self::Draw(draw) => asked(draw.predict.as_ref().map(|p| &p.question), &draw.say),
            Self::Inspect(step) => asked(step.predict.as_ref().map(|p| &p.question), &step.say),
            Self::Compare(step) => asked(step.predict.as_ref().map(|p| &p.question), &step.say),
            Self::Photo(photo) => photo.say.clone(),
            Self::Card(card) => card.ask.clone(),
            Self::Sweep(sweep) => asked(sweep.predict.as_ref().map(|p| &p.question), &sweep.say),
            Self::Label(label) => label.say.clone(),
            Self::Solve(solve) => solve.question.clone(),
        };
        let line = text.lines().find(|line| !line.trim().is_empty());
        let line = line.unwrap_or_default().trim_start_matches(['#', ' ']);
        line.replace(['*', '`'], "").trim().to_owned()
    }

    /// The kind's name, as lessons write it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Say(_) => "say",
            Self::Ask(_) => "ask",
            Self::Train(_) => "train",
            Self::Reveal(_) => "reveal",
            Self::Dial(_) => "dial",
            Self::Draw(_) => "draw",
            Self::Inspect(_) => "inspect",
            Self::Compare(_) => "compare",
            Self::Photo(_) => "photo",
            Self::Card(_) => "card",
            Self::Sweep(_) => "sweep",
            Self::Label(_) => "label",
            Self::Solve(_) => "solve",
        }
    }
}
