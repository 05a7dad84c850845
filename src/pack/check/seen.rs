//! Slices of which a lesson's own runs may have seen pictures in training, as far as their names tell. Nothing is read:
//! whether the same picture is in other data too is told when it is measured.

use std::collections::BTreeMap;

use super::train::learned_from;
use crate::dataset::{Library, Selector};
use crate::eval::SliceSpec;
use crate::pack::schema::{Knob, Lesson, Step};
use crate::shift::Augmentation;
use crate::train::{DataChoice, Recipe};

/// What a run learns from, by the run's name.
type Learned<'a> = BTreeMap<&'a str, Vec<Selector>>;

/// Steps, from 1, with the keys of their slices and what is to be said of them.
pub(super) fn seen_in_training(lesson: &Lesson, library: &Library) -> Vec<(usize, String, String)> {
    let mut learned = Learned::new();
    let mut found = Vec::new();
    for (step, number) in lesson.steps.iter().zip(1..) {
        learn(step, &mut learned, library);
        let measured = measured(step);
        let runs = step.spec().uses().into_iter().chain(step.spec().trains());
        let runs: Vec<(&str, &Vec<Selector>)> = runs
            .filter_map(|run| learned.get_key_value(run))
            .map(|(run, from)| (*run, from))
            .collect();
        for (path, slice) in measured {
            let seen = runs.iter().find_map(|(run, from)| {
                let mut from = from.iter();
                Some((run, from.find(|from| from.may_share(slice))?))
            });
            if let Some((run, from)) = seen {
                let problem = format!(
                    "{run} learns from pictures of {from}, so how it does on {slice} is no test; name other data, or say in \
                     the slice's name that it is what was learned from"
                );
                found.push((number, path, problem));
            }
        }
    }
    found
}

/// Remembers what a step's run learns from.
fn learn<'a>(step: &'a Step, learned: &mut Learned<'a>, library: &Library) {
    let (name, from, data, recipe): (&str, Option<&str>, &DataChoice, &Recipe) = match step {
        Step::Train(train) => (
            &train.name,
            train.from.as_deref(),
            &train.data,
            &train.recipe,
        ),
        Step::Exercise(exercise) => (
            &exercise.name,
            exercise.from.as_deref(),
            &exercise.data,
            &exercise.recipe,
        ),
        _ => return,
    };
    let own = learned_from(from)(library, &data.set);
    let own = own.ok().map(|(selector, _)| selector);
    let knobs: &[Knob] = match step {
        Step::Exercise(exercise) => &exercise.knobs,
        _ => &[],
    };
    let turned = knobs.iter().filter_map(|knob| match knob {
        Knob::Augment(lists) => Some(lists.iter().flatten()),
        _ => None,
    });
    let augment = recipe.augment.iter().chain(turned.flatten());
    let mixed = augment.filter_map(|augmentation| match augmentation {
        Augmentation::Mix(mix) => Some(mix.from.clone()),
        _ => None,
    });
    let before = from.and_then(|from| learned.get(from)).cloned();
    let all = before.into_iter().flatten().chain(own).chain(mixed);
    let all = all.collect();
    learned.insert(name, all);
}

/// What a step measures its runs on, with the keys. What the goal of an exercise is held against is looked at elsewhere:
/// that may be what is learned from.
fn measured(step: &Step) -> Vec<(String, &Selector)> {
    match step {
        Step::Reveal(step) => of("slices", &step.slices),
        Step::Compare(step) => of("slices", &step.slices),
        Step::Inspect(step) => of("slices", &step.slices),
        Step::Card(step) => of("slices", &step.slices),
        Step::Label(step) => of("slices", &step.slices),
        Step::Exercise(step) => of("reveal", &step.reveal),
        Step::Dial(step) => vec![("from".to_owned(), &step.from)],
        Step::Say(_)
        | Step::Ask(_)
        | Step::Train(_)
        | Step::Sweep(_)
        | Step::Draw(_)
        | Step::Photo(_)
        | Step::Solve(_) => Vec::new(),
    }
}

fn of<'a>(key: &str, slices: &'a [SliceSpec]) -> Vec<(String, &'a Selector)> {
    let numbered = slices.iter().zip(1..);
    numbered
        .map(|(slice, number)| (format!("{key} {number}.from"), &slice.from))
        .collect()
}
