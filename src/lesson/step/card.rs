//! Writing a model card.

use serde::{Deserialize, Serialize};

use super::{Action, Around, Kind, Order, Report, Stage};
use crate::lesson::measuring::Measuring;
use crate::pack::Card;

/// How far a card is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardState {
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
        self.measuring.stage(card.slices.len())
    }

    fn remembered(&self) -> Self {
        Self {
            sentence: self.sentence.clone(),
            measuring: Measuring::default(),
        }
    }

    fn enter(&mut self, card: &Card, around: &Around) -> Vec<Order> {
        self.measuring.order(&[&card.of], &card.slices, around)
    }

    fn act(&mut self, card: &Card, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Write(text) => {
                let kept = text.chars().filter(|letter| !letter.is_control());
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

    fn hear(&mut self, card: &Card, report: Report, _around: &Around) -> Vec<Order> {
        self.measuring.hear(report, card.slices.len());
        Vec::new()
    }
}
