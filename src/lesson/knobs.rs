//! Knobs that a learner turns, and the goal of it, as people say them; alike under every shell.

use crate::pack::{Exercise, GoalPart, Knob};
use crate::say;
use crate::words::Words;

/// The values of a knob.
pub fn values(knob: &Knob, words: Words) -> Vec<String> {
    let values = knob.values().into_iter();
    values
        .map(|value| match value == Knob::NOTHING {
            true => words.text("knob-nothing"),
            false => value,
        })
        .collect()
}

/// The value of a knob that stands in this place; `?` where it has none there.
pub fn value(knob: &Knob, place: usize, words: Words) -> String {
    let value = values(knob, words).into_iter().nth(place);
    value.unwrap_or_else(|| "?".to_owned())
}

/// The name and the value of each knob, where they stand in these places.
pub(super) fn values_told(knobs: &[Knob], places: &[usize], words: Words) -> Vec<String> {
    let stand = knobs.iter().zip(places);
    stand
        .map(|(knob, &place)| {
            let name = words.text(knob.text());
            format!("{name} {}", value(knob, place, words))
        })
        .collect()
}

/// A knob, its values, and at which of them it stands.
pub(super) fn knob_told(knob: &Knob, place: usize, words: Words) -> String {
    say!(
        words,
        "exercise-knob",
        knob = words.text(knob.text()),
        values = values(knob, words).join(", "),
        now = value(knob, place, words)
    )
}

/// What has to be reached.
pub fn goal_told(exercise: &Exercise, words: Words) -> String {
    let parts = exercise.goal.parts.iter();
    let parts: Vec<String> = parts.map(|part| part_told(exercise, part, words)).collect();
    say!(words, "exercise-goal", goal = parts.join(", "))
}

/// A part of it.
pub fn part_told(exercise: &Exercise, part: &GoalPart, words: Words) -> String {
    let slice = exercise.slice_of(part);
    let slice = slice.and_then(|place| exercise.slices.get(place));
    let what = match (part.is_validation, slice) {
        (true, _) => say!(words, "exercise-validation"),
        (false, Some(slice)) => slice.title().to_owned(),
        (false, None) => part.of.clone(),
    };
    let number = |end: f64| words.lang.decimal(end, usize::from(end.fract() != 0.0));
    match part.range.ends() {
        (Some(low), Some(high)) => {
            let (low, high) = (number(low), number(high));
            say!(words, "goal-between", what = what, low = low, high = high)
        }
        (Some(low), None) => say!(words, "goal-above", what = what, low = number(low)),
        (None, high) => {
            let high = number(high.unwrap_or(100.0));
            say!(words, "goal-below", what = what, high = high)
        }
    }
}

/// Whether a run meets the goal, in words.
pub(super) fn met_or_not(is_met: bool, words: Words) -> String {
    match is_met {
        true => say!(words, "exercise-met"),
        false => say!(words, "exercise-unmet"),
    }
}
