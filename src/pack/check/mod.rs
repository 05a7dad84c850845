//! What a lesson can get wrong although its form is right: names that lead nowhere, numbers out of
//! range, questions without a right answer; a file a kind of step.

mod ask;
mod card;
mod compare;
mod dial;
mod draw;
mod inspect;
mod label;
mod photo;
mod reveal;
mod slices;
mod solve;
mod sweep;
mod train;
mod translation;
mod warnings;

use std::collections::BTreeSet;

use super::diagnosis::Severity;
use super::scaffold::is_name;
use super::schema::{Lesson, PackFile, Step};
use crate::base::closest;
use crate::dataset::{Library, Part};

pub use translation::out_of_step;
pub use warnings::warnings;

/// Something that is wrong although its form is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How bad it is.
    pub severity: Severity,
    /// The step, from 1; none where the lesson as a whole is meant.
    pub step: Option<usize>,
    /// The step's kind.
    pub kind: &'static str,
    /// The key that it is about, below the step: keys with dots between them, places in lists after a
    /// space and from 1.
    pub path: String,
    /// What is wrong and what to do.
    pub problem: String,
}

/// Everything that keeps the steps of a lesson from working. Steps that could not be read are none.
/// Data is looked up in the library's catalogue; nothing is decoded.
pub fn problems(steps: &[Option<Step>], library: &Library) -> Vec<Found> {
    let mut checking = Checking {
        library,
        runs: Vec::new(),
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
        }
    }
    checking.found
}

/// What keeps a lesson from working apart from its steps.
pub fn lesson_problems(lesson: &Lesson, steps: usize, files: &[String]) -> Vec<Found> {
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
    if lesson.title.trim().is_empty() {
        problem("lesson", "it has no title; write one");
    }
    if !(1..=MOST_MINUTES).contains(&lesson.minutes) {
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

/// Minutes of a lesson at most.
const MOST_MINUTES: u32 = 600;

/// What keeps a pack from working apart from its lessons: paths and problems.
pub fn pack_problems(pack: &PackFile) -> Vec<(String, String)> {
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

/// A lesson that is being checked, step by step.
struct Checking<'a> {
    library: &'a Library,
    /// The runs that earlier steps train.
    runs: Vec<Run<'a>>,
    /// Whether every earlier step could be read.
    knows_all_runs: bool,
    /// The step that is being checked: its place, from 1, and kind.
    place: (usize, &'static str),
    found: Vec<Found>,
}

/// A run that a step trains, and the data that it is trained on, if there is such data.
#[derive(Clone, Copy)]
struct Run<'a> {
    name: &'a str,
    part: Option<&'a Part>,
}

impl<'a> Checking<'a> {
    /// Something is wrong with this key of the present step.
    fn problem(&mut self, path: impl Into<String>, problem: impl Into<String>) {
        let (step, kind) = self.place;
        self.found.push(Found {
            severity: Severity::Error,
            step: Some(step),
            kind,
            path: path.into(),
            problem: problem.into(),
        });
    }

    /// The present step trains a run that later steps call `name`.
    fn trains(&mut self, name: &'a str, part: Option<&'a Part>) {
        if self.runs.iter().any(|run| run.name == name) {
            self.problem(
                "as",
                format!("{name} names an earlier run too; choose another name"),
            );
        }
        self.runs.push(Run { name, part });
    }

    /// The run that `key` of the present step names; a problem if no earlier step trains it.
    fn run(&mut self, key: &str, name: &str) -> Option<Run<'a>> {
        let run = self.runs.iter().find(|run| run.name == name).copied();
        if run.is_none() && self.knows_all_runs {
            let known = self.runs.iter().map(|run| run.name);
            let hint = did_you_mean(name, known);
            self.problem(key, format!("no earlier train step is called {name}{hint}"));
        }
        run
    }
}

/// A hint at the closest of the possible names, or a list of them.
fn did_you_mean<'a>(wrong: &str, possible: impl Iterator<Item = &'a str> + Clone) -> String {
    match closest(wrong, possible.clone()) {
        Some(name) => format!("; did you mean {name}?"),
        None => match possible.collect::<Vec<_>>() {
            names if names.is_empty() => String::new(),
            names => format!("; there are {}", names.join(", ")),
        },
    }
}
