//! What a `compare` step can get wrong.

use super::{Checking, did_you_mean, slices};
use crate::pack::schema::Compare;

pub(super) fn check(compare: &Compare, checking: &mut Checking<'_>) {
    let (first, second) = &compare.runs;
    if first == second {
        checking.problem(format!("runs: {first} cannot be compared with itself"));
    }
    let run = checking.run("runs", first);
    slices::check(&compare.slices, run, checking);
    if let Some(run) = checking.run("runs", second) {
        slices::check(&compare.slices, Some(run), checking);
    }
    if let Some(predict) = &compare.predict {
        let names = compare.slices.iter().map(|slice| slice.name.as_str());
        if !names.clone().any(|name| name == predict.slice) {
            checking.problem(format!(
                "predict: slice: none of the slices is called {}{}",
                predict.slice,
                did_you_mean(&predict.slice, names)
            ));
        }
    }
}
