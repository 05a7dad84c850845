//! Turning one trait of pictures, and seeing when the answer changes.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Can, Kind, Order, Question, Report, Stage};
use crate::eval::Evaluation;
use crate::lesson::guess::{Guess, Outcome};
use crate::lesson::measuring::Measuring;
use crate::pack::Dial;

/// How far a dial is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be.
    pub outcome: Option<Outcome>,
    /// All settings of all pictures.
    #[serde(skip)]
    pub measuring: Measuring,
}

impl DialState {
    /// What was measured at a place of the grid.
    pub fn at(&self, dial: &Dial, column: usize, row: usize) -> Option<&Evaluation> {
        let columns = dial.turn.columns().len();
        self.measuring.evaluations().nth(row * columns + column)
    }

    /// The class whose share of the answers is followed in a row, and its name: the one that the lesson
    /// names, or else the commonest mistake in this row.
    pub fn watched(&self, dial: &Dial, row: usize) -> Option<(u8, String)> {
        let first = self.at(dial, 0, row)?;
        let classes = first.pictures.dataset().classes();
        let class = match &dial.watch {
            Some(name) => classes.iter().position(|class| class == name)?,
            None => {
                let mut counts = vec![0_usize; classes.len()];
                for column in 0..dial.turn.columns().len() {
                    let wrong = self.at(dial, column, row)?.predictions.iter();
                    for prediction in wrong.filter(|prediction| !prediction.is_right()) {
                        if let Some(count) = counts.get_mut(usize::from(prediction.answer)) {
                            *count += 1;
                        }
                    }
                }
                let most = counts.iter().copied().enumerate().max_by_key(|&(_, n)| n)?;
                (most.1 > 0).then_some(most.0)?
            }
        };
        Some((u8::try_from(class).ok()?, classes.get(class)?.clone()))
    }

    /// The share of answers that are this class, 0..1.
    pub fn share_of(result: &Evaluation, class: u8) -> f64 {
        let answers = result.predictions.iter();
        let n = answers.filter(|prediction| prediction.answer == class);
        n.count() as f64 / result.n.max(1) as f64
    }

    /// The first setting at which fewer than half are read right, along the row that it begins in.
    fn measured(&self, dial: &Dial) -> Option<Outcome> {
        let predict = dial.predict.as_ref()?;
        let row = dial.turn.first_row();
        let below_half = |(column, _): &(usize, String)| {
            let result = self.at(dial, *column, row);
            result.is_some_and(|result| result.accuracy < 0.5)
        };
        let mut settings = dial.turn.columns().into_iter().enumerate().skip(1);
        let found = settings.find(below_half).map(|(_, shown)| shown);
        Some(Outcome::Choice {
            choice: found.unwrap_or_else(|| predict.never.clone()),
        })
    }
}

impl Kind for DialState {
    type Spec = Dial;

    fn stage(&self, dial: &Dial) -> Stage {
        match (&dial.predict, &self.guess) {
            (Some(_), None) => Stage::Predict,
            _ => self.measuring.stage(dial.slices().len()),
        }
    }

    fn can(&self, dial: &Dial) -> Vec<Can> {
        let mut can = vec![Can::Turn];
        can.extend((!dial.turn.rows().is_empty()).then_some(Can::TurnAngle));
        can
    }

    fn remembered(&self) -> Self {
        Self {
            guess: self.guess.clone(),
            outcome: self.outcome.clone(),
            measuring: Measuring::default(),
        }
    }

    fn question<'a>(&self, dial: &'a Dial) -> Option<Question<'a>> {
        let predict = dial.predict.as_ref()?;
        Some(Question {
            say: &dial.say,
            text: &predict.question,
            choices: dial.choices(),
        })
    }

    fn answered<'a>(&'a self, dial: &'a Dial) -> Vec<Answered<'a>> {
        let said = dial.predict.iter().zip(&self.guess);
        said.map(|(predict, guess)| Answered {
            question: &predict.question,
            guess,
            outcome: self.outcome.as_ref(),
        })
        .collect()
    }

    fn enter(&mut self, dial: &Dial, around: &Around) -> Vec<Order> {
        if self.stage(dial) == Stage::Predict {
            return Vec::new();
        }
        self.measuring.order(&[&dial.of], &dial.slices(), around)
    }

    fn act(&mut self, dial: &Dial, action: Action, around: &Around) -> Vec<Order> {
        match (action, &dial.predict) {
            (Action::Predict(guess), Some(predict)) => {
                self.guess = Some(guess.clone());
                let mut orders = around.said(&predict.question, guess);
                orders.extend(self.enter(dial, around));
                orders
            }
            (Action::Begin, _) if self.stage(dial) == Stage::Retry => {
                self.measuring.reset();
                self.enter(dial, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, dial: &Dial, report: Report, around: &Around) -> Vec<Order> {
        let all = dial.slices().len();
        let heard = self.measuring.hear(report, all);
        let Some(run) = heard.map(|(run, _)| run.clone()) else {
            return Vec::new();
        };
        if self.measuring.results.len() < all {
            return Vec::new();
        }
        match (self.measured(dial), &dial.predict) {
            (Some(outcome), Some(predict)) if self.outcome.as_ref() != Some(&outcome) => {
                self.outcome = Some(outcome.clone());
                around.turned_out(&predict.question, outcome, run)
            }
            _ => Vec::new(),
        }
    }
}
