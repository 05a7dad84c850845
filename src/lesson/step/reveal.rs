//! Saying a number, then seeing what a network does with data that it has not seen.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Can, Kind, Order, Question, Report, Stage};
use crate::eval::Evaluation;
use crate::lesson::guess::{Guess, Outcome};
use crate::lesson::measuring::Measuring;
use crate::pack::{Measure, Reveal};

/// How far a reveal is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RevealState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be.
    pub outcome: Option<Outcome>,
    /// The measurement.
    #[serde(skip)]
    pub measuring: Measuring,
}

impl RevealState {
    /// What was measured, slice by slice, in the lesson's order.
    pub fn results(&self) -> impl Iterator<Item = &Evaluation> {
        self.measuring.evaluations()
    }

    /// What the guess is held against, as far as it can be known from what is measured so far.
    fn measured(&self, reveal: &Reveal) -> Option<Outcome> {
        let asked = &reveal.predict;
        let about = |result: &&Evaluation| Some(&result.slice) == asked.slice.as_ref();
        match asked.measure {
            Measure::Accuracy => self.results().find(about).map(Outcome::accuracy),
            Measure::SureWhenWrong => {
                let result = self.results().find(about)?;
                Some(Outcome::share(result.mean_confidence_wrong?))
            }
            Measure::Lowest | Measure::Highest => {
                if self.measuring.results.len() < reveal.slices.len() {
                    return None;
                }
                let choices = reveal.predicted_among();
                let among = self
                    .results()
                    .filter(|result| choices.contains(&result.slice));
                let by_accuracy =
                    |a: &&Evaluation, b: &&Evaluation| a.accuracy.total_cmp(&b.accuracy);
                let found = match asked.measure {
                    Measure::Lowest => among.min_by(by_accuracy),
                    _ => among.max_by(by_accuracy),
                };
                found.map(|result| Outcome::Choice {
                    choice: result.slice.clone(),
                })
            }
        }
    }
}

impl Kind for RevealState {
    type Spec = Reveal;

    fn stage(&self, reveal: &Reveal) -> Stage {
        match self.guess {
            None => Stage::Predict,
            Some(_) => self.measuring.stage(reveal.slices.len()),
        }
    }

    fn can(&self, _reveal: &Reveal) -> Vec<Can> {
        vec![Can::LookAtSlice]
    }

    fn remembered(&self) -> Self {
        Self {
            guess: self.guess.clone(),
            outcome: self.outcome.clone(),
            measuring: Measuring::default(),
        }
    }

    fn question<'a>(&self, reveal: &'a Reveal) -> Option<Question<'a>> {
        Some(Question {
            say: &reveal.say,
            text: &reveal.predict.question,
            choices: reveal.predicted_among(),
        })
    }

    fn answered<'a>(&'a self, reveal: &'a Reveal) -> Vec<Answered<'a>> {
        let said = self.guess.iter();
        said.map(|guess| Answered {
            question: &reveal.predict.question,
            guess,
            outcome: self.outcome.as_ref(),
        })
        .collect()
    }

    fn enter(&mut self, reveal: &Reveal, around: &Around) -> Vec<Order> {
        if self.guess.is_none() {
            return Vec::new();
        }
        self.measuring.order(&[&reveal.of], &reveal.slices, around)
    }

    fn act(&mut self, reveal: &Reveal, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Predict(guess) => {
                self.guess = Some(guess.clone());
                let mut orders = around.said(&reveal.predict.question, guess);
                orders.extend(self.enter(reveal, around));
                orders
            }
            Action::Begin if self.stage(reveal) == Stage::Retry => {
                self.measuring.reset();
                self.enter(reveal, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, reveal: &Reveal, report: Report, around: &Around) -> Vec<Order> {
        let heard = self.measuring.hear(report, reveal.slices.len());
        let Some(run) = heard.map(|(run, _)| run.clone()) else {
            return Vec::new();
        };
        match self.measured(reveal) {
            Some(outcome) if self.outcome.as_ref() != Some(&outcome) => {
                self.outcome = Some(outcome.clone());
                around.turned_out(&reveal.predict.question, outcome, run)
            }
            _ => Vec::new(),
        }
    }
}
