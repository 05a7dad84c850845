//! What a `label` step can get wrong.

use super::checking::Checking;
use super::slices;
use crate::pack::schema::Label;

/// Nobody reads more pictures in a row.
const MAX_PICTURES: usize = 60;

pub(super) fn check(label: &Label, checking: &mut Checking<'_>) {
    let run = checking.run("of", &label.of);
    slices::check(&label.slices, run, checking);
    for (_, number) in (label.slices.iter().zip(1..)).filter(|(slice, _)| slice.sample.is_none()) {
        let path = format!("slices {number}");
        checking.problem(
            path,
            "sample is missing; say how many pictures of each are to be read",
        );
    }
    let all: usize = label.slices.iter().filter_map(|slice| slice.sample).sum();
    if all > MAX_PICTURES {
        checking.problem(
            "slices",
            format!("{all} pictures; let learners read at most {MAX_PICTURES}"),
        );
    }
    let classes = run
        .and_then(|run| run.part)
        .map_or(0, |part| part.classes.len());
    if classes > 10 {
        checking.problem(
            "of",
            format!(
                "{} knows {classes} classes; there are ten keys to answer with",
                label.of
            ),
        );
    }
}
