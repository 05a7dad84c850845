//! What a `label` step can get wrong.

use std::collections::BTreeSet;

use super::checking::{Checking, Run};
use super::slices;
use crate::pack::schema::{Label, Settings};

/// Nobody reads more pictures in a row.
const MAX_PICTURES: usize = 60;

pub(super) fn check(label: &Label, checking: &mut Checking<'_>) {
    let run = checking.run("of", &label.of);
    if label.dials.is_empty() || !label.slices.is_empty() {
        slices::check(&label.slices, run, checking);
    }
    for (settings, number) in label.dials.iter().zip(1..) {
        check_settings(&format!("dials {number}"), settings, run, checking);
    }
    let pictures = label.pictures();
    let names: BTreeSet<&str> = pictures.iter().map(|slice| slice.name.as_str()).collect();
    if names.len() < pictures.len() && !label.dials.is_empty() {
        let problem = "two slices or settings have the same name; texts could not tell them apart";
        checking.problem("dials", problem);
    }
    for (_, number) in (label.slices.iter().zip(1..)).filter(|(slice, _)| slice.sample.is_none()) {
        let path = format!("slices {number}");
        checking.problem(
            path,
            "sample is missing; say how many pictures of each are to be read",
        );
    }
    let all: usize = pictures.iter().filter_map(|slice| slice.sample).sum();
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

/// Checks that a dial has these settings, and that the run can read the pictures.
fn check_settings(
    path: &str,
    settings: &Settings,
    run: Option<Run<'_>>,
    checking: &mut Checking<'_>,
) {
    if settings.at.is_empty() {
        checking.problem(
            format!("{path}.at"),
            "the list is empty; name some settings",
        );
    }
    for (setting, number) in settings.at.iter().zip(1..) {
        if settings.turn.place(&setting.0).is_none() {
            let values = settings.turn.columns().join(", ");
            let angles = settings.turn.rows().iter().map(f32::to_string);
            let angles: Vec<String> = angles.collect();
            let angles = match angles.is_empty() {
                true => String::new(),
                false => format!(
                    ", each perhaps with an angle, as in 0.6 at 80: {}",
                    angles.join(", ")
                ),
            };
            let problem = format!(
                "the dial has no setting {}; there are {values}{angles}",
                setting.0
            );
            checking.problem(format!("{path}.at {number}"), problem);
        }
    }
    if let Some(slice) = settings.slices().first() {
        slices::check_one(path, slice, run, checking);
    }
}
