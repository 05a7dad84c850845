//! What an author may have overlooked although the lesson works.

use super::checking::Found;
use crate::pack::diagnosis::Severity;
use crate::pack::schema::{Lesson, Step};

/// Columns of the usual terminal.
const COLUMNS: usize = 80;
/// Columns of it that a text cannot have.
const MARGIN: usize = 4;

/// What learners would stumble over.
pub fn warnings(lesson: &Lesson) -> Vec<Found> {
    let mut found = Vec::new();
    for (step, number) in lesson.steps.iter().zip(1..) {
        let mut warn = |path: &str, problem: String| {
            found.push(Found {
                severity: Severity::Warning,
                step: Some(number),
                kind: step.kind(),
                path: path.to_owned(),
                problem,
            });
        };
        match step {
            Step::Ask(ask) if ask.hints.is_empty() => warn("", NO_HINT.to_owned()),
            Step::Solve(solve) if solve.hints.is_empty() => warn("", NO_HINT.to_owned()),
            Step::Train(train) if !is_used(&train.name, &lesson.steps) => {
                warn(
                    "as",
                    format!("no later step uses {}; show what it can do", train.name),
                );
            }
            _ => {}
        }
        for (path, text) in texts(step) {
            for line in fixed_lines(text).filter(|line| line.chars().count() > COLUMNS - MARGIN) {
                let start: String = line.trim().chars().take(20).collect();
                warn(
                    path,
                    format!(
                        "the line that begins with {start:?} is broken anywhere where there are {COLUMNS} columns; break it yourself at {}",
                        COLUMNS - MARGIN
                    ),
                );
            }
        }
    }
    found
}

const NO_HINT: &str = "it gives no hints; somebody who is stuck stays stuck, so write hints: [...]";

/// Whether a step after the one that trains this run looks at it.
fn is_used(run: &str, steps: &[Step]) -> bool {
    steps.iter().any(|step| match step {
        Step::Say(_) | Step::Ask(_) | Step::Solve(_) | Step::Train(_) | Step::Sweep(_) => false,
        Step::Reveal(step) => step.of == run,
        Step::Dial(step) => step.of == run,
        Step::Draw(step) => step.of == run,
        Step::Inspect(step) => step.of == run,
        Step::Compare(step) => step.runs.0 == run || step.runs.1 == run,
        Step::Photo(step) => step.of == run,
        Step::Card(step) => step.of == run,
        Step::Label(step) => step.of == run,
    })
}

/// The texts of a step in Markdown, with their keys.
fn texts(step: &Step) -> Vec<(&'static str, &str)> {
    match step {
        Step::Say(text) => vec![("", text)],
        Step::Ask(ask) => vec![("question", &ask.question), ("why", &ask.why)],
        Step::Solve(solve) => vec![("question", &solve.question), ("why", &solve.why)],
        Step::Train(train) => vec![("say", &train.say), ("takeaway", &train.takeaway)],
        Step::Reveal(reveal) => vec![("say", &reveal.say), ("takeaway", &reveal.takeaway)],
        Step::Dial(dial) => vec![("say", &dial.say), ("takeaway", &dial.takeaway)],
        Step::Draw(draw) => vec![("say", &draw.say), ("takeaway", &draw.takeaway)],
        Step::Inspect(inspect) => vec![("say", &inspect.say), ("takeaway", &inspect.takeaway)],
        Step::Compare(compare) => vec![("say", &compare.say), ("takeaway", &compare.takeaway)],
        Step::Sweep(sweep) => vec![("say", &sweep.say), ("takeaway", &sweep.takeaway)],
        Step::Photo(photo) => vec![("say", &photo.say)],
        Step::Card(card) => vec![("say", &card.say), ("ask", &card.ask)],
        Step::Label(label) => vec![("say", &label.say), ("takeaway", &label.takeaway)],
    }
}

/// The lines of Markdown that are not wrapped: of code, fenced or indented.
fn fixed_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut is_fenced = false;
    text.lines().filter(move |line| {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
            return false;
        }
        is_fenced || line.starts_with("    ")
    })
}
