//! Saying a number, then seeing what a network does with data that it has not seen.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::Evaluation;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::control::{Control, Reading};
use crate::lesson::detail::Detail;
use crate::lesson::figures::{of_people, of_slice, of_spread};
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{answers, confidence, measured, metrics, origin};
use crate::lesson::spread::{NamedSpread, sentence};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report};
use crate::pack::text::Figure;
use crate::pack::{Measure, Reveal, Spec};
use crate::words::Words;

/// How far a reveal is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RevealState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
    /// How the networks that were trained beside it spread on each slice, where there are such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spreads: Vec<NamedSpread>,
    /// What the learner read of such pictures in a step before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Reading>,
    /// The measurement: of the run itself, then of those beside it.
    #[serde(skip)]
    pub measuring: Measuring,
}

impl RevealState {
    /// What was measured, slice by slice, in the lesson's order.
    pub fn results(&self) -> impl Iterator<Item = &Evaluation> {
        self.measuring.evaluations()
    }

    /// The people who read pictures like those of a slice.
    pub(crate) fn controls(&self, reveal: &Reveal, slice: usize, words: Words) -> Vec<Control> {
        let spec = reveal.slices.get(slice);
        spec.map_or_else(Vec::new, |spec| Control::of(spec, slice, &self.read, words))
    }

    /// What the guess is held against, as far as it can be known from what is measured so far.
    fn measured(&self, reveal: &Reveal) -> Option<Outcome> {
        let asked = &reveal.predict;
        let about = |result: &&Evaluation| Some(&result.slice) == asked.slice.as_ref();
        match asked.measure {
            Measure::Accuracy => self.results().find(about).map(Outcome::accuracy),
            Measure::ConfidenceWhenWrong => {
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
                    .filter(|result| choices.iter().any(|slice| slice.name == result.slice));
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
        let expected = self.measuring.expected(reveal.slices.len());
        self.measuring.stage(expected)
    }

    fn can(&self, _reveal: &Reveal) -> Vec<Can> {
        vec![Can::LookAtSlice]
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
            spreads: self.spreads.clone(),
            read: self.read.clone(),
            measuring: Measuring::default(),
        }
    }

    fn figures(&self, reveal: &Reveal) -> Vec<Figure> {
        let spreads = self.spreads.iter();
        let spreads = spreads.flat_map(|one| of_spread(&one.name, Some(&reveal.of), &one.spread));
        let measured = self.results();
        let measured = measured.flat_map(|result| of_slice(result, &reveal.of));
        let people = of_people(&reveal.slices);
        measured.chain(spreads).chain(people).collect()
    }

    fn enter(&mut self, reveal: &Reveal, around: &Around) -> Vec<Order> {
        self.read = around.readings(&reveal.slices);
        self.measuring
            .order_group(&reveal.of, &reveal.slices, around)
    }

    fn act(&mut self, reveal: &Reveal, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Begin if self.measuring.failure.is_some() => {
                self.measuring.reset();
                self.enter(reveal, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, reveal: &Reveal, report: Report, around: &Around) -> Vec<Order> {
        let slices = reveal.slices.len();
        let expected = self.measuring.expected(slices);
        if self.measuring.hear(report, expected).is_none() {
            return Vec::new();
        }
        let own = self.measuring.results.first().map(|(run, _)| run);
        let mut orders = match (self.measured(reveal), own) {
            (Some(outcome), Some(own)) => {
                (self.gate).settle(&reveal.questions(), 0, outcome, own, around)
            }
            _ => Vec::new(),
        };
        orders.extend(self.measuring.keep_spreads(slices, &mut self.spreads));
        orders
    }

    fn tell(&self, reveal: &Reveal, words: Words) -> Vec<Block> {
        let results = self.results().enumerate().map(|(place, result)| {
            let text = format!("{}: {}", result.title, metrics(result, words));
            let sure = Some(confidence(result, words));
            let spread = NamedSpread::find(&self.spreads, &result.slice);
            let spread = spread.map(|spread| sentence(spread, words));
            let controls = self.controls(reveal, place, words);
            let controls = controls.iter().map(|control| control.in_words(words));
            let parts = [Some(text), sure, spread].into_iter().flatten();
            parts.chain(controls).collect::<Vec<_>>().join(" · ")
        });
        let mut blocks = Block::said(&self.gate.answered(reveal.questions()), words);
        blocks.push(Block::Numbered(results.collect()));
        blocks.push(Block::Authored(reveal.takeaway.clone()));
        blocks
    }

    fn done(&self, reveal: &Reveal, _records: Records<'_>, words: Words) -> Vec<Block> {
        match self.spreads.is_empty() {
            true => Vec::new(),
            false => vec![Block::Items(NamedSpread::lines(
                &self.spreads,
                &reveal.slices,
                words,
            ))],
        }
    }

    fn solution(&self, _reveal: &Reveal) -> Option<Action> {
        None
    }

    fn progress(&self, reveal: &Reveal, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Measured => {
                let expected = self.measuring.expected(reveal.slices.len());
                measured(&self.measuring, expected, words)
            }
            _ => None,
        }
    }

    fn detail(&self, _reveal: &Reveal, detail: &Detail, words: Words) -> Option<Vec<Block>> {
        let Detail::Slice { slice, first } = *detail else {
            return None;
        };
        let result = self.results().nth(slice)?;
        let mut blocks = match first {
            0 => origin(result, words),
            _ => Vec::new(),
        };
        let worst = result.worst_first.iter().copied();
        blocks.extend(answers(result, worst, first, words));
        Some(blocks)
    }
}
