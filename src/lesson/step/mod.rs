//! What a learner has done in one step, and what is known of it; a file a kind of step.

pub mod ask;
pub mod can;
pub mod card;
pub mod compare;
pub mod dial;
pub mod draw;
pub mod inspect;
pub mod label;
pub mod photo;
pub mod reveal;
pub mod solve;
pub mod sweep;
pub mod train;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::guess::{Guess, Outcome};
use super::talk::{Action, Note, Order, Report, Ticket, Work};
use crate::pack::Step;
use crate::train::RunId;

pub use ask::AskState;
pub use can::Can;
pub use card::CardState;
pub use compare::CompareState;
pub use dial::DialState;
pub use draw::{DrawState, Written};
pub use inspect::InspectState;
pub use label::{LabelState, Read};
pub use photo::{PhotoSource, PhotoState, Seen, SeenDigit, SeenStage};
pub use reveal::RevealState;
pub use solve::SolveState;
pub use sweep::SweepState;
pub use train::TrainState;

/// The state of one step. What the learner said is remembered, and what it was held against;
/// everything else that was measured is measured anew, or replayed from the run store, so it is
/// never older than the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Reading.
    Say,
    /// Answering.
    Ask(AskState),
    /// Training.
    Train(TrainState),
    /// Predicting and seeing.
    Reveal(RevealState),
    /// Turning and seeing.
    Dial(DialState),
    /// Writing by hand.
    Draw(DrawState),
    /// Looking closely.
    Inspect(InspectState),
    /// Comparing two networks.
    Compare(CompareState),
    /// Following a photo.
    Photo(PhotoState),
    /// Writing a model card.
    Card(CardState),
    /// Turning a knob.
    Sweep(SweepState),
    /// Reading pictures oneself.
    Label(LabelState),
    /// Solving an exercise.
    Solve(SolveState),
}

/// Does something with a step and its state, a pair, whatever their kind; the second expression is for
/// steps that have no state, and for a state that is not this step's.
macro_rules! of_any_kind {
    ($pair:expr, ($spec:ident, $own:ident) => $does:expr, else $otherwise:expr) => {
        match $pair {
            (Step::Ask($spec), StepState::Ask($own)) => $does,
            (Step::Train($spec), StepState::Train($own)) => $does,
            (Step::Reveal($spec), StepState::Reveal($own)) => $does,
            (Step::Dial($spec), StepState::Dial($own)) => $does,
            (Step::Draw($spec), StepState::Draw($own)) => $does,
            (Step::Inspect($spec), StepState::Inspect($own)) => $does,
            (Step::Compare($spec), StepState::Compare($own)) => $does,
            (Step::Photo($spec), StepState::Photo($own)) => $does,
            (Step::Card($spec), StepState::Card($own)) => $does,
            (Step::Sweep($spec), StepState::Sweep($own)) => $does,
            (Step::Label($spec), StepState::Label($own)) => $does,
            (Step::Solve($spec), StepState::Solve($own)) => $does,
            _ => $otherwise,
        }
    };
}

pub(crate) use of_any_kind;

/// What a kind of step adds to a walk. It sees its own step, and of the others what is [`Around`].
pub(crate) trait Kind {
    /// What a lesson says of the step.
    type Spec;

    /// What the learner has to do next.
    fn stage(&self, spec: &Self::Spec) -> Stage;

    /// What can be done in it now, but for what every step has in common: saying something beforehand,
    /// beginning, trying again, going on and going elsewhere.
    fn can(&self, spec: &Self::Spec) -> Vec<Can>;

    /// The state without what is measured anew.
    fn remembered(&self) -> Self;

    /// What has to be said before going on, at [`Stage::Predict`].
    fn question<'a>(&self, _spec: &'a Self::Spec) -> Option<Question<'a>> {
        None
    }

    /// Everything that was said beforehand, in its order, and what it turned out to be.
    fn answered<'a>(&'a self, _spec: &'a Self::Spec) -> Vec<Answered<'a>> {
        Vec::new()
    }

    /// The name of the run that this step trains, and the run, once it has weights to answer with.
    fn trained<'a>(&'a self, _spec: &'a Self::Spec) -> Option<(&'a str, &'a RunId)> {
        None
    }

    /// What it needs from outside when a learner comes to it, or has said what was asked.
    fn enter(&mut self, _spec: &Self::Spec, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    /// Does what the learner wants, if it can be done now.
    fn act(&mut self, spec: &Self::Spec, action: Action, around: &Around) -> Vec<Order>;

    /// Takes a report in.
    fn hear(&mut self, _spec: &Self::Spec, _report: Report, _around: &Around) -> Vec<Order> {
        Vec::new()
    }
}

/// What a step knows of the lesson around it.
#[derive(Debug)]
pub(crate) struct Around {
    /// The step's place, from 0.
    pub step: usize,
    /// The runs that can answer, by their names in the lesson.
    pub runs: BTreeMap<String, RunId>,
}

impl Around {
    /// The run of this name, or why there is none.
    pub fn run(&self, name: &str) -> Result<RunId, String> {
        let known = self.runs.get(name).cloned();
        known.ok_or_else(|| format!("the run {name} has not been trained; go back and train it"))
    }

    /// Orders work for this step.
    pub fn work(&self, work: Work) -> Order {
        Order::Work {
            step: self.step,
            work,
        }
    }

    /// What has to be done when something was said beforehand.
    pub fn said(&self, question: &str, guess: Guess) -> Vec<Order> {
        let note = Note::Guess {
            step: self.step,
            question: question.to_owned(),
            guess,
        };
        vec![Order::Note(note), Order::Save]
    }

    /// What has to be done when it is known what it turned out to be.
    pub fn turned_out(&self, question: &str, outcome: Outcome, run: RunId) -> Vec<Order> {
        let note = Note::Outcome {
            step: self.step,
            question: question.to_owned(),
            outcome,
            run,
        };
        vec![Order::Note(note), Order::Save]
    }
}

/// What is asked before something is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Question<'a> {
    /// Text above the question, in Markdown.
    pub say: &'a str,
    /// What is asked, in Markdown.
    pub text: &'a str,
    /// What can be answered; a number of 100 if there are no choices.
    pub choices: Vec<String>,
}

/// Something said beforehand, and what it turned out to be, if that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered<'a> {
    /// What was asked, in Markdown.
    pub question: &'a str,
    /// What was said.
    pub guess: &'a Guess,
    /// What was measured.
    pub outcome: Option<&'a Outcome>,
}

/// What the learner has to do next in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Read, or look; then go on.
    Look,
    /// Choose an answer.
    Choose,
    /// Say beforehand what is expected.
    Predict,
    /// Begin the training.
    Begin,
    /// Watch it.
    Watch,
    /// Draw.
    Draw,
    /// Say what a picture shows.
    Label,
    /// Wait for a measurement.
    Wait,
    /// Try again what failed.
    Retry,
}

impl StepState {
    /// Nothing done yet.
    pub fn fresh(step: &Step) -> Self {
        match step {
            Step::Say(_) => Self::Say,
            Step::Ask(_) => Self::Ask(AskState::default()),
            Step::Train(_) => Self::Train(TrainState::default()),
            Step::Reveal(_) => Self::Reveal(RevealState::default()),
            Step::Dial(_) => Self::Dial(DialState::default()),
            Step::Draw(_) => Self::Draw(DrawState::default()),
            Step::Inspect(_) => Self::Inspect(InspectState::default()),
            Step::Compare(_) => Self::Compare(CompareState::default()),
            Step::Photo(_) => Self::Photo(PhotoState::default()),
            Step::Card(_) => Self::Card(CardState::default()),
            Step::Sweep(_) => Self::Sweep(SweepState::default()),
            Step::Label(_) => Self::Label(LabelState::default()),
            Step::Solve(_) => Self::Solve(SolveState::default()),
        }
    }

    /// Whether this is the state of a step of that kind.
    pub(crate) fn fits(&self, step: &Step) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(&Self::fresh(step))
    }

    /// The state without what is measured anew.
    pub(crate) fn remembered(&self, step: &Step) -> Self {
        macro_rules! keep {
            ($($kind:ident),*) => {
                match self {
                    Self::Say => Self::Say,
                    $(Self::$kind(state) => Self::$kind(state.remembered()),)*
                }
            };
        }
        debug_assert!(self.fits(step));
        keep!(
            Ask, Train, Reveal, Dial, Draw, Inspect, Compare, Photo, Card, Sweep, Label, Solve
        )
    }

    /// What the learner has to do next.
    pub(crate) fn stage(&self, step: &Step) -> Stage {
        of_any_kind!((step, self), (spec, own) => own.stage(spec), else Stage::Look)
    }

    /// What can be done in it now, where nothing has to be said beforehand, begun or tried again first.
    pub(crate) fn can(&self, step: &Step) -> Vec<Can> {
        of_any_kind!((step, self), (spec, own) => own.can(spec), else Vec::new())
    }

    /// What has to be said before going on.
    pub(crate) fn question<'a>(&self, step: &'a Step) -> Option<Question<'a>> {
        of_any_kind!((step, self), (spec, own) => own.question(spec), else None)
    }

    /// Everything that was said beforehand, and what it turned out to be.
    pub fn answered<'a>(&'a self, step: &'a Step) -> Vec<Answered<'a>> {
        of_any_kind!((step, self), (spec, own) => own.answered(spec), else Vec::new())
    }

    /// The name of the run that this step trains, and the run, once it can answer.
    pub fn trained<'a>(&'a self, step: &'a Step) -> Option<(&'a str, &'a RunId)> {
        of_any_kind!((step, self), (spec, own) => own.trained(spec), else None)
    }

    pub(crate) fn enter(&mut self, step: &Step, around: &Around) -> Vec<Order> {
        of_any_kind!((step, self), (spec, own) => own.enter(spec, around), else Vec::new())
    }

    pub(crate) fn act(&mut self, step: &Step, action: Action, around: &Around) -> Vec<Order> {
        of_any_kind!((step, self), (spec, own) => own.act(spec, action, around), else Vec::new())
    }

    pub(crate) fn hear(&mut self, step: &Step, report: Report, around: &Around) -> Vec<Order> {
        of_any_kind!((step, self), (spec, own) => own.hear(spec, report, around), else Vec::new())
    }
}
