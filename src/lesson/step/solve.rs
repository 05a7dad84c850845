//! Solving an exercise.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::base::terminal::is_printable;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::gate::Gate;
use crate::lesson::given::Given;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Note, Order, Report};
use crate::pack::Solve;
use crate::pack::text::Figure;
use crate::say;
use crate::words::Words;

/// Characters of an answer at most.
const MAX_ANSWER_CHARS: usize = 200;

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
        let kept = text.chars().filter(|character| is_printable(*character));
        let text: String = kept.take(MAX_ANSWER_CHARS).collect();
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

    fn can(&self, solve: &Solve) -> Vec<Can> {
        let mut can = Vec::new();
        if !self.solved {
            can.push(Can::Answer);
            can.extend((self.hints_left(solve) > 0).then_some(Can::Hint));
        }
        can
    }

    fn gate(&self) -> Option<&Gate> {
        None
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        None
    }

    fn failure(&self) -> Option<&str> {
        None
    }

    fn remembered(&self) -> Self {
        self.clone()
    }

    fn figures(&self, _solve: &Solve) -> Vec<Figure> {
        Vec::new()
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

    fn tell(&self, solve: &Solve, words: Words) -> Vec<Block> {
        match self.tried.last().filter(|_| self.solved) {
            Some(right) => vec![
                Block::Text(say!(words, "plain-correct-answer", choice = right.as_str())),
                Block::Authored(solve.why.clone()),
            ],
            None => vec![Block::Authored(solve.question.clone())],
        }
    }

    fn done(&self, solve: &Solve, _records: Records<'_>, words: Words) -> Vec<Block> {
        if self.tried.is_empty() {
            return Vec::new();
        }
        let (hints, all) = (self.hints, solve.hints.len());
        let (hints, unit) = (
            say!(words, "n-of-n", n = hints, all = all),
            solve.answer.unit(),
        );
        let mut facts = vec![(say!(words, "report-said"), self.tried.join(" → "))];
        if self.solved {
            let right = format!("{} {unit}", solve.answer.model());
            facts.push((say!(words, "report-right"), right.trim().to_owned()));
        }
        facts.push((say!(words, "report-hints"), hints));
        let mut blocks = vec![Block::Authored(solve.question.clone()), Block::Facts(facts)];
        blocks.extend(self.solved.then(|| Block::Authored(solve.why.clone())));
        blocks
    }

    fn given(&self, solve: &Solve, _words: Words) -> Option<Given> {
        let last = self.tried.last()?;
        Some(Given {
            question: solve.question.clone(),
            tried: self.tried.clone(),
            is_right: Some(solve.answer.accepts(last)),
            is_called_right: self.solved,
            hints: self.hints,
        })
    }

    fn solution(&self, solve: &Solve) -> Option<Action> {
        (!self.solved).then(|| Action::Write(solve.answer.model()))
    }

    fn hear(&mut self, _solve: &Solve, _report: Report, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn enter(&mut self, _solve: &Solve, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn asked(&self, solve: &Solve, words: Words) -> Vec<Block> {
        match self.solved {
            true => Vec::new(),
            false => self.tell(solve, words),
        }
    }

    fn remark(&self, solve: &Solve, done: Option<&Action>, words: Words) -> Vec<Block> {
        let text = match (done, self.hints_left(solve)) {
            (Some(Action::Hint), _) => {
                let last = self
                    .hints
                    .checked_sub(1)
                    .and_then(|last| solve.hints.get(last));
                match last {
                    Some(hint) => return vec![Block::hint(hint, words)],
                    None => say!(words, "plain-no-hint"),
                }
            }
            (_, 0) => say!(words, "wrong-answer"),
            (_, left) => say!(words, "plain-wrong-answer", n = left),
        };
        vec![Block::Text(text)]
    }
}
