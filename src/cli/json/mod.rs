//! What `--json` prints: one line a value, all of one vocabulary. [`Line`] is the only thing that is printed, so
//! that `docs/json.md` and the schemas, made from the same types by [`page`], leave nothing out.

mod data;
mod lessons;
pub(super) mod page;
mod robustness;
mod runs;
mod workshop;

use std::borrow::Cow;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

pub(super) use data::{ClassProbability, PrintedLine, ReadSheetLine, StageLine};
pub(super) use data::{
    CorruptionLine, PartLine, PictureLine, PredictedDigit, SampleLine, SetLine, WrittenLine,
};
pub(super) use lessons::{
    ArchiveLine, CheckLine, CheckedLine, DiagnosisLine, LessonError, LessonLine, LessonSlice,
    LessonText, Level, NoteLine, PackLine,
};
pub(super) use robustness::{
    CorruptionErrorLine, EffectiveLine, LabelShiftLine, MeanCorruptionErrorLine, OodLine, OtherRun,
};
pub(super) use runs::{
    Altered, ComparisonLine, DifferingSetting, Evaluated, ExportedLine, GroupCompared, GroupLine,
    NetworkLine, QueuedLine, RunLine, SliceLine, ValidatingLine,
};
pub(super) use workshop::{
    AttendanceLine, HandInLine, PlanLine, SeatLine, WaitLine, WorkerLine, WorkshopLine,
};

use super::learning_curve::LearningPoint;
use super::looking::LooksLine;
use super::output::put;
use crate::base::ascii::speaks_unicode;
use crate::base::terminal::is_printable;
use crate::train::{Ending, EpochRecord, Start};

/// A line. `event` says which kind.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Line<'a> {
    /// A training waits for its turn.
    Queued(QueuedLine),
    /// A training begins, or goes on where it was interrupted.
    Started(&'a Start),
    /// All training pictures of an epoch have been seen; the validation ones are being read.
    Validating(ValidatingLine),
    /// An epoch is complete and kept.
    Epoch(&'a EpochRecord),
    /// A training is over.
    Done(&'a Ending),
    /// A run.
    Run(RunLine<'a>),
    /// Two runs side by side.
    Comparison(ComparisonLine<'a>),
    /// A run was written into a file that others use.
    Exported(ExportedLine<'a>),
    /// A run did so well on a slice.
    Slice(SliceLine<'a>),
    /// The networks of a recipe did so well on a slice.
    Group(GroupLine<'a>),
    /// How well a run's scores tell a slice from the pictures that it was made for.
    Ood(OodLine<'a>),
    /// How a run does on a shifted slice, against the line of other runs.
    EffectiveRobustness(EffectiveLine<'a>),
    /// What a correction for the shares of the classes does to a run's answers to a slice.
    LabelShift(LabelShiftLine<'a>),
    /// How wrong a run is on a corruption, against a baseline.
    CorruptionError(CorruptionErrorLine<'a>),
    /// The same over a family, on average.
    MeanCorruptionError(MeanCorruptionErrorLine<'a>),
    /// Test data has been looked at so often.
    Looks(LooksLine),
    /// Runs that go on from another did so well after so many new pictures.
    LearningPoint(LearningPoint),
    /// The digits of a picture, and what a run reads.
    Picture(PictureLine<'a>),
    /// A sheet to write digits on was drawn.
    Printed(PrintedLine),
    /// Data of one origin.
    Set(SetLine<'a>),
    /// Pictures and labels were written into files.
    Written(WrittenLine<'a>),
    /// Labelled pictures that are opened together.
    Part(PartLine<'a>),
    /// A way in which pictures can be altered.
    Corruption(CorruptionLine<'a>),
    /// Pictures that were drawn of a slice.
    Sample(SampleLine<'a>),
    /// A pack.
    Pack(PackLine<'a>),
    /// A pack was packed into a file.
    Archive(ArchiveLine<'a>),
    /// Something is wrong in a pack, or could be better.
    Diagnosis(DiagnosisLine<'a>),
    /// A lesson was walked through with its own answers.
    Lesson(LessonLine<'a>),
    /// What a lesson says to whoever leads a class.
    Note(NoteLine<'a>),
    /// Something that this terminal or machine can do, or cannot.
    Check(CheckLine<'a>),
    /// Everything was checked.
    Checked(CheckedLine),
    /// Something was taken away.
    Removed(RemovedLine<'a>),
    /// A workshop is open.
    Workshop(WorkshopLine<'a>),
    /// Who is in the workshop; whenever that changes.
    Attendance(AttendanceLine),
    /// What somebody handed in.
    HandIn(HandInLine<'a>),
    /// How long a class waits for a training of a pack.
    Plan(PlanLine<'a>),
    /// What learners weigh.
    Seat(SeatLine),
    /// Something that a worker did.
    Worker(WorkerLine<'a>),
    /// Something is wrong with one of several things; the others are done all the same.
    Error(ErrorLine),
}

/// What is wrong, and with what.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct ErrorLine {
    /// What is wrong and what to do.
    pub(super) error: String,
    /// The run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<String>,
    /// The picture's file; `-` for standard input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    /// The set, its part, or a file of its.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<String>,
}

/// What was taken away: one of these.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct RemovedLine<'a> {
    /// A run, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<&'a str>,
    /// An installed pack, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pack: Option<&'a str>,
    /// An imported set, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) set: Option<&'a str>,
}

impl Line<'_> {
    /// Prints it.
    pub(super) fn say(&self) -> io::Result<()> {
        put(&safe(&serde_json::to_string(self)?))
    }
}

/// JSON that says the same, with what would steer a terminal, and what the locale has no characters for, as
/// escapes.
pub(super) fn safe(json: &str) -> Cow<'_, str> {
    let is_ascii = !speaks_unicode();
    let stays = |sign: char| match sign {
        '\n' => true,
        sign => is_printable(sign) && (sign.is_ascii() || !is_ascii),
    };
    if json.chars().all(stays) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for sign in json.chars() {
        match stays(sign) {
            true => text.push(sign),
            false => {
                for unit in sign.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    Cow::Owned(text)
}
