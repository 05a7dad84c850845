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

use super::schema::{Lesson, Step};
use crate::dataset::{Library, Part, closest};

pub use translation::out_of_step;

/// Everything that keeps a lesson from working, each with the step it is in and what to do. Data is
/// looked up in the library's catalogue; nothing is decoded.
pub fn problems(lesson: &Lesson, library: &Library) -> Vec<String> {
    let mut checking = Checking {
        library,
        runs: Vec::new(),
        place: String::new(),
        found: Vec::new(),
    };
    if lesson.steps.is_empty() {
        let text = "steps: the list is empty; write at least one step";
        checking.found.push(text.to_owned());
    }
    for (index, step) in lesson.steps.iter().enumerate() {
        checking.place = format!("step {} ({})", index + 1, step.kind());
        match step {
            Step::Say(text) if text.trim().is_empty() => {
                checking.problem("it says nothing; write a text");
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

/// A lesson that is being checked, step by step.
struct Checking<'a> {
    library: &'a Library,
    /// The runs that earlier steps train.
    runs: Vec<Run<'a>>,
    /// The step that is being checked.
    place: String,
    found: Vec<String>,
}

/// A run that a step trains, and the data that it is trained on, if there is such data.
#[derive(Clone, Copy)]
struct Run<'a> {
    name: &'a str,
    part: Option<&'a Part>,
}

impl<'a> Checking<'a> {
    /// Something is wrong with the present step.
    fn problem(&mut self, text: impl AsRef<str>) {
        self.found
            .push(format!("{}: {}", self.place, text.as_ref()));
    }

    /// The present step trains a run that later steps call `name`.
    fn trains(&mut self, name: &'a str, part: Option<&'a Part>) {
        if self.runs.iter().any(|run| run.name == name) {
            self.problem(format!(
                "as: {name} names an earlier run too; choose another name"
            ));
        }
        self.runs.push(Run { name, part });
    }

    /// The run that `key` of the present step names; a problem if no earlier step trains it.
    fn run(&mut self, key: &str, name: &str) -> Option<Run<'a>> {
        let run = self.runs.iter().find(|run| run.name == name).copied();
        if run.is_none() {
            let known = self.runs.iter().map(|run| run.name);
            self.problem(format!(
                "{key}: no earlier train step is called {name}{}",
                did_you_mean(name, known)
            ));
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
