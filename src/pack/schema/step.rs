//! A step of a lesson, of whichever kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ask::Ask;
use super::card::Card;
use super::compare::Compare;
use super::dial::Dial;
use super::draw::Draw;
use super::exercise::Exercise;
use super::inspect::Inspect;
use super::label::Label;
use super::photo::Photo;
use super::reveal::Reveal;
use super::solve::Solve;
use super::spec::Spec;
use super::sweep::Sweep;
use super::train::Train;
use crate::pack::text::on_screen;
use crate::pack::text::pictures::told;

/// One step of a lesson: a map with one key, its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Text to read, in Markdown.
    Say(String),
    /// A question: with choices, as a poll, or to be written to.
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
    /// Knobs to turn until a run meets a goal.
    Exercise(Box<Exercise>),
}

impl Step {
    /// What every kind says of itself.
    pub fn spec(&self) -> &dyn Spec {
        match self {
            Self::Say(step) => step,
            Self::Ask(step) => step,
            Self::Train(step) => step,
            Self::Reveal(step) => step,
            Self::Dial(step) => step,
            Self::Draw(step) => step,
            Self::Inspect(step) => step,
            Self::Compare(step) => step,
            Self::Photo(step) => step,
            Self::Card(step) => step,
            Self::Sweep(step) => step.as_ref(),
            Self::Label(step) => step,
            Self::Solve(step) => step,
            Self::Exercise(step) => step.as_ref(),
        }
    }

    /// The same, to be changed.
    pub fn spec_mut(&mut self) -> &mut dyn Spec {
        match self {
            Self::Say(step) => step,
            Self::Ask(step) => step,
            Self::Train(step) => step,
            Self::Reveal(step) => step,
            Self::Dial(step) => step,
            Self::Draw(step) => step,
            Self::Inspect(step) => step,
            Self::Compare(step) => step,
            Self::Photo(step) => step,
            Self::Card(step) => step,
            Self::Sweep(step) => step.as_mut(),
            Self::Label(step) => step,
            Self::Solve(step) => step,
            Self::Exercise(step) => step.as_mut(),
        }
    }

    /// The kind's name, as lessons write it.
    pub fn kind(&self) -> &'static str {
        self.spec().kind()
    }

    /// What it is about, in a line: its first heading or sentence, without Markdown's marks. Empty where
    /// it says nothing.
    pub fn gist(&self) -> String {
        let about = on_screen(self.spec().about());
        let about = told(&about, str::to_owned);
        let mut lines = about.lines();
        let line = lines.find(|line| !line.trim().is_empty());
        let line = line.unwrap_or_default().trim_start_matches(['#', ' ']);
        line.replace(['*', '`'], "").trim().to_owned()
    }
}
