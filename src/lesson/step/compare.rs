//! Comparing two networks.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::corruption_error::{
    Errors, MeanError, corruption_error, relative_corruption_error,
};
use crate::eval::{Difference, Evaluation, Interval, MetricError, compare};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::control::{Control, Reading};
use crate::lesson::detail::Detail;
use crate::lesson::figures::{figure, of_people, of_slice};
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{answers, measured};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report};
use crate::pack::text::{Figure, Quantity, Value, tenths};
use crate::pack::{Compare, Spec, both};
use crate::say;
use crate::words::Words;

/// How far a comparison is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompareState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
    /// What the learner read of such pictures in a step before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Reading>,
    /// The measurement: of the first run all slices, then of the second.
    #[serde(skip)]
    pub measuring: Measuring,
    /// Slice by slice, the second run's accuracy less the first's, once all is measured; or why it
    /// cannot be said.
    #[serde(skip)]
    pub differences: Vec<Result<Difference, String>>,
}

impl CompareState {
    /// What the first and the second run did on a slice.
    pub fn pair(&self, step: &Compare, slice: usize) -> Option<(&Evaluation, &Evaluation)> {
        let of = |place: usize| self.measuring.results.get(place).map(|(_, result)| result);
        Some((of(slice)?, of(step.slices.len() + slice)?))
    }

    /// The places of the pictures of which one run reads one correctly and the other does not: what the
    /// second lost first, then what it won.
    pub fn differing(&self, step: &Compare, slice: usize) -> Vec<usize> {
        let Some((first, second)) = self.pair(step, slice) else {
            return Vec::new();
        };
        let pairs = || {
            first
                .predictions
                .iter()
                .zip(&second.predictions)
                .enumerate()
        };
        let only = |one: bool, other: bool| {
            pairs().filter_map(move |(place, (a, b))| {
                ((a.is_correct(), b.is_correct()) == (one, other)).then_some(place)
            })
        };
        only(true, false).chain(only(false, true)).collect()
    }

    /// The second run's accuracy on a slice less the first's, in points, of what is shown: who takes the one from the
    /// other finds the same. And its 95 % interval as a share, where it has one. None where it cannot be said.
    pub fn difference(&self, step: &Compare, slice: usize) -> Option<(f64, Option<Interval>)> {
        let (first, second) = self.pair(step, slice)?;
        let difference = self.differences.get(slice)?.as_ref().ok()?;
        let points = (tenths(second.accuracy) - tenths(first.accuracy)) / 10.0;
        Some((points, difference.interval))
    }

    /// The same as people read it: `-0.7 (-1.9 to +0.4)`.
    pub fn difference_in_words(&self, step: &Compare, slice: usize, words: Words) -> String {
        let Some((points, interval)) = self.difference(step, slice) else {
            return say!(words, "not-measured");
        };
        let signed = |points: f64| words.lang.signed(points, 1);
        let bounds = interval.map_or(String::new(), |bounds| {
            let (low, high) = (signed(bounds.low * 100.0), signed(bounds.high * 100.0));
            format!(" ({})", say!(words, "from-to", low = low, high = high))
        });
        format!("{}{bounds}", signed(points))
    }

    /// Both accuracies on a slice, and how far they are apart.
    fn tell_slice(&self, step: &Compare, slice: usize, words: Words) -> Option<String> {
        let (one, other) = self.pair(step, slice)?;
        let by = self.difference_in_words(step, slice, words);
        let difference = match self.difference(step, slice) {
            Some(_) => say!(words, "plain-difference", by = by),
            None => by,
        };
        let (first, second) = &step.runs;
        let (one, other) = (
            words.lang.percent(one.accuracy),
            words.lang.percent(other.accuracy),
        );
        Some(format!("{first} {one} %, {second} {other} %; {difference}"))
    }

    /// The people who read pictures like those of a slice.
    pub(crate) fn controls(&self, step: &Compare, slice: usize, words: Words) -> Vec<Control> {
        let spec = step.slices.get(slice);
        spec.map_or_else(Vec::new, |spec| Control::of(spec, slice, &self.read, words))
    }

    /// The mean corruption errors of each run against the other, over the corruptions among the slices.
    fn corruption_errors(&self, step: &Compare) -> Vec<Figure> {
        let errors = |clean: &Evaluation, corrupted: &[&Evaluation]| Errors {
            clean: 1.0 - clean.accuracy,
            corrupted: corrupted.iter().map(|one| 1.0 - one.accuracy).collect(),
        };
        let both = step.corruptions().into_values().map(|(clean, places)| {
            let clean = self.pair(step, clean)?;
            let pairs = places.iter().map(|&place| self.pair(step, place));
            let pairs = pairs.collect::<Option<Vec<_>>>()?;
            let (one, other): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            Some((errors(clean.0, &one), errors(clean.1, &other)))
        });
        let Some(both) = both.collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let (one, other) = (step.runs.0.as_str(), step.runs.1.as_str());
        let forth = both.iter().map(|(one, other)| (one, other));
        let back = both.iter().map(|(one, other)| (other, one));
        let of_one = against(forth.collect(), one, other);
        of_one
            .into_iter()
            .chain(against(back.collect(), other, one))
            .collect()
    }

    fn expected(step: &Compare) -> usize {
        2 * step.slices.len()
    }
}

/// The mean corruption errors of a run against a baseline, from the errors of both on each corruption.
fn against(errors: Vec<(&Errors, &Errors)>, run: &str, baseline: &str) -> Vec<Figure> {
    let mean = |ratio: fn(&Errors, &Errors) -> Result<f64, MetricError>| {
        let ratios = errors
            .iter()
            .map(|(run, baseline)| ratio(run, baseline).ok());
        MeanError::of(ratios).mean
    };
    let means = [
        (Quantity::CorruptionError, mean(corruption_error)),
        (
            Quantity::RelativeCorruptionError,
            mean(relative_corruption_error),
        ),
    ];
    let known = means
        .into_iter()
        .filter_map(|(quantity, mean)| Some((quantity, mean?)));
    known
        .map(|(quantity, mean)| figure(quantity, run, Some(baseline), Value::Share(mean)))
        .collect()
}

impl Kind for CompareState {
    type Spec = Compare;

    fn stage(&self, step: &Compare) -> Stage {
        self.measuring.stage(Self::expected(step))
    }

    fn can(&self, _step: &Compare) -> Vec<Can> {
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
            read: self.read.clone(),
            ..Self::default()
        }
    }

    fn figures(&self, step: &Compare) -> Vec<Figure> {
        let (one, other) = &step.runs;
        let differences = step.slices.iter().enumerate().flat_map(|(slice, spec)| {
            let Some((points, less)) = self.difference(step, slice) else {
                return Vec::new();
            };
            let more = less.map(|less| Interval {
                low: -less.high,
                high: -less.low,
            });
            [
                (both(other, one), Value::Points(points, less)),
                (both(one, other), Value::Points(-points, more)),
            ]
            .map(|(by, value)| figure(Quantity::Difference, &spec.name, Some(&by), value))
            .into()
        });
        let measured = self.measuring.results.iter().zip(0..);
        let measured = measured.flat_map(|((_, result), place)| {
            of_slice(
                result,
                if place < step.slices.len() {
                    one
                } else {
                    other
                },
            )
        });
        let errors = self.corruption_errors(step);
        let people = of_people(&step.slices);
        let measured = measured.chain(differences).chain(errors);
        measured.chain(people).collect()
    }

    fn enter(&mut self, step: &Compare, around: &Around) -> Vec<Order> {
        self.read = around.readings(&step.slices);
        let runs = [step.runs.0.as_str(), step.runs.1.as_str()];
        self.measuring.order(&runs, &step.slices, around)
    }

    fn act(&mut self, step: &Compare, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Begin if self.measuring.failure.is_some() => {
                self.measuring.reset();
                self.enter(step, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, step: &Compare, report: Report, around: &Around) -> Vec<Order> {
        let expected = Self::expected(step);
        let heard = self.measuring.hear(report, expected);
        let Some(run) = heard.map(|(run, _)| run.clone()) else {
            return Vec::new();
        };
        if self.measuring.results.len() < expected {
            return Vec::new();
        }
        let pairs = (0..step.slices.len()).filter_map(|slice| self.pair(step, slice));
        let compared = pairs.zip(&step.slices).map(|((first, second), slice)| {
            compare(second, first, slice.seed).map_err(|error| error.to_string())
        });
        self.differences = compared.collect();
        let asked = step.predict.as_ref().map(|predict| &predict.slice);
        let place = step
            .slices
            .iter()
            .position(|slice| Some(&slice.name) == asked);
        let pair = place.and_then(|place| self.pair(step, place));
        match pair.map(|(_, second)| Outcome::accuracy(second)) {
            Some(outcome) => (self.gate).settle(&step.questions(), 0, outcome, &run, around),
            None => Vec::new(),
        }
    }

    fn tell(&self, step: &Compare, words: Words) -> Vec<Block> {
        let slices = step.slices.iter().enumerate();
        let compared = slices.filter_map(|(slice, spec)| {
            let text = self.tell_slice(step, slice, words)?;
            let controls = self.controls(step, slice, words).into_iter();
            let controls = controls.map(|control| format!("; {}", control.in_words(words)));
            Some(format!(
                "{}: {text}{}",
                spec.title(),
                controls.collect::<String>()
            ))
        });
        let mut blocks = Block::unasked(step, &step.say);
        blocks.extend(Block::said(&self.gate.answered(step.questions()), words));
        blocks.push(Block::Numbered(compared.collect()));
        blocks.push(Block::Authored(step.takeaway.clone()));
        blocks
    }

    fn done(&self, _step: &Compare, _records: Records<'_>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    fn solution(&self, _step: &Compare) -> Option<Action> {
        None
    }

    fn progress(&self, step: &Compare, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Measured => measured(&self.measuring, Self::expected(step), words),
            _ => None,
        }
    }

    fn detail(&self, step: &Compare, detail: &Detail, words: Words) -> Option<Vec<Block>> {
        let Detail::Slice { slice, first } = *detail else {
            return None;
        };
        let (_, second) = self.pair(step, slice)?;
        let run = step.runs.1.as_str();
        let places = self.differing(step, slice).into_iter();
        let mut blocks = vec![Block::Text(say!(words, "where-they-differ", run = run))];
        blocks.extend(answers(second, places, first, words));
        Some(blocks)
    }
}
