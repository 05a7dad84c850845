//! What a `compare` step can get wrong.

use super::checking::Checking;
use super::slices;
use crate::pack::schema::Compare;

pub(super) fn check(compare: &Compare, checking: &mut Checking<'_>) {
    let (first, second) = &compare.runs;
    if first == second {
        checking.problem("runs", format!("{first} cannot be compared with itself"));
    }
    let run = checking.run("runs", first);
    slices::check(&compare.slices, run, checking);
    if let Some(run) = checking.run("runs", second) {
        slices::check(&compare.slices, Some(run), checking);
    }
    if let Some(predict) = &compare.predict {
        slices::named("slice", &predict.slice, &compare.slices, checking);
    }
}
