//! What the steps of a lesson measured, by the names that its texts call it by.

use super::gate::Gate;
use super::guess::{Outcome, Said};
use crate::base::Lang;
use crate::eval::{Evaluation, Proportion, Score, SliceSpec, Spread};
use crate::pack::Step;
use crate::pack::text::{
    Condition, Figure, Known, Named, PEOPLE, Quantity, Value, Verdict, conditions, filled, parse,
};

/// What is known of a slice that a run has read.
pub(super) fn of_slice(result: &Evaluation, by: &str) -> Vec<Figure> {
    of_read(&result.slice, by, result)
}

/// The same under another name.
pub(super) fn of_read(of: &str, by: &str, result: &Evaluation) -> Vec<Figure> {
    let mut figures = counted(of, by, Value::Accuracy(result.accuracy, result.interval), {
        (result.correct, result.n)
    });
    let mut add = |quantity, value| figures.push(figure(quantity, of, Some(by), value));
    let confidence = result.mean_confidence;
    add(Quantity::Confidence, Value::Share(confidence));
    let points = (confidence - result.accuracy) * 100.0;
    add(Quantity::Overconfidence, Value::Points(points, None));
    if let Some(confidence) = result.mean_confidence_wrong {
        add(Quantity::ConfidenceWhenWrong, Value::Share(confidence));
    }
    figures.push(figure(
        Quantity::Interval,
        of,
        Some(by),
        Value::Between(result.interval),
    ));
    figures
}

/// What sources tell of the people who read such slices.
pub(super) fn of_people(slices: &[SliceSpec]) -> impl Iterator<Item = Figure> {
    let told = slices.iter().filter_map(|slice| {
        let of = slice.name.as_str();
        Some(match slice.people.as_ref()?.score {
            Score::Counted(counted) => of_reader(of, PEOPLE, counted),
            Score::Share(share) => [
                (Quantity::Accuracy, share),
                (Quantity::ErrorRate, 1.0 - share),
            ]
            .map(|(quantity, share)| figure(quantity, of, Some(PEOPLE), Value::Share(share)))
            .into(),
        })
    });
    told.flatten()
}

/// What is known where somebody read pictures who does not say how sure they are. Nothing, of none.
pub(super) fn of_reader(of: &str, by: &str, read: Proportion) -> Vec<Figure> {
    let Some(share) = read.share else {
        return Vec::new();
    };
    let accuracy = Value::Accuracy(share, read.interval);
    let mut figures = counted(of, by, accuracy, (read.count, read.n));
    let interval = Value::Between(read.interval);
    figures.push(figure(Quantity::Interval, of, Some(by), interval));
    figures
}

fn counted(of: &str, by: &str, accuracy: Value, (correct, n): (usize, usize)) -> Vec<Figure> {
    let wrong = Proportion::of(n - correct.min(n), n).share;
    [
        (Quantity::Accuracy, accuracy),
        (Quantity::ErrorRate, Value::Share(wrong.unwrap_or(0.0))),
        (Quantity::Errors, Value::Count(n - correct.min(n))),
        (Quantity::Correct, Value::Count(correct)),
        (Quantity::Pictures, Value::Count(n)),
    ]
    .map(|(quantity, value)| figure(quantity, of, Some(by), value))
    .into()
}

/// How the networks of a group spread.
pub(super) fn of_spread(of: &str, by: Option<&str>, spread: &Spread) -> Vec<Figure> {
    [
        (Quantity::LowestOverSeeds, Value::Share(spread.lowest)),
        (Quantity::HighestOverSeeds, Value::Share(spread.highest)),
        (Quantity::MeanOverSeeds, Value::Share(spread.mean)),
        (Quantity::Seeds, Value::Count(spread.networks)),
    ]
    .map(|(quantity, value)| figure(quantity, of, by, value))
    .into()
}

/// A figure.
pub(super) fn figure(quantity: Quantity, of: &str, by: Option<&str>, value: Value) -> Figure {
    Figure {
        quantity,
        of: of.to_owned(),
        by: by.map(str::to_owned),
        value,
    }
}

/// Takes newer figures in, and says whether they change anything. What was measured in an earlier sitting stays known
/// until it is measured again.
pub(super) fn take_in(known: &mut Vec<Figure>, newer: Vec<Figure>) -> bool {
    let is_same = |one: &Figure, other: &Figure| {
        (one.quantity, &one.of, &one.by) == (other.quantity, &other.of, &other.by)
    };
    let mut has_changed = false;
    for figure in newer {
        match known.iter_mut().find(|one| is_same(one, &figure)) {
            Some(one) if *one == figure => continue,
            Some(one) => *one = figure,
            None => known.push(figure),
        }
        has_changed = true;
    }
    has_changed
}

/// What the texts of a step can know: what it and the steps before it measured, and what was said.
pub(super) struct Seen<'a> {
    /// Step by step, up to this one.
    pub(super) figures: &'a [Vec<Figure>],
    /// What was said in it.
    pub(super) gate: Option<&'a Gate>,
}

impl Known for Seen<'_> {
    /// What was measured last, this step's own first.
    fn figure(&self, named: &Named) -> Option<Value> {
        let latest_first = self.figures.iter().rev().flatten();
        let mut latest_first = latest_first.filter(|figure| named.is(figure));
        latest_first.next().map(|figure| figure.value.clone())
    }

    fn guess(&self) -> Option<f64> {
        match self.gate?.guess()?.said {
            Said::Number { value, .. } => Some(value),
            Said::Choice { .. } => None,
        }
    }

    fn verdict(&self) -> Option<Verdict> {
        let (guess, outcome) = (self.gate?.guess()?, self.gate?.outcome()?);
        Some(match (guess.hits(outcome), &guess.said, outcome) {
            (true, ..) => Verdict::Right,
            (false, Said::Number { value, .. }, Outcome::Number { percent, .. }) => {
                match value > percent {
                    true => Verdict::TooHigh,
                    false => Verdict::TooLow,
                }
            }
            (false, ..) => Verdict::Wrong,
        })
    }
}

/// The step with its texts as they are once that much is known.
pub(super) fn shown(step: &Step, seen: &Seen<'_>, lang: Lang) -> Step {
    let mut shown = step.clone();
    for text in shown.spec_mut().texts_mut() {
        let with_figures = filled(text, seen, lang).into_owned();
        *text = with_figures;
    }
    shown
}

/// Every condition in the texts of a step, and whether it holds, as far as that is known.
pub(super) fn conditions_of(step: &Step, seen: &Seen<'_>) -> Vec<(Condition, Option<bool>)> {
    let mut step = step.clone();
    let texts = step.spec_mut().texts_mut().into_iter();
    let conditions = texts.flat_map(|text| {
        let pieces = parse(text).unwrap_or_default();
        let conditions = conditions(&pieces).into_iter();
        conditions
            .map(|condition| (condition.clone(), condition.holds(seen)))
            .collect::<Vec<_>>()
    });
    conditions.collect()
}
