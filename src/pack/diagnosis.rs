//! What is wrong with a pack, as an instructor is told: the file, the line and the column, the line
//! itself with what is meant underlined, and what to do.

use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use schemars::JsonSchema;
use serde::Serialize;

use super::source_map::Span;
use crate::base::terminal::message;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "DiagnosisSeverity")]
pub enum Severity {
    /// The pack cannot be played.
    Error,
    /// It can, but not as its author would want.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// How bad it is.
    pub severity: Severity,
    /// The file, below the pack's folder.
    pub file: String,
    /// Where in it; none where the file itself is meant.
    pub place: Option<Span>,
    /// The step and the key that it is about; empty for a whole file.
    pub about: String,
    /// What is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Span { line, column, .. }) = &self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.title())
    }
}

impl Diagnosis {
    /// What it is about and what is wrong, however long the name of a key is.
    fn title(&self) -> String {
        match self.about.as_str() {
            "" => message(&self.problem),
            about => message(&format!("{about}: {}", self.problem)),
        }
    }
}

/// Everything that is wrong with a pack, and the texts that it is wrong in.
#[derive(Debug, Clone, Default)]
pub struct Diagnoses {
    /// File by file, in the order in which they are read; in a file from its beginning.
    pub found: Vec<Diagnosis>,
    /// The texts of the files.
    sources: BTreeMap<String, String>,
}

impl Diagnoses {
    /// Whether anything keeps the pack from being played.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let found = self.found.iter();
        found.filter(|one| one.severity == severity).count()
    }

    pub(super) fn remember(&mut self, file: &str, text: &str) {
        self.sources.insert(file.to_owned(), text.to_owned());
    }

    /// A diagnosis as it is told in a terminal, with the line that it is about; with colours, or without.
    pub fn explain(&self, one: &Diagnosis, is_coloured: bool) -> String {
        let title = one.title();
        let level = match one.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let renderer = match is_coloured {
            true => Renderer::styled(),
            false => Renderer::plain(),
        };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let (Some(place), Some(source)) = (&one.place, self.sources.get(&one.file)) else {
            let title = format!("{}: {title}", one.file);
            return renderer.render(&[Group::with_title(level.primary_title(title))]);
        };
        // The first line of what is meant says enough.
        let meant = source.get(place.bytes.clone()).unwrap_or_default();
        let length = meant.find('\n').unwrap_or(meant.len());
        let span = place.bytes.start..place.bytes.start + length;
        let snippet = Snippet::source(source.as_str())
            .path(one.file.as_str())
            .annotation(AnnotationKind::Primary.span(span));
        renderer.render(&[level.primary_title(title.as_str()).element(snippet)])
    }
}

impl fmt::Display for Diagnoses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut errors = self
            .found
            .iter()
            .filter(|one| one.severity == Severity::Error);
        let Some(first) = errors.next() else {
            return f.write_str("nothing is wrong");
        };
        write!(f, "{first}")?;
        match errors.count() {
            0 => Ok(()),
            more => write!(f, " (and {more} more; mindgap pack check tells them all)"),
        }
    }
}
