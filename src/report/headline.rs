//! What a reader of a report sees first: of all that was said of a network's accuracy, what was furthest from what it
//! was, and a picture of why.

use super::mistakes::MistakeFinder;
use super::part::Headline;
use super::slices::what_it_is;
use super::told::{Walked, found_whole};
use crate::eval::{EvalError, SliceSpec};
use crate::lesson::tell::said;
use crate::lesson::{Outcome, Said};
use crate::pack::{Measure, Pack, Step};
use crate::say;
use crate::train::RunId;
use crate::words::Words;

/// Something that was said of a slice and measured.
struct Candidate {
    /// By how many points more was said than it was.
    over: f64,
    said: String,
    found: String,
    lesson: String,
    slice: SliceSpec,
    run: Option<RunId>,
}

/// The headline; none where nothing was said of a slice, or it was not measured yet.
pub(super) fn headline(
    walked: &[Walked<'_>],
    pack: &Pack,
    finder: &MistakeFinder<'_>,
    words: Words,
) -> Result<Option<Headline>, EvalError> {
    let candidates = walked.iter().flat_map(|walked| candidates(walked, words));
    // Who said too much is told of first; of those who did not, who was furthest off.
    let rank = |one: &Candidate| (one.over > 0.0, one.over.abs());
    let furthest = candidates.max_by(|one, other| {
        let ((is_over, off), (is_other, other)) = (rank(one), rank(other));
        is_over.cmp(&is_other).then(off.total_cmp(&other))
    });
    let Some(told) = furthest else {
        return Ok(None);
    };
    let text = say!(
        words,
        "report-headline",
        said = told.said,
        found = told.found
    );
    let slice = what_it_is(&told.slice, &pack.library, words);
    let about = format!("{}: {slice}", told.slice.title());
    let mistakes = match &told.run {
        Some(run) => finder.of(run, &told.slice, (&pack.library, 1, words))?,
        None => None,
    };
    Ok(Some(Headline {
        text,
        about: vec![about, told.lesson],
        picture: mistakes.and_then(|found| found.pictures.into_iter().next()),
    }))
}

fn candidates((at, lesson, saved): &Walked<'_>, words: Words) -> Vec<Candidate> {
    let mut runs: Vec<(String, RunId)> = Vec::new();
    let mut found = Vec::new();
    for (step, state) in saved.shown(lesson, words.lang) {
        runs.extend(state.trained_run(&step));
        let Step::Reveal(reveal) = &step else {
            continue;
        };
        let answered = state.answered(&step);
        let slice = reveal.predict.slice.as_ref();
        let slice = reveal.slices.iter().find(|spec| Some(&spec.name) == slice);
        let (Measure::Accuracy, Some(slice), Some(answered)) =
            (reveal.predict.measure, slice, answered.first())
        else {
            continue;
        };
        let (Said::Number { value, .. }, Some(Outcome::Number { percent, .. })) =
            (&answered.guess.said, answered.outcome)
        else {
            continue;
        };
        let run = runs.iter().rev().find(|(name, _)| *name == reveal.of);
        found.push(Candidate {
            over: value - percent,
            said: said(answered, words),
            found: found_whole(answered, words).unwrap_or_default(),
            lesson: format!("{}. {}", at + 1, lesson.title),
            slice: slice.clone(),
            run: run.map(|(_, run)| run.clone()),
        });
    }
    found
}
