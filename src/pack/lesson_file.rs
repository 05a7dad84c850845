//! A lesson's file: read as far as it can be, and checked.

use serde::de::DeserializeOwned;
use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;

use super::album::{Album, Shelf, is_elsewhere};
use super::check::{self, ReadStep};
use super::diagnosis::Severity;
use super::document::Document;
use super::fit::LeftOut;
use super::form::joined;
use super::notes::Notes;
use super::schema::{Lesson, PackFile, Step};
use super::shared;
use super::text::pictures::pictures;
use crate::dataset::Library;

/// What a lesson is read with.
pub(super) struct Context<'a> {
    pub(super) file: &'a PackFile,
    pub(super) library: &'a Library,
    /// The pack's pictures.
    pub(super) shelf: &'a Shelf<'a>,
    pub(super) wants_warnings: bool,
}

/// A lesson file that was read as far as it could be.
pub(super) struct Reading {
    pub(super) document: Document,
    /// None where something does not fit.
    pub(super) lesson: Option<Lesson>,
}

/// What of a lesson could be read.
#[derive(Default)]
struct Parts {
    /// What stands around its steps, and what that was read without.
    around: Option<(Lesson, LeftOut)>,
    steps: Vec<ReadStep>,
    /// What the steps were read without.
    left_out: Vec<LeftOut>,
}

/// Reads a text as the type that it should be of.
///
/// # Errors
/// With the first thing that does not fit, in serde's words.
pub(super) fn typed<T: DeserializeOwned>(text: &str) -> Result<T, serde_yaml::Error> {
    singleton_map_recursive::deserialize(serde_yaml::Deserializer::from_str(text))
}

/// Reads a lesson, and checks what of it could be read.
pub(super) fn read(
    document: Document,
    name: &str,
    context: &Context<'_>,
    notes: &mut Notes,
) -> Reading {
    let known = notes.count();
    let whole: Result<Lesson, _> = match context.file.shared.is_empty() {
        true => typed(&document.text),
        // Names of the pack's are put in first.
        false => serde_yaml::from_str(&document.text).and_then(|mut value| {
            shared::put_in(&mut value, &context.file.shared);
            singleton_map_recursive::deserialize(value)
        }),
    };
    let is_whole = whole.is_ok();
    let parts = match whole {
        Ok(lesson) => {
            let steps = lesson.steps.iter().cloned().map(ReadStep::whole);
            Parts {
                steps: steps.collect(),
                around: Some((lesson, LeftOut::default())),
                left_out: Vec::new(),
            }
        }
        Err(error) => in_parts(&document, &error, context, notes),
    };
    // What is wrong for each of two runs is told once.
    let mut once: Vec<check::Found> = Vec::new();
    let missing = missing(context.file, context.library);
    for found in check::problems(&parts.steps, context.library) {
        if !once.contains(&found) && !is_about(&missing, &found.problem) {
            once.push(found);
        }
    }
    for found in once {
        let step = found
            .step
            .and_then(|step| parts.left_out.get(step.checked_sub(1)?));
        if let Some(found) = independent(found, step) {
            notes.found(&document, found);
        }
    }
    let album = album(&document, &parts, context.shelf, notes);
    if let Some((lesson, left_out)) = &parts.around {
        let files = &context.file.lessons;
        let mut problems = check::lesson_problems(lesson, name, parts.steps.len(), files);
        problems.retain(|found| !left_out.touches(&found.path));
        for found in problems {
            notes.found(&document, found);
        }
        // Where something is wrong, what looks overlooked may only be mistyped.
        let is_correct = is_whole && !document.has_traps() && notes.count() == known;
        if context.wants_warnings && is_correct {
            for found in check::warnings(lesson, context.library) {
                notes.found(&document, found);
            }
        }
    }
    notes.sort_since(known);
    Reading {
        lesson: parts
            .around
            .filter(|_| is_whole)
            .map(|(lesson, _)| Lesson { album, ..lesson }),
        document,
    }
}

/// The pictures that the texts of a lesson show; what is wrong with them is noted.
fn album(document: &Document, parts: &Parts, shelf: &Shelf<'_>, notes: &mut Notes) -> Album {
    let steps = parts.steps.iter().zip(1..).flat_map(|(read, number)| {
        let texts = read.step.iter().flat_map(check::texts_of);
        texts.map(move |(step, key, text)| {
            let path = joined(&joined(&format!("steps {number}"), step), &key);
            let about = match key.is_empty() {
                true => format!("step {number} ({step})"),
                false => format!("step {number} ({step}): {key}"),
            };
            (
                path.trim_end_matches('.').to_owned(),
                about,
                text.to_owned(),
            )
        })
    });
    let speaker = parts.around.iter().flat_map(|(lesson, _)| &lesson.speaker);
    let speaker = speaker.zip(1..).map(|(note, number)| {
        let path = format!("speaker {number}.say");
        (path.clone(), path, note.say.clone())
    });
    let texts: Vec<(String, String, String)> = steps.chain(speaker).collect();
    let mut found = Vec::new();
    for (path, about, text) in texts {
        for shown in pictures(&text) {
            let mut note = |severity: Severity, problem: String| {
                let written = text.get(shown.bytes.clone()).unwrap_or_default();
                let place = document.place_in(&path, written);
                notes.note(severity, &document.file, place, &about, problem);
            };
            let name = &shown.path;
            if is_elsewhere(name) {
                // Its caption is told, as where no picture can be shown.
                note(
                    Severity::Warning,
                    format!(
                        "{name} is not in the pack, and nothing is fetched from elsewhere; put a copy into the pack and name that"
                    ),
                );
                continue;
            }
            if shown.caption.trim().is_empty() {
                note(
                    Severity::Warning,
                    format!(
                        "the picture {name} has no caption; write between the brackets what it shows, for those who read line by line"
                    ),
                );
            }
            match shelf.open(name) {
                Ok(picture) => found.push((name.clone(), picture)),
                Err(told) => note(Severity::Error, told),
            }
        }
    }
    found.into_iter().collect()
}

/// The pack's own data that could not be had, of which it is told where it is described.
pub(super) fn missing<'a>(file: &'a PackFile, library: &Library) -> Vec<&'a str> {
    let names = file.data.iter().map(|data| data.name.as_str());
    let is_there = |name: &&str| {
        library
            .catalogue()
            .parts()
            .any(|(set, _)| set.name == **name)
    };
    names.filter(|name| !is_there(name)).collect()
}

/// Whether a problem is only that one of these is not there.
pub(super) fn is_about(missing: &[&str], problem: &str) -> bool {
    let named = problem.strip_prefix(NO_DATA).unwrap_or_default();
    missing.iter().any(|name| {
        let rest = named.strip_prefix(name);
        rest.is_some_and(|rest| !rest.starts_with(|sign: char| sign.is_alphanumeric()))
    })
}

/// How it is told that there is no such data.
const NO_DATA: &str = "there is no data called ";

/// What was found in a step, unless it may only follow from what the step was read without.
fn independent(mut found: check::Found, left_out: Option<&LeftOut>) -> Option<check::Found> {
    let Some(left_out) = left_out.filter(|left_out| !left_out.is_empty()) else {
        return Some(found);
    };
    let whole = left_out.path_in_text(&joined(found.kind, &found.path));
    if left_out.explains(&whole) {
        return None;
    }
    found.path = whole
        .split_once('.')
        .map_or(String::new(), |(_, below)| below.to_owned());
    Some(found)
}

/// What can be read of a lesson that does not fit the schema: what stands around its steps, and
/// those of its steps that fit.
fn in_parts(
    document: &Document,
    error: &serde_yaml::Error,
    context: &Context<'_>,
    notes: &mut Notes,
) -> Parts {
    let shared = &context.file.shared;
    let known = notes.count();
    let mut parts = Parts::default();
    let mut value = match serde_yaml::from_str(&document.text) {
        Ok(value) => value,
        Err(error) => {
            notes.form(document, &error);
            return parts;
        }
    };
    shared::put_in(&mut value, shared);
    let mut map = match value {
        Value::Mapping(map) => map,
        other => {
            notes.fitted::<Lesson>(document, other, ("", ""), shared);
            return parts;
        }
    };
    let steps = match map.get_mut("steps") {
        Some(Value::Sequence(steps)) => std::mem::take(steps),
        _ => Vec::new(),
    };
    let around = notes.fitted::<Lesson>(document, Value::Mapping(map), ("", ""), shared);
    parts.around = around.read.map(|lesson| (lesson, around.left_out));
    for (step, number) in steps.into_iter().zip(1..) {
        if notes.is_full() {
            break;
        }
        let kind = kind_of(&step);
        let about = match kind {
            Some((kind, _)) => format!("step {number} ({kind})"),
            None => format!("step {number}"),
        };
        let run = kind.and_then(|(_, behind)| behind.get("as")?.as_str());
        let run = run.map(str::to_owned);
        let may_train = run.is_none() && kind.is_none_or(|(kind, _)| kind == "train");
        let path = format!("steps {number}");
        let fitted = notes.fitted::<Step>(document, step, (&path, &about), shared);
        parts.steps.push(ReadStep {
            is_whole: fitted.misfits.is_empty(),
            step: fitted.read,
            run,
            may_train,
        });
        parts.left_out.push(fitted.left_out);
    }
    if notes.count() == known {
        notes.form(document, error);
    }
    parts
}

/// The kind that a step says it is of, with what stands behind it.
fn kind_of(step: &Value) -> Option<(&str, &Value)> {
    match step {
        Value::Mapping(map) if map.len() == 1 => {
            let (kind, behind) = map.iter().next()?;
            Some((kind.as_str()?, behind))
        }
        _ => None,
    }
}
