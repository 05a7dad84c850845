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
mod order;
mod pack;
mod photo;
mod reveal;
mod seen;
mod slices;
mod solve;
mod sweep;
mod texts;
mod train;
mod translation;
mod warnings;

use checking::{Checking, NOT_ONE_LINE, did_you_mean, is_one_line};

use super::diagnosis::Severity;
use super::schema::{Lesson, Step};
use crate::dataset::Library;

pub(crate) use checking::Found;
pub(crate) use order::{Neighbour, out_of_order};
pub(crate) use pack::{
    class_problems, data_problems, data_warnings, pack_problems, shared_problems,
};
pub(crate) use translation::out_of_step;
pub(crate) use warnings::warnings;

/// A step as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct ReadStep {
    /// None where too much of it is wrong.
    pub(crate) step: Option<Step>,
    /// Whether all of it could be read.
    pub(crate) is_whole: bool,
    /// What later steps call the run that it trains, if it trains one.
    pub(crate) run: Option<String>,
    /// Whether it may train a run of a name that could not be read.
    pub(crate) may_train: bool,
}

impl ReadStep {
    /// A step with which nothing is wrong.
    pub(crate) fn whole(step: Step) -> Self {
        Self {
            step: Some(step),
            is_whole: true,
            ..Self::default()
        }
    }
}

/// Everything that keeps the steps of a lesson from working.
/// Data is looked up in the library's catalogue; nothing is decoded.
pub(crate) fn problems(steps: &[ReadStep], library: &Library) -> Vec<Found> {
    let mut checking = Checking::new(library);
    for (read, number) in steps.iter().zip(1..) {
        let known = checking.runs.len();
        if let Some(step) = &read.step {
            check_step(step, number, &mut checking);
        }
        if !read.is_whole {
            checking.forget_since(known);
            checking.knows_all_figures = false;
            checking.unread.extend(read.run.as_deref());
            checking.knows_all_runs &= !read.may_train;
        }
    }
    checking.found
}

/// The texts of a step, each with the step's kind and the text's key.
pub(crate) fn texts_of(step: &Step) -> impl Iterator<Item = (&'static str, String, &str)> {
    let kind = step.kind();
    texts::all(step)
        .into_iter()
        .map(move |(key, text)| (kind, key, text))
}

fn check_step<'a>(step: &'a Step, number: usize, checking: &mut Checking<'a>) {
    checking.place = (number, step.kind());
    texts::check(step, checking);
    match step {
        Step::Say(text) if text.trim().is_empty() => {
            checking.problem("", "it says nothing; write a text");
        }
        Step::Say(_) => {}
        Step::Ask(ask) => ask::check(ask, checking),
        Step::Train(train) => train::check(train, checking),
        Step::Reveal(reveal) => reveal::check(reveal, checking),
        Step::Dial(dial) => dial::check(dial, checking),
        Step::Draw(draw) => draw::check(draw, checking),
        Step::Inspect(inspect) => inspect::check(inspect, checking),
        Step::Compare(compare) => compare::check(compare, checking),
        Step::Photo(photo) => photo::check(photo, checking),
        Step::Card(card) => card::check(card, checking),
        Step::Sweep(sweep) => sweep::check(sweep, checking),
        Step::Label(label) => label::check(label, checking),
        Step::Solve(solve) => solve::check(solve, checking),
        Step::Exercise(exercise) => exercise::check(exercise, checking),
    }
}

/// What keeps a lesson from working apart from its steps.
pub(crate) fn lesson_problems(
    lesson: &Lesson,
    own: &str,
    steps: usize,
    files: &[String],
) -> Vec<Found> {
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
        if needed == own {
            let text = "a lesson cannot be done before itself; take it out";
            problem(&format!("needs {number}"), text);
        } else if !files.contains(needed) {
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
        if note.say.trim().is_empty() {
            let text = "it says nothing; write a note, or take it out";
            problem(&format!("speaker {number}.say"), text);
        }
    }
    found
}

/// Minutes of a lesson at most.
const MAX_MINUTES: u32 = 600;
