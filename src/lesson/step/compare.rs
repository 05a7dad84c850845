//! Comparing two networks.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Can, Kind, Order, Question, Report, Stage};
use crate::eval::{Difference, Evaluation, compare};
use crate::lesson::guess::{Guess, Outcome};
use crate::lesson::measuring::Measuring;
use crate::pack::Compare;

/// How far a comparison is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompareState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be.
    pub outcome: Option<Outcome>,
    /// The measurement: of the first run all slices, then of the second.
    #[serde(skip)]
    pub measuring: Measuring,
    /// Slice by slice, the second run's accuracy less the first's, once all is measured; or why it
    /// cannot be said.
    #[serde(skip)]
    pub differences: Vec<Result<Difference, String>>,
}

impl CompareState {
    /// What the first and the second run did on a slice.
    pub fn pair(&self, step: &Compare, slice: usize) -> Option<(&Evaluation, &Evaluation)> {
        let of = |place: usize| self.measuring.results.get(place).map(|(_, result)| result);
        Some((of(slice)?, of(step.slices.len() + slice)?))
    }

    /// The places of the pictures of which one run reads one rightly and the other does not: what the
    /// second lost first, then what it won.
    pub fn differing(&self, step: &Compare, slice: usize) -> Vec<usize> {
        let Some((first, second)) = self.pair(step, slice) else {
            return Vec::new();
        };
        let pairs = || {
            first
                .predictions
                .iter()
                .zip(&second.predictions)
                .enumerate()
        };
        let only = |one: bool, other: bool| {
            pairs().filter_map(move |(place, (a, b))| {
                ((a.is_right(), b.is_right()) == (one, other)).then_some(place)
            })
        };
        only(true, false).chain(only(false, true)).collect()
    }

    fn expected(step: &Compare) -> usize {
        2 * step.slices.len()
    }
}

impl Kind for CompareState {
    type Spec = Compare;

    fn stage(&self, step: &Compare) -> Stage {
        match (&step.predict, &self.guess) {
            (Some(_), None) => Stage::Predict,
            _ => self.measuring.stage(Self::expected(step)),
        }
    }

    fn can(&self, _step: &Compare) -> Vec<Can> {
        vec![Can::LookAtSlice]
    }

    fn remembered(&self) -> Self {
        Self {
            guess: self.guess.clone(),
            outcome: self.outcome.clone(),
            ..Self::default()
        }
    }

    fn question<'a>(&self, step: &'a Compare) -> Option<Question<'a>> {
        let predict = step.predict.as_ref()?;
        Some(Question {
            say: &step.say,
            text: &predict.question,
            choices: Vec::new(),
        })
    }

    fn answered<'a>(&'a self, step: &'a Compare) -> Vec<Answered<'a>> {
        let said = step.predict.iter().zip(&self.guess);
        said.map(|(predict, guess)| Answered {
            question: &predict.question,
            guess,
            outcome: self.outcome.as_ref(),
        })
        .collect()
    }

    fn enter(&mut self, step: &Compare, around: &Around) -> Vec<Order> {
        if self.stage(step) == Stage::Predict {
            return Vec::new();
        }
        let runs = [step.runs.0.as_str(), step.runs.1.as_str()];
        self.measuring.order(&runs, &step.slices, around)
    }

    fn act(&mut self, step: &Compare, action: Action, around: &Around) -> Vec<Order> {
        match (action, &step.predict) {
            (Action::Predict(guess), Some(predict)) => {
                self.guess = Some(guess.clone());
                let mut orders = around.said(&predict.question, guess);
                orders.extend(self.enter(step, around));
                orders
            }
            (Action::Begin, _) if self.stage(step) == Stage::Retry => {
                self.measuring.reset();
                self.enter(step, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, step: &Compare, report: Report, around: &Around) -> Vec<Order> {
        let expected = Self::expected(step);
        let heard = self.measuring.hear(report, expected);
        let Some(run) = heard.map(|(run, _)| run.clone()) else {
            return Vec::new();
        };
        if self.measuring.results.len() < expected {
            return Vec::new();
        }
        let pairs = (0..step.slices.len()).filter_map(|slice| self.pair(step, slice));
        let compared = pairs.zip(&step.slices).map(|((first, second), slice)| {
            compare(second, first, slice.seed).map_err(|error| error.to_string())
        });
        self.differences = compared.collect();
        let Some(predict) = &step.predict else {
            return Vec::new();
        };
        let place = step
            .slices
            .iter()
            .position(|slice| slice.name == predict.slice);
        let pair = place.and_then(|place| self.pair(step, place));
        match pair.map(|(_, second)| Outcome::accuracy(second)) {
            Some(outcome) if self.outcome.as_ref() != Some(&outcome) => {
                self.outcome = Some(outcome.clone());
                around.turned_out(&predict.question, outcome, run)
            }
            _ => Vec::new(),
        }
    }
}
