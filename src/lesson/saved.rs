//! What is remembered of a walk, and what follows from that for other lessons.

use serde::{Deserialize, Serialize};

use super::step::StepState;
use crate::pack::{Lesson, Pack};
use crate::say;
use crate::words::Words;

/// What is remembered of a walk between two sittings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The current step, from 0.
    pub at: usize,
    /// The furthest step that was reached, from 0.
    pub furthest: usize,
    /// Whether the end was reached.
    pub finished: bool,
    /// What was done, step by step.
    pub steps: Vec<StepState>,
}

/// The titles of the lessons that should be done before this one and are not finished, where there are
/// such.
pub fn wanted_before(
    pack: &Pack,
    lesson: &Lesson,
    saved: &[Option<Saved>],
    words: Words,
) -> Option<String> {
    let lessons = pack.file.lessons.iter().zip(&pack.lessons).zip(saved);
    let wanted = lessons.filter_map(|((file, needed), saved)| {
        let is_done = saved.as_ref().is_some_and(|saved| saved.finished);
        (lesson.needs.contains(file) && !is_done).then_some(needed.title.as_str())
    });
    let wanted: Vec<&str> = wanted.collect();
    (!wanted.is_empty()).then(|| say!(words, "wanted-before", lessons = wanted.join(", ")))
}
