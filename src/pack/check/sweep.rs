//! What a `sweep` step can get wrong.

use super::checking::{Checking, Run};
use super::{slices, train};
use crate::dataset::Library;
use crate::pack::schema::Sweep;

/// Runs in a sweep at most: each is a row on the smallest screen.
const MAX_RUNS: usize = 12;

pub(super) fn check(sweep: &Sweep, checking: &mut Checking<'_>) {
    let runs = sweep.runs();
    if !(2..=MAX_RUNS).contains(&runs.len()) {
        checking.problem(
            "vary",
            format!(
                "{} runs; let there be 2 to {MAX_RUNS} (values times seeds)",
                runs.len()
            ),
        );
    }
    let find = Library::training_part;
    let mut part = None;
    for (_, _, experiment) in &runs {
        if let Err(error) = experiment.recipe.check() {
            checking.problem(train::recipe_key(&error.to_string()), error.to_string());
            return;
        }
        part = train::material(&experiment.data, &experiment.model, checking, find);
        if part.is_none() {
            return;
        }
    }
    if sweep.data.validation == 0 {
        checking.problem(
            "data.validation",
            "runs are compared on validation pictures; give it some",
        );
    }
    if sweep.predict.is_some() && !(2..=9).contains(&sweep.vary.values().len()) {
        checking.problem("predict", "there have to be 2 to 9 values to choose from");
    }
    if let Some(test) = &sweep.test {
        let run = Run {
            name: "",
            seeds: 1,
            model: &sweep.model,
            part,
            validation: sweep.data.validation,
        };
        slices::check_one("test", test, Some(run), checking);
    }
}
