//! What a learner has done in one step, and what is known of it.

use serde::{Deserialize, Serialize};

use crate::eval::Evaluation;
use crate::pack::{Ask, Reveal, Step, Train};
use crate::train::{RunId, State, Story};

/// What a learner says beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// How many of 100, 0..=100.
    pub percent: f64,
    /// How sure, 1 (a coin toss) to 5 (I would bet on it).
    pub sureness: u8,
}

impl Guess {
    /// Whether a shell may accept it.
    pub fn is_valid(&self) -> bool {
        (0.0..=100.0).contains(&self.percent) && (1..=5).contains(&self.sureness)
    }
}

/// The state of one step. What the learner said is remembered, and the number that it was held
/// against; everything else that was measured is measured anew, or replayed from the run store, so
/// it is never older than the program.
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
}

/// How far a question is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskState {
    /// The choices that were tried, counted from 1, in order.
    pub tried: Vec<usize>,
    /// How many hints were shown.
    pub hints: usize,
    /// Whether the right choice was among them.
    pub solved: bool,
}

/// How far a training is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainState {
    /// What was said beforehand, one guess a question.
    pub guesses: Vec<Guess>,
    /// What it turned out to be, 0..1, question by question.
    pub outcomes: Vec<Option<f64>>,
    /// Whether the learner has begun the training.
    pub begun: bool,
    /// The run, once it has started.
    pub run: Option<RunId>,
    /// Whether it has ended with weights to answer with.
    pub trained: bool,
    /// What is heard of the run.
    #[serde(skip)]
    pub story: Option<Box<Story>>,
}

impl TrainState {
    /// What a question's answer turned out to be, 0..1; questions are counted from 0.
    pub fn outcome(&self, question: usize) -> Option<f64> {
        self.outcomes.get(question).copied().flatten()
    }

    /// Whether the run is going on, in whatever way.
    pub fn is_under_way(&self) -> bool {
        self.story.as_ref().is_some_and(|story| !story.is_over())
    }
}

/// How far a reveal is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RevealState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be, 0..1.
    pub outcome: Option<f64>,
    /// What was measured, slice by slice, in the lesson's order.
    #[serde(skip)]
    pub results: Vec<Evaluation>,
    /// Pictures done and to do in all slices, while it is being measured.
    #[serde(skip)]
    pub progress: Option<(usize, usize)>,
    /// Why it could not be measured.
    #[serde(skip)]
    pub failure: Option<String>,
}

impl StepState {
    /// Nothing done yet.
    pub fn fresh(step: &Step) -> Self {
        match step {
            Step::Say(_) => Self::Say,
            Step::Ask(_) => Self::Ask(AskState::default()),
            Step::Train(_) => Self::Train(TrainState::default()),
            Step::Reveal(_) => Self::Reveal(RevealState::default()),
        }
    }

    /// The state without what is measured anew.
    pub(crate) fn remembered(&self) -> Self {
        match self {
            Self::Say => Self::Say,
            Self::Ask(state) => Self::Ask(state.clone()),
            Self::Train(state) => Self::Train(TrainState {
                story: None,
                guesses: state.guesses.clone(),
                outcomes: state.outcomes.clone(),
                run: state.run.clone(),
                ..*state
            }),
            Self::Reveal(state) => Self::Reveal(RevealState {
                guess: state.guess,
                outcome: state.outcome,
                ..RevealState::default()
            }),
        }
    }

    /// Whether this is the state of a step of that kind.
    pub(crate) fn fits(&self, step: &Step) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(&Self::fresh(step))
    }
}

/// What the learner has to do next in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Read, or look; then go on.
    Look,
    /// Choose an answer.
    Choose,
    /// Say a number: the question with this index.
    Predict(usize),
    /// Begin the training.
    Begin,
    /// Watch it.
    Watch,
    /// Wait for a measurement.
    Wait,
    /// Try again what failed.
    Retry,
}

impl AskState {
    pub(crate) fn stage(&self) -> Stage {
        if self.solved {
            Stage::Look
        } else {
            Stage::Choose
        }
    }

    /// Hints that can still be shown.
    pub fn hints_left(&self, ask: &Ask) -> usize {
        ask.hints.len().saturating_sub(self.hints)
    }
}

impl TrainState {
    pub(crate) fn stage(&self, train: &Train) -> Stage {
        if self.guesses.len() < train.predict.len() {
            return Stage::Predict(self.guesses.len());
        }
        match &self.story {
            None => Stage::Begin,
            Some(story) => match &story.state {
                State::Failed(_) => Stage::Retry,
                // A diverged run has no weights, but seeing it diverge may be what the lesson is about.
                State::Done(ending) if ending.kept_epoch.is_none() && !ending.status.is_final() => {
                    Stage::Retry
                }
                State::Done(_) => Stage::Look,
                _ => Stage::Watch,
            },
        }
    }
}

impl RevealState {
    pub(crate) fn stage(&self, reveal: &Reveal) -> Stage {
        if self.guess.is_none() {
            Stage::Predict(0)
        } else if self.failure.is_some() {
            Stage::Retry
        } else if self.results.len() < reveal.slices.len() {
            Stage::Wait
        } else {
            Stage::Look
        }
    }
}
