//! Lines about packs and lessons, and about what they need.

use std::fmt::Display;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::{Held, Measured};
use crate::eval::Spread;
use crate::pack::{Diagnosis, Pack, Severity};

/// A pack.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(in super::super) struct PackLine<'a> {
    /// Its name.
    name: &'a str,
    /// Its folder.
    folder: String,
    /// Its name among people; null where the pack cannot be played.
    title: Option<String>,
    /// How many lessons it has; null where it cannot be played.
    lessons: Option<usize>,
    /// Minutes that its lessons take; null where it cannot be played.
    minutes: Option<u32>,
    /// Its licence; null where it cannot be played.
    licence: Option<String>,
    /// Why it cannot be played; null where it can.
    error: Option<String>,
}

impl<'a> PackLine<'a> {
    /// The pack of this name in this folder, opened or not.
    pub(in super::super) fn of(
        name: &'a str,
        folder: &Path,
        opened: Result<Pack, impl Display>,
    ) -> Self {
        let line = Self {
            name,
            folder: folder.display().to_string(),
            ..Self::default()
        };
        match opened {
            Ok(pack) => Self {
                lessons: Some(pack.lessons.len()),
                minutes: Some(pack.lessons.iter().map(|lesson| lesson.minutes).sum()),
                title: Some(pack.file.title),
                licence: Some(pack.file.licence),
                ..line
            },
            Err(error) => Self {
                error: Some(error.to_string()),
                ..line
            },
        }
    }
}

/// A pack as one file.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct ArchiveLine<'a> {
    /// The pack's name.
    pub(in super::super) pack: &'a str,
    /// The file.
    pub(in super::super) file: String,
    /// Its size in bytes.
    pub(in super::super) bytes: u64,
    /// Its SHA-256, in hex.
    pub(in super::super) sha256: &'a str,
    /// How many files are in it.
    pub(in super::super) files: usize,
    /// Files of the folder that belong to no lesson and no data, and were left out.
    pub(in super::super) left_out: &'a [String],
}

/// Something that is wrong in a pack.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct DiagnosisLine<'a> {
    /// How bad it is.
    severity: Severity,
    /// The file, below the pack's folder.
    file: &'a str,
    /// The line, from 1; null where the file itself is meant.
    line: Option<usize>,
    /// The column, from 1; null where the file itself is meant.
    column: Option<usize>,
    /// The step and the key that it is about; empty for a whole file.
    about: &'a str,
    /// What is wrong and what to do.
    error: &'a str,
}

impl<'a> From<&'a Diagnosis> for DiagnosisLine<'a> {
    fn from(one: &'a Diagnosis) -> Self {
        Self {
            severity: one.severity,
            file: &one.file,
            line: one.place.as_ref().map(|place| place.line),
            column: one.place.as_ref().map(|place| place.column),
            about: &one.about,
            error: &one.problem,
        }
    }
}

/// How much is wrong.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct CheckedLine {
    /// What does not work: lines of `severity` `error`, or of the event `error`.
    pub(in super::super) errors: usize,
    /// What works, but not as one would want.
    pub(in super::super) warnings: usize,
    /// How many files and parts were checked, of data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) checks: Option<usize>,
    /// What there is to say of imported sets, with `data verify`: pictures that are in two of their parts, classes that
    /// one part lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in super::super) remarks: Vec<String>,
}

/// How a lesson went with its own answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct LessonLine<'a> {
    /// The lesson, from 1.
    pub(in super::super) lesson: usize,
    /// Its title.
    pub(in super::super) title: &'a str,
    /// Which time, from 1, with `--seeds`; each time with other seeds.
    pub(in super::super) time: u64,
    /// Whether everything went as it should.
    pub(in super::super) as_expected: bool,
    /// Seconds that the program needed, without anybody who reads.
    pub(in super::super) seconds: f64,
    /// Minutes that the lesson says it takes.
    pub(in super::super) minutes: u32,
    /// What does not work.
    pub(in super::super) errors: Vec<LessonError<'a>>,
    /// What its reveals measured.
    pub(in super::super) slices: Vec<LessonSlice<'a>>,
    /// What pieces of its texts hang on.
    pub(in super::super) conditions: Vec<LessonText<'a>>,
    /// What the runs had seen in training of what they were measured on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in super::super) seen: Vec<LessonError<'a>>,
}

/// A condition in a text.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct LessonText<'a> {
    /// The step, from 1.
    step: usize,
    /// The condition, as the lesson writes it.
    condition: &'a str,
    /// Whether it holds; null where what it hangs on was not measured.
    holds: Option<bool>,
}

impl<'a> From<&'a Held> for LessonText<'a> {
    fn from(held: &'a Held) -> Self {
        Self {
            step: held.step,
            condition: &held.condition,
            holds: held.holds,
        }
    }
}

/// What does not work in a step.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct LessonError<'a> {
    /// The step, from 1.
    pub(in super::super) step: usize,
    /// Its kind.
    pub(in super::super) kind: &'a str,
    /// What happened.
    pub(in super::super) error: &'a str,
}

/// What a reveal measured on a slice.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct LessonSlice<'a> {
    /// The step, from 1.
    step: usize,
    /// The slice's name.
    slice: &'a str,
    /// Share of right answers, 0..1.
    accuracy: f64,
    /// What was expected, in percent, as the lesson writes it; null where nothing was, and with `--fast`,
    /// where nothing is held against it.
    expected: Option<String>,
    /// Whether it is as expected.
    as_expected: bool,
    /// How the networks of the step that trained it spread; absent where it trained one.
    #[serde(skip_serializing_if = "Option::is_none")]
    spread: Option<&'a Spread>,
}

impl<'a> LessonSlice<'a> {
    /// With what was expected, or without.
    pub(in super::super) fn of(measured: &'a Measured, is_held: bool) -> Self {
        let expected = measured.expected.filter(|_| is_held);
        Self {
            step: measured.step,
            slice: &measured.slice,
            accuracy: measured.percent / 100.0,
            expected: expected.map(|range| range.to_string()),
            as_expected: measured.holds() || !is_held,
            spread: measured.spread.as_ref(),
        }
    }
}

/// A note for whoever leads a class.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct NoteLine<'a> {
    /// The lesson, from 1.
    pub(in super::super) lesson: usize,
    /// Its title.
    pub(in super::super) title: &'a str,
    /// The step that the note belongs to, from 1.
    pub(in super::super) step: usize,
    /// What the step is about.
    pub(in super::super) about: String,
    /// The note, in Markdown.
    pub(in super::super) note: &'a str,
}

/// Something that this terminal or machine can do, or cannot.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct CheckLine<'a> {
    /// What was looked at.
    pub(in super::super) check: &'a str,
    /// How it is.
    pub(in super::super) level: Level,
    /// What was found.
    pub(in super::super) found: &'a str,
    /// What to do; null where nothing is to be done.
    pub(in super::super) advice: Option<&'a str>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum Level {
    /// As it should be.
    Ok,
    /// It works, and could be better.
    Advice,
    /// It will not work.
    Error,
}
