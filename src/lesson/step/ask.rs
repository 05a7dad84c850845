//! Answering a question.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::gate::Gate;
use crate::lesson::given::Given;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Note, Order, Report};
use crate::pack::Ask;
use crate::pack::text::Figure;
use crate::say;
use crate::words::Words;

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

    fn figures(&self, _ask: &Ask) -> Vec<Figure> {
        Vec::new()
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

    fn tell(&self, ask: &Ask, words: Words) -> Vec<Block> {
        if self.solved {
            let right = ask.answer.checked_sub(1).and_then(|at| ask.choices.get(at));
            let right = right.map_or("", |choice| choice.trim());
            return vec![
                Block::Text(say!(words, "plain-correct-answer", choice = right)),
                Block::Authored(ask.why.clone()),
            ];
        }
        let choices = ask.choices.iter().zip(1..);
        let choices = choices.map(|(choice, number)| match self.tried.contains(&number) {
            true => format!("{} {choice}", say!(words, "plain-wrong")),
            false => choice.clone(),
        });
        vec![
            Block::Authored(ask.question.clone()),
            Block::Numbered(choices.collect()),
        ]
    }

    fn done(&self, ask: &Ask, _records: Records<'_>, words: Words) -> Vec<Block> {
        if self.tried.is_empty() {
            return Vec::new();
        }
        let tried = self.tried.iter().filter_map(|choice| {
            let choice = ask.choices.get(choice.checked_sub(1)?)?;
            Some(choice.trim().to_owned())
        });
        let tried: Vec<String> = tried.collect();
        let (hints, all) = (self.hints, ask.hints.len());
        let mut facts = vec![(say!(words, "report-said"), tried.join(" → "))];
        if let Some(right) = ask.choices.get(ask.answer.saturating_sub(1)) {
            facts.extend((self.solved).then(|| (say!(words, "report-right"), right.clone())));
        }
        let hints = say!(words, "n-of-n", n = hints, all = all);
        facts.push((say!(words, "report-hints"), hints));
        let mut blocks = vec![
            Block::Authored(ask.question.clone()),
            Block::Numbered(ask.choices.clone()),
            Block::Facts(facts),
        ];
        blocks.extend(self.solved.then(|| Block::Authored(ask.why.clone())));
        blocks
    }

    fn given(&self, ask: &Ask, _words: Words) -> Option<Given> {
        let last = *self.tried.last()?;
        let tried = self.tried.iter().map(|choice| {
            let choice = choice.checked_sub(1).and_then(|at| ask.choices.get(at));
            choice.map_or_else(|| "?".to_owned(), |choice| choice.trim().to_owned())
        });
        Some(Given {
            question: ask.question.clone(),
            tried: tried.collect(),
            is_right: Some(last == ask.answer),
            is_called_right: self.solved,
            hints: self.hints,
        })
    }

    fn solution(&self, ask: &Ask) -> Option<Action> {
        (!self.solved).then_some(Action::Choose(ask.answer))
    }

    fn hear(&mut self, _ask: &Ask, _report: Report, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn enter(&mut self, _ask: &Ask, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn choices(&self, ask: &Ask, _words: Words) -> Vec<String> {
        match self.solved {
            true => Vec::new(),
            false => ask.choices.clone(),
        }
    }

    fn asked(&self, ask: &Ask, words: Words) -> Vec<Block> {
        match self.solved {
            true => Vec::new(),
            false => self.tell(ask, words),
        }
    }

    fn remark(&self, ask: &Ask, done: Option<&Action>, words: Words) -> Vec<Block> {
        let text = match (done, self.hints_left(ask)) {
            (Some(Action::Hint), _) => {
                let last = self
                    .hints
                    .checked_sub(1)
                    .and_then(|last| ask.hints.get(last));
                match last {
                    Some(hint) => return vec![Block::hint(hint, words)],
                    None => say!(words, "plain-no-hint"),
                }
            }
            (_, 0) => say!(words, "wrong-choice"),
            (_, left) => say!(words, "wrong-choice-hints", n = left),
        };
        vec![Block::Text(text)]
    }
}
