//! Lines about a workshop.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::class::{Row, Summary};

/// A workshop that is open.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct WorkshopLine<'a> {
    /// What the pack is called.
    pub(in super::super) title: &'a str,
    /// Where learners reach it: a name or an address.
    pub(in super::super) host: String,
    /// Its port.
    pub(in super::super) port: u16,
    /// What learners type.
    pub(in super::super) command: &'a str,
    /// The code of the class; null where nobody needs one.
    pub(in super::super) code: Option<&'a str>,
    /// Where learners' phones come in; null where they cannot.
    pub(in super::super) phones: Option<&'a str>,
    /// Where learners sit down in a browser; null where they cannot.
    pub(in super::super) browser: Option<&'a str>,
    /// Where whoever has no terminal votes with a phone; null where no phone comes in.
    pub(in super::super) votes: Option<&'a str>,
    /// The page of votes for the projector; null where no phone comes in.
    pub(in super::super) projector: Option<&'a str>,
    /// The fingerprint of the server's key.
    pub(in super::super) fingerprint: &'a str,
}

/// Who is in the workshop.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct AttendanceLine {
    /// Learners who are there.
    pub(in super::super) learners: usize,
    /// Seats that are kept for those who were disconnected.
    pub(in super::super) kept: usize,
}

/// Something that a worker did.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct WorkerLine<'a> {
    /// `takes` a run, `ends` it, `gives back` one that is not finished, or has `trouble`.
    pub(in super::super) what: &'a str,
    /// The run.
    pub(in super::super) run: Option<&'a str>,
    /// How it ended, or what the trouble is.
    pub(in super::super) note: Option<&'a str>,
}

/// What somebody handed in.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct HandInLine<'a> {
    /// The file.
    pub(in super::super) file: String,
    /// How they did.
    #[serde(flatten)]
    pub(in super::super) summary: Summary,
    /// What whoever reads it should know first, such as that the file was changed.
    pub(in super::super) remarks: &'a [String],
    /// Everything that they did.
    pub(in super::super) rows: &'a [Row],
}

/// How long a class waits for a training.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct PlanLine<'a> {
    /// The lesson, from 1.
    pub(in super::super) lesson: usize,
    /// Its title.
    pub(in super::super) title: &'a str,
    /// What the run is called in it; of a sweep or an exercise, that it is one.
    pub(in super::super) name: &'a str,
    /// Pictures a second that this machine trains on; absent where it learns from digits that learners are still to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) images_per_second: Option<f64>,
    /// Seconds that it takes where everybody shares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) seconds_shared: Option<f64>,
    /// Seconds until the last one is done, where each trains their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) seconds_each: Option<f64>,
    /// Workers that were planned with; absent where this machine trains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) workers: Option<usize>,
    /// How long learners would wait for their turn, where each trains their own with these workers; simulated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) wait: Option<WaitLine>,
}

/// How long learners wait for their turn.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct WaitLine {
    /// Half of them no longer than this, in seconds.
    pub(in super::super) seconds_median: f64,
    /// 95 of 100 no longer than this, in seconds.
    pub(in super::super) seconds_95: f64,
    /// Nobody longer than this, in seconds.
    pub(in super::super) seconds_longest: f64,
}

/// What learners weigh.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct SeatLine {
    /// Learners that were planned for.
    pub(in super::super) learners: usize,
    /// Sessions that were tried.
    pub(in super::super) sessions: usize,
    /// Bytes that one takes with the first page of a lesson on its screen, besides what all share.
    pub(in super::super) first_page_bytes: usize,
    /// Bytes that one takes after keys were pressed in lessons for a while, with trainings and all that they share.
    pub(in super::super) in_lessons_bytes: usize,
}
