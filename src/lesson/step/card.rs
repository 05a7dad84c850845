//! Writing a model card.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::base::terminal::is_printable;
use crate::eval::Evaluation;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::figures::{of_people, of_slice, of_spread};
use crate::lesson::gate::Gate;
use crate::lesson::given::Given;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{confidence, looked, measured, metrics};
use crate::lesson::spread::{NamedSpread, sentence};
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
    /// The seed of the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How the networks that were trained beside it spread on each slice, where there are such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spreads: Vec<NamedSpread>,
    /// The measurement: of the run itself, then of those beside it.
    #[serde(skip)]
    pub measuring: Measuring,
}

/// Characters in the learner's sentence at most.
const MAX_SENTENCE_CHARS: usize = 500;

impl CardState {
    /// That nothing is known of other seeds, where that is so.
    pub fn one_seed(&self, words: Words) -> Option<String> {
        let seed = self.seed.filter(|_| self.spreads.is_empty())?;
        Some(say!(words, "card-one-seed", seed = seed.to_string()))
    }

    /// The learner's sentence, if they wrote one.
    fn tell_sentence(&self, words: Words) -> Option<Block> {
        let sentence = Some(self.sentence.as_str()).filter(|text| !text.is_empty())?;
        Some(Block::Text(say!(words, "plain-sentence", text = sentence)))
    }
}

impl Kind for CardState {
    type Spec = Card;

    fn stage(&self, card: &Card) -> Stage {
        let expected = self.measuring.expected(card.slices.len());
        self.measuring.stage(expected)
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

    fn measured(&self) -> Vec<&Evaluation> {
        self.measuring.all().collect()
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            sentence: self.sentence.clone(),
            seed: self.seed,
            spreads: self.spreads.clone(),
            measuring: Measuring::default(),
        }
    }

    fn figures(&self, card: &Card) -> Vec<Figure> {
        let spreads = self.spreads.iter();
        let spreads = spreads.flat_map(|one| of_spread(&one.name, Some(&card.of), &one.spread));
        let measured = self.measuring.evaluations();
        let measured = measured.flat_map(|result| of_slice(result, &card.of));
        let people = of_people(&card.slices);
        measured.chain(spreads).chain(people).collect()
    }

    fn enter(&mut self, card: &Card, around: &Around) -> Vec<Order> {
        let group = around.group(&card.of).ok();
        self.seed = group.map(|group| group.seed);
        self.measuring.order_group(&card.of, &card.slices, around)
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
        let slices = card.slices.len();
        let expected = self.measuring.expected(slices);
        if self.measuring.hear(report, expected).is_none() {
            return Vec::new();
        }
        let asked = card.predict.as_ref().map(|predict| &predict.slice);
        let mut own = self.measuring.results.iter().take(slices);
        let asked = own.find(|(_, result)| Some(&result.slice) == asked);
        let mut orders = match asked {
            Some((run, result)) => {
                let outcome = Outcome::accuracy(result);
                self.gate.settle(&card.questions(), 0, outcome, run, around)
            }
            None => Vec::new(),
        };
        orders.extend(self.measuring.keep_spreads(slices, &mut self.spreads));
        orders
    }

    fn tell(&self, card: &Card, words: Words) -> Vec<Block> {
        let measured = self.measuring.evaluations().map(|result| {
            let text = format!("{}: {}", result.title, metrics(result, words));
            let text = format!("{text} · {}", result.inputs);
            let sure = Some(confidence(result, words));
            let spread = NamedSpread::find(&self.spreads, &result.slice);
            let spread = spread.map(|spread| sentence(spread, words));
            let parts = [Some(text), sure, spread].into_iter().flatten();
            parts.collect::<Vec<_>>().join(" · ")
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
        blocks.extend(self.one_seed(words).map(Block::Text));
        blocks.extend([
            Block::Heading(3, say!(words, "card-not-measured")),
            Block::Items(not_measured),
            Block::Authored(card.ask.clone()),
        ]);
        blocks.extend(self.tell_sentence(words));
        blocks
    }

    fn done(&self, card: &Card, _records: Records<'_>, words: Words) -> Vec<Block> {
        let mut blocks = match self.spreads.is_empty() {
            true => Vec::from_iter(self.one_seed(words).map(Block::Text)),
            false => vec![Block::Items(NamedSpread::lines(
                &self.spreads,
                &card.slices,
                words,
            ))],
        };
        if !self.sentence.is_empty() {
            blocks.extend([
                Block::Authored(card.ask.clone()),
                Block::Quote(self.sentence.clone()),
            ]);
        }
        blocks
    }

    fn given(&self, card: &Card, _words: Words) -> Option<Given> {
        (!self.sentence.is_empty()).then(|| Given {
            question: card.ask.clone(),
            tried: vec![self.sentence.clone()],
            is_right: None,
            is_called_right: false,
            hints: 0,
        })
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
            Heard::Measured => {
                let expected = self.measuring.expected(card.slices.len());
                measured(&self.measuring, expected, words)
            }
            _ => None,
        }
    }
}
