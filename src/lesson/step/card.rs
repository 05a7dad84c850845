//! Writing a model card.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Kind, Order, Question, Report, Stage};
use crate::base::terminal::is_printable;
use crate::lesson::guess::{Guess, Outcome};
use crate::lesson::measuring::Measuring;
use crate::pack::Card;

/// How far a card is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be.
    pub outcome: Option<Outcome>,
    /// What the learner wrote under it.
    pub sentence: String,
    /// The measurement.
    #[serde(skip)]
    pub measuring: Measuring,
}

/// Letters in the learner's sentence at most.
pub const MOST_LETTERS: usize = 500;

impl Kind for CardState {
    type Spec = Card;

    fn stage(&self, card: &Card) -> Stage {
        match (&card.predict, &self.guess) {
            (Some(_), None) => Stage::Predict,
            _ => self.measuring.stage(card.slices.len()),
        }
    }

    fn remembered(&self) -> Self {
        Self {
            guess: self.guess.clone(),
            outcome: self.outcome.clone(),
            sentence: self.sentence.clone(),
            measuring: Measuring::default(),
        }
    }

    fn question<'a>(&self, card: &'a Card) -> Option<Question<'a>> {
        let predict = card.predict.as_ref()?;
        Some(Question {
            say: &card.say,
            text: &predict.question,
            choices: Vec::new(),
        })
    }

    fn answered<'a>(&'a self, card: &'a Card) -> Vec<Answered<'a>> {
        let said = card.predict.iter().zip(&self.guess);
        said.map(|(predict, guess)| Answered {
            question: &predict.question,
            guess,
            outcome: self.outcome.as_ref(),
        })
        .collect()
    }

    fn enter(&mut self, card: &Card, around: &Around) -> Vec<Order> {
        if self.stage(card) == Stage::Predict {
            return Vec::new();
        }
        self.measuring.order(&[&card.of], &card.slices, around)
    }

    fn act(&mut self, card: &Card, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Predict(guess) => {
                let Some(predict) = &card.predict else {
                    return Vec::new();
                };
                self.guess = Some(guess.clone());
                let mut orders = around.said(&predict.question, guess);
                orders.extend(self.enter(card, around));
                orders
            }
            Action::Write(text) => {
                let kept = text.chars().filter(|letter| is_printable(*letter));
                self.sentence = kept.take(MOST_LETTERS).collect();
                vec![Order::Save]
            }
            Action::Begin if self.stage(card) == Stage::Retry => {
                self.measuring.reset();
                self.enter(card, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, card: &Card, report: Report, around: &Around) -> Vec<Order> {
        let heard = self.measuring.hear(report, card.slices.len());
        let (Some((run, result)), Some(predict)) = (heard, &card.predict) else {
            return Vec::new();
        };
        let outcome = Outcome::accuracy(result);
        if result.slice != predict.slice || self.outcome.as_ref() == Some(&outcome) {
            return Vec::new();
        }
        let orders = around.turned_out(&predict.question, outcome.clone(), run.clone());
        self.outcome = Some(outcome);
        orders
    }
}
