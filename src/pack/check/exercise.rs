//! What an `exercise` step can get wrong, and what its author may have overlooked.

use std::collections::BTreeSet;

use super::checking::{Checking, Run, did_you_mean, written_as_shares};
use super::{slices, train};
use crate::dataset::{Library, Part, Side};
use crate::eval::SliceSpec;
use crate::pack::schema::{Exercise, Knob};

/// Recipes that the knobs make at most: each may be trained by each learner of a class.
const MAX_RECIPES: usize = 24;
/// Knobs at most: each is a row on the smallest screen.
const MAX_KNOBS: usize = 4;
/// Slices of the goal at most: each is a column on the smallest screen.
const MAX_SLICES: usize = 2;

pub(super) fn check<'a>(exercise: &'a Exercise, checking: &mut Checking<'a>) {
    if exercise.say.trim().is_empty() {
        checking.problem("say", "it sets no task; write one");
    }
    let name = exercise.name.as_str();
    if checking.runs.iter().any(|run| run.name == name) {
        checking.problem(
            "as",
            format!("{name} names an earlier run too; choose another name"),
        );
    }
    if !check_knobs(exercise, checking) {
        return;
    }
    check_solution(exercise, checking);
    check_goal(exercise, checking);
    let parent = (exercise.from.as_deref()).and_then(|from| checking.run("from", from));
    let Some(part) = check_recipes(exercise, checking) else {
        return;
    };
    for model in exercise.models() {
        if let Some(parent) = parent {
            train::check_parent(&model, parent, Some(part), checking);
        }
    }
    let run = Run {
        name,
        seeds: 1,
        model: &exercise.model,
        part: Some(part),
        validation: exercise.data.validation,
    };
    check_slices("slices", &exercise.slices, run, checking);
    check_slices("reveal", &exercise.reveal, run, checking);
}

/// Whether there are knobs that can be turned.
fn check_knobs(exercise: &Exercise, checking: &mut Checking<'_>) -> bool {
    let known = checking.found.len();
    let knobs = &exercise.knobs;
    if !(1..=MAX_KNOBS).contains(&knobs.len()) {
        checking.problem(
            "knobs",
            format!("{} knobs; let there be 1 to {MAX_KNOBS}", knobs.len()),
        );
    }
    for (knob, number) in knobs.iter().zip(1..) {
        let key = format!("knobs {number}.{}", knob.key());
        let values = knob.values();
        if values.len() < 2 {
            checking.problem(
                &key,
                "there is nothing to choose from; write 2 values or more",
            );
        }
        let mut seen = BTreeSet::new();
        if let Some(value) = values.iter().find(|value| !seen.insert(value.as_str())) {
            checking.problem(&key, format!("{value} stands there twice; take one out"));
        }
        let earlier = knobs.iter().take(number - 1);
        if earlier.map(Knob::key).any(|key| key == knob.key()) {
            checking.problem(&key, "an earlier knob turns the same; take one out");
        }
    }
    let recipes = exercise.recipes();
    if recipes > MAX_RECIPES {
        checking.problem(
            "knobs",
            format!(
                "they make {recipes} recipes, each of which every learner may train; let there be {MAX_RECIPES} at most"
            ),
        );
    }
    checking.found.len() == known
}

/// Whether each of the solution's values is there, and something has to be turned for it.
fn check_solution(exercise: &Exercise, checking: &mut Checking<'_>) {
    let (knobs, solution) = (&exercise.knobs, &exercise.solution);
    if solution.len() != knobs.len() {
        checking.problem(
            "solution",
            format!(
                "it has {} numbers for {} knobs; write the place of each knob's value, from 1",
                solution.len(),
                knobs.len()
            ),
        );
        return;
    }
    for ((knob, &place), number) in knobs.iter().zip(solution).zip(1..) {
        let values = knob.values().len();
        if !(1..=values).contains(&place) {
            checking.problem(
                format!("solution {number}"),
                format!("{} has no value {place}; it has {values}", knob.key()),
            );
        }
    }
    if solution.iter().all(|&place| place == 1) {
        checking.problem(
            "solution",
            "the knobs stand there in the beginning, so there is nothing to find; put another value first",
        );
    }
}

/// Whether the goal speaks of this run and of these slices, and of each of them.
fn check_goal(exercise: &Exercise, checking: &mut Checking<'_>) {
    let names = exercise.slices.iter().map(|slice| slice.name.as_str());
    for part in &exercise.goal.parts {
        if let Some(problem) = written_as_shares(part.range) {
            checking.problem("goal", problem);
        }
        if !part.is_validation {
            if exercise.slice_of(part).is_none() {
                let hint = did_you_mean(&part.of, names.clone());
                checking.problem(
                    "goal",
                    format!("none of the slices is called {}{hint}", part.of),
                );
            }
        } else if part.of != exercise.name {
            checking.problem(
                "goal",
                format!(
                    "the run is called {}, not {}; write validation accuracy of {}",
                    exercise.name, part.of, exercise.name
                ),
            );
        } else if exercise.data.validation == 0 {
            checking.problem(
                "data.validation",
                "the goal is held against validation pictures; give it some",
            );
        }
    }
    for (slice, number) in exercise.slices.iter().zip(1..) {
        let mut parts = exercise.goal.parts.iter();
        if !parts.any(|part| !part.is_validation && part.of == slice.name) {
            checking.problem(
                format!("slices {number}"),
                format!("the goal does not name {}; take it out", slice.name),
            );
        }
    }
    if exercise.slices.len() > MAX_SLICES {
        checking.problem(
            "slices",
            format!(
                "{} slices; let there be {MAX_SLICES} at most",
                exercise.slices.len()
            ),
        );
    }
}

/// Whether everything that the knobs make can be trained; on what it is.
fn check_recipes<'a>(exercise: &'a Exercise, checking: &mut Checking<'a>) -> Option<&'a Part> {
    let mut part = None;
    for places in exercise.all_places() {
        let experiment = exercise.experiment(None, &places);
        if let Err(error) = experiment.recipe.check() {
            checking.problem(train::recipe_key(&error.to_string()), error.to_string());
            return None;
        }
        let known = checking.found.len();
        let find = train::learned_from(exercise.from.as_deref());
        part = train::material(&experiment.data, &experiment.model, checking, find);
        if checking.found.len() > known {
            return None;
        }
    }
    let part = part?;
    train::check_mixes("recipe.augment", &exercise.recipe.augment, part, checking);
    for (knob, number) in exercise.knobs.iter().zip(1..) {
        let Knob::Augment(lists) = knob else { continue };
        for (list, place) in lists.iter().zip(1..) {
            let key = format!("knobs {number}.augment {place}");
            train::check_mixes(&key, list, part, checking);
        }
    }
    Some(part)
}

fn check_slices(key: &str, specs: &[SliceSpec], run: Run<'_>, checking: &mut Checking<'_>) {
    let mut names = BTreeSet::new();
    if let Some(twice) = specs.iter().find(|slice| !names.insert(&slice.name)) {
        checking.problem(
            key,
            format!("two are called {}; give each a name of its own", twice.name),
        );
    }
    for (slice, number) in specs.iter().zip(1..) {
        slices::check_one(&format!("{key} {number}"), slice, Some(run), checking);
    }
}

/// Slices of the goal on which nothing should be chosen: tests, and what is learned from. Keys and reasons.
pub(super) fn chosen_on(exercise: &Exercise, library: &Library) -> Vec<(String, String)> {
    let find = train::learned_from(exercise.from.as_deref());
    let learned_from = find(library, &exercise.data.set);
    let learned_from = learned_from.ok().map(|(_, part)| part.name.as_str());
    let named = exercise.slices.iter().zip(1..);
    let warned = named.filter_map(|(slice, number)| {
        let (_, part) = library.resolve(&slice.from).ok()?;
        let is_learned_from = Some(part.name.as_str()) == learned_from;
        let is_for_choosing = part.name.ends_with("/train") || slice.from.side() == Some(Side::Learn);
        let problem = match (is_learned_from, is_for_choosing) {
            (true, _) => format!(
                "{} is what the run learns from; reach the goal on validation accuracy or on other data",
                slice.from
            ),
            (false, false) => format!(
                "{} is a test, and whoever turns knobs to reach a goal on it chooses on it; name validation accuracy, or a side to learn from such as pendigits@learn, and measure the test under reveal",
                slice.from
            ),
            (false, true) => return None,
        };
        Some((format!("slices {number}"), problem))
    });
    warned.collect()
}
