//! Solving an exercise.

use serde::{Deserialize, Serialize};

use super::{Action, Around, Kind, Note, Order, Stage};
use crate::base::terminal::is_printable;
use crate::pack::Solve;

/// Letters of an answer at most.
const LONGEST: usize = 200;

/// How far an exercise is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SolveState {
    /// What was tried, in order.
    pub tried: Vec<String>,
    /// How many hints were shown.
    pub hints: usize,
    /// Whether the last that was tried is right.
    pub solved: bool,
}

impl SolveState {
    /// Hints that can still be shown.
    pub fn hints_left(&self, solve: &Solve) -> usize {
        solve.hints.len().saturating_sub(self.hints)
    }

    fn hand_in(&mut self, solve: &Solve, text: &str, around: &Around) -> Vec<Order> {
        let kept = text.chars().filter(|letter| is_printable(*letter));
        let text: String = kept.take(LONGEST).collect();
        let text = text.trim();
        if self.solved || text.is_empty() || self.tried.iter().any(|tried| tried == text) {
            return Vec::new();
        }
        self.tried.push(text.to_owned());
        self.solved = solve.answer.accepts(text);
        let note = Note::Solution {
            step: around.step,
            text: text.to_owned(),
            right: self.solved,
        };
        vec![Order::Note(note), Order::Save]
    }
}

impl Kind for SolveState {
    type Spec = Solve;

    fn stage(&self, _solve: &Solve) -> Stage {
        match self.solved {
            true => Stage::Look,
            false => Stage::Choose,
        }
    }

    fn remembered(&self) -> Self {
        self.clone()
    }

    fn act(&mut self, solve: &Solve, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Write(text) => self.hand_in(solve, &text, around),
            Action::Hint if !self.solved && self.hints_left(solve) > 0 => {
                self.hints += 1;
                vec![Order::Save]
            }
            _ => Vec::new(),
        }
    }
}
