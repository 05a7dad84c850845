//! What a lesson can get wrong although its form is right: names that lead nowhere, numbers out of
//! range, questions without a right answer; a file a kind of step.

mod ask;
mod card;
mod checking;
mod claims;
mod compare;
mod dial;
mod draw;
mod exercise;
mod inspect;
mod label;
mod photo;
mod reveal;
mod slices;
mod solve;
mod sweep;
mod texts;
mod train;
mod translation;
mod warnings;

use std::collections::BTreeSet;

use checking::{Checking, did_you_mean};

use super::diagnosis::Severity;
use super::scaffold::is_name;
use super::schema::{Lesson, PackFile, Step};
use crate::base::terminal::is_printable;
use crate::dataset::Library;

pub(crate) use checking::Found;
pub(crate) use translation::out_of_step;
pub(crate) use warnings::warnings;

/// Everything that keeps the steps of a lesson from working. Steps that could not be read are none.
/// Data is looked up in the library's catalogue; nothing is decoded.
pub(crate) fn problems(steps: &[Option<Step>], library: &Library) -> Vec<Found> {
    let mut checking = Checking {
        library,
        runs: Vec::new(),
        figures: Vec::new(),
        knows_all_runs: true,
        place: (0, ""),
        found: Vec::new(),
    };
    for (step, number) in steps.iter().zip(1..) {
        let Some(step) = step else {
            checking.knows_all_runs = false;
            continue;
        };
        checking.place = (number, step.kind());
        texts::check(step, &mut checking);
        match step {
            Step::Say(text) if text.trim().is_empty() => {
                checking.problem("", "it says nothing; write a text");
            }
            Step::Say(_) => {}
            Step::Ask(ask) => ask::check(ask, &mut checking),
            Step::Train(train) => train::check(train, &mut checking),
            Step::Reveal(reveal) => reveal::check(reveal, &mut checking),
            Step::Dial(dial) => dial::check(dial, &mut checking),
            Step::Draw(draw) => draw::check(draw, &mut checking),
            Step::Inspect(inspect) => inspect::check(inspect, &mut checking),
            Step::Compare(compare) => compare::check(compare, &mut checking),
            Step::Photo(photo) => photo::check(photo, &mut checking),
            Step::Card(card) => card::check(card, &mut checking),
            Step::Sweep(sweep) => sweep::check(sweep, &mut checking),
            Step::Label(label) => label::check(label, &mut checking),
            Step::Solve(solve) => solve::check(solve, &mut checking),
            Step::Exercise(exercise) => exercise::check(exercise, &mut checking),
        }
    }
    checking.found
}

/// What keeps a lesson from working apart from its steps.
pub(crate) fn lesson_problems(lesson: &Lesson, steps: usize, files: &[String]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut problem = |path: &str, problem: &str| {
        found.push(Found {
            severity: Severity::Error,
            step: None,
            kind: "",
            path: path.to_owned(),
            problem: problem.to_owned(),
        });
    };
    if steps == 0 {
        problem("steps", "the list is empty; write at least one step");
    }
    for (path, text) in [("lesson", &lesson.title), ("about", &lesson.about)] {
        if text.contains("{{") {
            problem(
                path,
                "figures and conditions stand in the texts of steps, not here; write it without {{",
            );
        }
    }
    if lesson.title.trim().is_empty() {
        problem("lesson", "it has no title; write one");
    }
    if !is_one_line(&lesson.title) {
        problem("lesson", NOT_ONE_LINE);
    }
    if !(1..=MAX_MINUTES).contains(&lesson.minutes) {
        problem("minutes", "a lesson takes 1 to 600 minutes; say how many");
    }
    for (needed, number) in lesson.needs.iter().zip(1..) {
        if !files.contains(needed) {
            let hint = did_you_mean(needed, files.iter().map(String::as_str));
            let text = format!("the pack has no lesson {needed}{hint}");
            problem(&format!("needs {number}"), &text);
        }
    }
    for (note, number) in lesson.speaker.iter().zip(1..) {
        if !(1..=steps).contains(&note.step) {
            let text = format!("there is no step {}; the lesson has {steps}", note.step);
            problem(&format!("speaker {number}.step"), &text);
        }
    }
    found
}

/// Whether a title can stand in a list, a line each.
fn is_one_line(title: &str) -> bool {
    title.trim().chars().all(is_printable)
}

const NOT_ONE_LINE: &str =
    "it has line ends or characters that cannot be shown; write it on one line, without them";

/// Minutes of a lesson at most.
const MAX_MINUTES: u32 = 600;

/// What keeps a pack from working apart from its lessons: paths and problems.
pub(crate) fn pack_problems(pack: &PackFile) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut problem = |path: &str, problem: String| found.push((path.to_owned(), problem));
    if !is_name(&pack.name) {
        let name = &pack.name;
        problem(
            "name",
            format!("{name:?} is no name; use up to 64 lower-case letters, digits and hyphens"),
        );
    }
    for (key, text) in [("title", &pack.title), ("licence", &pack.licence)] {
        if text.trim().is_empty() {
            problem(
                key,
                "it is empty; learners and instructors need to know it".to_owned(),
            );
        }
        if !is_one_line(text) {
            problem(key, NOT_ONE_LINE.to_owned());
        }
    }
    let mut known = BTreeSet::new();
    for (name, number) in pack.lessons.iter().zip(1..) {
        if !known.insert(name) {
            problem(
                &format!("lessons {number}"),
                format!("{name} stands in the list twice; take one out"),
            );
        }
    }
    found
}
