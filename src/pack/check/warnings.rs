//! What an author may have overlooked although the lesson works.

use super::checking::Found;
use super::claims::{hanging_on_nothing, of_readers};
use super::exercise;
use super::seen::seen_in_training;
use super::texts::{self, AFTERWARDS};
use crate::dataset::Library;
use crate::eval::SliceSpec;
use crate::pack::diagnosis::Severity;
use crate::pack::schema::{Lesson, Step};
use crate::pack::text::{foreign, in_plain, parse};

/// Columns of the usual terminal.
const COLUMNS: usize = 80;
/// Columns of it that a text cannot have.
const MARGIN: usize = 4;

/// What learners would stumble over.
pub(crate) fn warnings(lesson: &Lesson, library: &Library) -> Vec<Found> {
    let mut found = Vec::new();
    let mut is_controlled = false;
    for (step, number) in lesson.steps.iter().zip(1..) {
        let is_control = is_control(step);
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
        if let Step::Exercise(exercise) = step {
            for (path, problem) in exercise::chosen_on(exercise, library) {
                warn(&path, problem);
            }
        }
        for (path, text) in texts::all(step) {
            for words in only_on_a_screen(&in_plain(text)) {
                warn(
                    &path,
                    format!(
                        "“{words}” means nothing to somebody who reads line by line; write what they do instead, as in {{{{screen}}}}{words}{{{{plain}}}}…{{{{end}}}}"
                    ),
                );
            }
            for written in foreign(&parse(text).unwrap_or_default()) {
                warn(
                    &path,
                    format!(
                        "{written} is none of the marks of texts, and is shown as it is written"
                    ),
                );
            }
            for claim in hanging_on_nothing(&path, text) {
                warn(
                    &path,
                    format!(
                        "“{claim}” hangs on nothing that is measured; write the figure, as in {{{{accuracy of …}}}}, or put it into {{{{if …}}}}…{{{{end}}}} or {{{{cited …}}}}…{{{{end}}}}"
                    ),
                );
            }
            let is_backed = is_controlled || is_control && AFTERWARDS.contains(&path.as_str());
            for claim in of_readers(text).into_iter().filter(|_| !is_backed) {
                warn(
                    &path,
                    format!(
                        "“{claim}” says what people can read, and nobody was asked before; let learners read such pictures first (a label step), give a slice the `people` of a source, or write {{{{cited …}}}}…{{{{end}}}}"
                    ),
                );
            }
            for line in fixed_lines(text).filter(|line| line.chars().count() > COLUMNS - MARGIN) {
                let start: String = line.trim().chars().take(20).collect();
                warn(
                    &path,
                    format!(
                        "the line that begins with {start:?} is broken anywhere where there are {COLUMNS} columns; break it yourself at {}",
                        COLUMNS - MARGIN
                    ),
                );
            }
        }
        is_controlled |= is_control;
    }
    for (number, path, problem) in seen_in_training(lesson, library) {
        let step = lesson.steps.get(number - 1);
        found.push(Found {
            severity: Severity::Warning,
            step: Some(number),
            kind: step.map_or("", Step::kind),
            path,
            problem,
        });
    }
    found
}

/// Whether a step asks learners what they read, or tells what a source says of people.
fn is_control(step: &Step) -> bool {
    let cites = |slices: &[SliceSpec]| slices.iter().any(|slice| slice.people.is_some());
    match step {
        Step::Label(_) => true,
        Step::Reveal(reveal) => cites(&reveal.slices),
        Step::Compare(compare) => cites(&compare.slices),
        Step::Inspect(inspect) => cites(&inspect.slices),
        Step::Card(card) => cites(&card.slices),
        Step::Exercise(exercise) => cites(&exercise.slices) || cites(&exercise.reveal),
        Step::Say(_)
        | Step::Ask(_)
        | Step::Train(_)
        | Step::Dial(_)
        | Step::Draw(_)
        | Step::Photo(_)
        | Step::Sweep(_)
        | Step::Solve(_) => false,
    }
}

const NO_HINT: &str = "it gives no hints; somebody who is stuck stays stuck, so write hints: [...]";

/// Words that speak of keys, places or looks of a screen, in the languages that the interface speaks.
const SCREENS: &[&str] = &[
    "arrow key",
    "arrow keys",
    "arrows",
    "on the right",
    "on the far right",
    "on the left",
    "on the far left",
    "this screen",
    "these screens",
    "the screen",
    "last screen",
    "the panel",
    "picture panel",
    "the mouse",
    "click",
    "press",
    "shows all keys",
    "look at the curve",
    "look at the curves",
    "watch the line",
    "watch the bars",
    "read the bars",
    "pfeiltaste",
    "pfeiltasten",
    "die taste",
    "der taste",
    "tasten",
    "auf der rechten",
    "auf der linken",
    "rechts daneben",
    "links daneben",
    "ganz rechts",
    "ganz links",
    "der bildschirm",
    "dem bildschirm",
    "den bildschirm",
    "diesem bildschirm",
    "diesen bildschirmen",
    "der maus",
    "klick",
    "klicke",
    "drücke",
    "sieh dir die kurven an",
    "schau dir die kurven an",
    "schau auf die kurven",
];
/// Marks that are seen and not heard, and keys that a line has not.
const MARKS: &str = "←→↑↓◀▶▲▼";

/// The words in a text that mean nothing without a screen. A single emphasised letter is a key's.
fn only_on_a_screen(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let lower = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_whole = |start: usize, length: usize| {
        let before = lower[..start].chars().next_back();
        let after = lower[start + length..].chars().next();
        let mut near = [before, after].into_iter().flatten();
        !near.any(char::is_alphanumeric)
    };
    let words = SCREENS.iter().filter(|words| {
        let mut places = lower.match_indices(**words);
        places.any(|(start, words)| is_whole(start, words.len()))
    });
    let mut found: Vec<String> = words.map(|words| (*words).to_owned()).collect();
    let marks = MARKS.chars().filter(|&mark| text.contains(mark));
    found.extend(marks.map(String::from));
    found.extend(emphasised_keys(text));
    found
}

/// Single letters in emphasis, as keys are written.
fn emphasised_keys(text: &str) -> Vec<String> {
    let text = format!(" {text} ");
    let letters: Vec<char> = text.chars().collect();
    let keys = letters.windows(5).filter_map(|window| match window {
        [before, '*', key, '*', after]
            if *before != '*' && *after != '*' && !key.is_whitespace() && *key != '*' =>
        {
            Some(format!("*{key}*"))
        }
        _ => None,
    });
    keys.collect()
}

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
