//! What is found while a pack is read, noted file by file.

use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::check;
use super::diagnosis::{Diagnoses, Diagnosis, Severity};
use super::document::{Document, Place};
use super::fit::{Fitted, fit};
use super::form::{self, Misfit, joined};
use super::schema::Shared;
use super::shared;
use super::source_map::Span;
use super::traps::quoted;

/// More is not told: nobody reads on, and a file of nothing but errors would take minutes.
const MAX_DIAGNOSES: usize = 200;

/// What was found so far.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) diagnoses: Diagnoses,
}

impl Notes {
    /// How much was found.
    pub(super) fn count(&self) -> usize {
        self.diagnoses.found.len()
    }

    /// Whether nothing more is told.
    pub(super) fn is_full(&self) -> bool {
        self.count() > MAX_DIAGNOSES
    }

    /// Puts what was found since then in the order of its file.
    pub(super) fn sort_since(&mut self, known: usize) {
        let mine = self.diagnoses.found.get_mut(known..).unwrap_or_default();
        mine.sort_by_key(|one| {
            let start = one.place.as_ref().map(|place| place.bytes.start);
            (start.is_none(), start)
        });
    }

    /// A file's text; none where it cannot be read.
    pub(super) fn document(&mut self, file: &str, bytes: Vec<u8>) -> Option<Document> {
        let text = match String::from_utf8(bytes) {
            // Some editors write a mark of the byte order in front.
            Ok(text) => match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            },
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let before = bytes.iter().take(valid);
                let line = before.filter(|&&byte| byte == b'\n').count() + 1;
                let place = Span {
                    line,
                    column: 1,
                    bytes: 0..0,
                };
                let problem = "this is not UTF-8 text; save the file as UTF-8".to_owned();
                self.note(Severity::Error, file, Place::At(place), "", problem);
                return None;
            }
        };
        self.diagnoses.remember(file, &text);
        let (document, told) = Document::read(file, text);
        for (severity, place, problem) in told.0 {
            self.note(severity, file, Place::At(place), "", problem);
        }
        document
    }

    /// A value as `T`, with what does not fit noted.
    pub(super) fn fitted<T: DeserializeOwned>(
        &mut self,
        document: &Document,
        value: Value,
        (path, about): (&str, &str),
        shared: &Shared,
    ) -> Fitted<T> {
        let fitted: Fitted<T> = fit(value);
        for misfit in &fitted.misfits {
            self.misfit(document, misfit, (path, about), shared);
        }
        fitted
    }

    fn misfit(
        &mut self,
        document: &Document,
        misfit: &Misfit,
        (path, about): (&str, &str),
        shared: &Shared,
    ) {
        let whole = match path {
            "" => misfit.path.clone(),
            path => joined(path, &misfit.path),
        };
        let text = misfit.text.as_deref();
        let meant = text.and_then(|text| shared::meant(&misfit.path, text, shared));
        let colon = document
            .rest_of_line(&whole)
            .filter(|rest| misfit.is_map_for_text && is_text(rest));
        let problem = match (text, meant, colon) {
            (Some(text), Some(name), _) => form::no_such(text, name),
            (_, _, Some(rest)) => format!(
                "a text with a colon and a space in it has to stand in quotes, since YAML takes what stands before for \
                 a key; write {}",
                quoted(rest)
            ),
            _ => misfit.problem.clone(),
        };
        // The step's kind is said already.
        let below = match (path, misfit.path.split_once('.')) {
            ("", _) => misfit.path.as_str(),
            (_, Some((_, below))) => below,
            (_, None) => "",
        };
        let about = match (about, below) {
            ("", below) => below.to_owned(),
            (about, "") => about.to_owned(),
            (about, below) => format!("{about}: {below}"),
        };
        let place = match misfit.is_key {
            true => document.place_of_key(&whole),
            false => document.place(&whole),
        };
        self.note(Severity::Error, &document.file, place, &about, problem);
    }

    /// What serde itself says of a file.
    pub(super) fn form(&mut self, document: &Document, error: &serde_yaml::Error) {
        let place = error.location();
        let place = place.map(|place| Span::at(&document.text, place.line(), place.column()));
        let mut problem = error.to_string();
        if let Some(Span { line, column, .. }) = &place {
            // The place stands in front already.
            problem = problem.replace(&format!(" at line {line} column {column}"), "");
        }
        let place = document.shown(place.map(|place| place.bytes));
        self.note(Severity::Error, &document.file, place, "", problem);
    }

    /// What a check found in a lesson.
    pub(super) fn found(&mut self, document: &Document, found: check::Found) {
        let check::Found {
            severity,
            step,
            kind,
            path,
            problem,
        } = found;
        let about = match step {
            None => String::new(),
            Some(step) => format!("step {step} ({kind})"),
        };
        let whole = match step {
            None => path.clone(),
            Some(step) => joined(&joined(&format!("steps {step}"), kind), &path),
        };
        let about = match (about.as_str(), path.as_str()) {
            (about, "") => about.to_owned(),
            ("", path) => path.to_owned(),
            (about, path) => format!("{about}: {path}"),
        };
        let place = document.place(whole.trim_end_matches('.'));
        self.note(severity, &document.file, place, &about, problem);
    }

    /// An error with what stands at a path of a file.
    pub(super) fn at(&mut self, document: &Document, path: &str, problem: impl Into<String>) {
        let place = document.place(path);
        self.note(Severity::Error, &document.file, place, path, problem.into());
    }

    /// A warning of what stands at a path of a file.
    pub(super) fn warn(&mut self, document: &Document, path: &str, problem: String) {
        let place = document.place(path);
        self.note(Severity::Warning, &document.file, place, path, problem);
    }

    /// Notes something.
    pub(super) fn note(
        &mut self,
        severity: Severity,
        file: &str,
        place: Place,
        about: &str,
        problem: String,
    ) {
        let place = match place {
            Place::At(place) => Some(place),
            Place::Nowhere => None,
            Place::Told => return,
        };
        let told = self.count();
        if told > MAX_DIAGNOSES {
            return;
        }
        if told == MAX_DIAGNOSES {
            self.diagnoses.found.push(Diagnosis {
                severity: Severity::Error,
                file: file.to_owned(),
                place: None,
                about: String::new(),
                problem: format!("{MAX_DIAGNOSES} things are told; there may be more"),
            });
            return;
        }
        self.diagnoses.found.push(Diagnosis {
            severity,
            file: file.to_owned(),
            place,
            about: about.to_owned(),
            problem,
        });
    }
}

/// Whether a line from here on is a text that YAML took for a key and its value.
fn is_text(rest: &str) -> bool {
    rest.contains(": ") && !rest.starts_with(['{', '[', '"', '\''])
}
