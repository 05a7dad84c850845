//! What an author may have overlooked although the lesson works.

use super::checking::Found;
use crate::pack::diagnosis::Severity;
use crate::pack::schema::{Lesson, Step};

/// Columns of the usual terminal.
const COLUMNS: usize = 80;
/// Columns of it that a text cannot have.
const MARGIN: usize = 4;

/// What learners would stumble over.
pub(crate) fn warnings(lesson: &Lesson) -> Vec<Found> {
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
        let spec = step.spec();
        if spec.hints().is_some_and(<[String]>::is_empty) {
            warn("", NO_HINT.to_owned());
        }
        if let Some(run) = spec.trains().filter(|run| !is_used(run, &lesson.steps)) {
            let problem = format!("no later step uses {run}; show what it can do");
            warn("as", problem);
        }
        for (path, text) in spec.texts() {
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

/// Whether a step looks at this run.
fn is_used(run: &str, steps: &[Step]) -> bool {
    steps.iter().any(|step| step.spec().uses().contains(&run))
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
