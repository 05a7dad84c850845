//! What a `reveal` step can get wrong.

use super::checking::{Checking, written_as_shares};
use super::slices;
use crate::pack::schema::{Measure, Reveal};

pub(super) fn check(reveal: &Reveal, checking: &mut Checking<'_>) {
    let run = checking.run("of", &reveal.of);
    slices::check_open_set(&reveal.slices, run, checking);
    let asked = &reveal.predict;
    let about_one = matches!(
        asked.measure,
        Measure::Accuracy | Measure::ConfidenceWhenWrong
    );
    match &asked.slice {
        Some(name) if about_one => slices::named("slice", name, &reveal.slices, checking),
        Some(_) => checking.problem(
            "predict.slice",
            "a question for the lowest or highest is about several; use among",
        ),
        None if about_one => {
            checking.problem(
                "predict",
                "slice is missing; name the slice that the number is about",
            );
        }
        None => {}
    }
    if about_one && !asked.among.is_empty() {
        checking.problem(
            "predict.among",
            "only measure: lowest and highest choose among slices",
        );
    }
    for (name, number) in asked.among.iter().zip(1..) {
        slices::named(&format!("among {number}"), name, &reveal.slices, checking);
    }
    for (expected, number) in reveal.expect.iter().zip(1..) {
        slices::is_one(
            &format!("expect {number}.slice"),
            &expected.slice,
            &reveal.slices,
            checking,
        );
        if !expected.accuracy.lies_between(0.0, 100.0) {
            checking.problem(
                format!("expect {number}.accuracy"),
                "an accuracy lies between 0 and 100; write a range within",
            );
        } else if let Some(problem) = written_as_shares(expected.accuracy) {
            checking.problem(format!("expect {number}.accuracy"), problem);
        }
    }
    let choices = reveal.predicted_among().len();
    if !about_one && !(2..=9).contains(&choices) {
        checking.problem(
            "predict",
            format!("{choices} slices to choose from; there have to be 2 to 9, so use among"),
        );
    }
}
