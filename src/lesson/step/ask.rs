//! Answering a question.

use serde::{Deserialize, Serialize};

use super::{Action, Around, Can, Kind, Note, Order, Stage};
use crate::pack::Ask;

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

impl AskState {
    /// Hints that can still be shown.
    pub fn hints_left(&self, ask: &Ask) -> usize {
        ask.hints.len().saturating_sub(self.hints)
    }

    fn choose(&mut self, ask: &Ask, choice: usize, around: &Around) -> Vec<Order> {
        let possible = (1..=ask.choices.len()).contains(&choice);
        if self.solved || !possible || self.tried.contains(&choice) {
            return Vec::new();
        }
        self.tried.push(choice);
        self.solved = choice == ask.answer;
        let note = Note::Answer {
            step: around.step,
            choice,
            right: self.solved,
        };
        vec![Order::Note(note), Order::Save]
    }
}

impl Kind for AskState {
    type Spec = Ask;

    fn stage(&self, _ask: &Ask) -> Stage {
        if self.solved {
            Stage::Look
        } else {
            Stage::Choose
        }
    }

    fn can(&self, ask: &Ask) -> Vec<Can> {
        let mut can = Vec::new();
        if !self.solved {
            can.push(Can::Choose);
            can.extend((self.hints_left(ask) > 0).then_some(Can::Hint));
        }
        can
    }

    fn remembered(&self) -> Self {
        self.clone()
    }

    fn act(&mut self, ask: &Ask, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Choose(choice) => self.choose(ask, choice, around),
            Action::Hint if !self.solved && self.hints_left(ask) > 0 => {
                self.hints += 1;
                vec![Order::Save]
            }
            _ => Vec::new(),
        }
    }
}
