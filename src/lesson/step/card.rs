//! Writing a model card.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::base::terminal::is_printable;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::figures::of_slice;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{if_wrong, looked, measured, metrics};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report};
use crate::pack::text::Figure;
use crate::pack::{Card, Spec};
use crate::say;
use crate::words::Words;

/// How far a card is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
    /// What the learner wrote under it.
    pub sentence: String,
    /// The measurement.
    #[serde(skip)]
    pub measuring: Measuring,
}

/// Characters in the learner's sentence at most.
const MAX_SENTENCE_CHARS: usize = 500;

impl CardState {
    /// The learner's sentence, if they wrote one.
    fn tell_sentence(&self, words: Words) -> Option<Block> {
        let sentence = Some(self.sentence.as_str()).filter(|text| !text.is_empty())?;
        Some(Block::Text(say!(words, "plain-sentence", text = sentence)))
    }
}

impl Kind for CardState {
    type Spec = Card;

    fn stage(&self, card: &Card) -> Stage {
        self.measuring.stage(card.slices.len())
    }

    fn can(&self, _card: &Card) -> Vec<Can> {
        vec![Can::Write]
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        Some(&mut self.gate)
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            sentence: self.sentence.clone(),
            measuring: Measuring::default(),
        }
    }

    fn figures(&self, card: &Card) -> Vec<Figure> {
        self.measuring
            .evaluations()
            .flat_map(|result| of_slice(result, &card.of))
            .collect()
    }

    fn enter(&mut self, card: &Card, around: &Around) -> Vec<Order> {
        self.measuring.order(&[&card.of], &card.slices, around)
    }

    fn act(&mut self, card: &Card, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Write(text) => {
                let kept = text.chars().filter(|character| is_printable(*character));
                self.sentence = kept.take(MAX_SENTENCE_CHARS).collect();
                vec![Order::Save]
            }
            Action::Begin if self.measuring.failure.is_some() => {
                self.measuring.reset();
                self.enter(card, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, card: &Card, report: Report, around: &Around) -> Vec<Order> {
        let heard = self.measuring.hear(report, card.slices.len());
        match (heard, &card.predict) {
            (Some((run, result)), Some(predict)) if result.slice == predict.slice => {
                let outcome = Outcome::accuracy(result);
                self.gate.settle(&card.questions(), 0, outcome, run, around)
            }
            _ => Vec::new(),
        }
    }

    fn tell(&self, card: &Card, words: Words) -> Vec<Block> {
        let measured = self.measuring.evaluations().map(|result| {
            let text = format!("{}: {}", result.slice, metrics(result, words));
            let text = format!("{text} · {}", result.inputs);
            let sure = if_wrong(result, words);
            sure.map_or(text.clone(), |sure| format!("{text} · {sure}"))
        });
        let mut not_measured = card.not_measured.clone();
        not_measured.push(say!(words, "card-everything-else"));
        let mut blocks = Block::unasked(card, &card.say);
        blocks.extend(Block::said(&self.gate.answered(card.questions()), words));
        blocks.extend([
            Block::Text(say!(words, "model-card", run = card.of.as_str())),
            Block::Heading(3, say!(words, "card-measured")),
            Block::Items(measured.collect()),
        ]);
        let looked = looked(&self.measuring, words);
        blocks.extend(looked.into_iter().map(Block::Text));
        blocks.extend([
            Block::Heading(3, say!(words, "card-not-measured")),
            Block::Items(not_measured),
            Block::Authored(card.ask.clone()),
        ]);
        blocks.extend(self.tell_sentence(words));
        blocks
    }

    fn done(&self, card: &Card, _records: Records<'_>, _words: Words) -> Vec<Block> {
        match self.sentence.is_empty() {
            true => Vec::new(),
            false => vec![
                Block::Authored(card.ask.clone()),
                Block::Quote(self.sentence.clone()),
            ],
        }
    }

    fn solution(&self, _card: &Card) -> Option<Action> {
        None
    }

    fn remark(&self, _card: &Card, done: Option<&Action>, words: Words) -> Vec<Block> {
        let sentence = done.and_then(|_| self.tell_sentence(words));
        sentence.into_iter().collect()
    }

    fn progress(&self, card: &Card, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Measured => measured(&self.measuring, card.slices.len(), words),
            _ => None,
        }
    }
}
