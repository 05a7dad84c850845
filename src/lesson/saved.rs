//! What is remembered of a walk, and what follows from that for other lessons.

use serde::{Deserialize, Serialize};

use super::figures::{Seen, shown};
use super::step::StepState;
use crate::pack::text::Figure;
use crate::pack::{Lesson, Pack, Step};
use crate::say;
use crate::words::{Lang, Words};

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
    /// What was measured, step by step, as later texts speak of it.
    #[serde(default)]
    pub figures: Vec<Vec<Figure>>,
}

impl Saved {
    /// The steps of its lesson with what was measured in their texts, and what was done in each.
    pub fn shown<'a>(
        &'a self,
        lesson: &'a Lesson,
        lang: Lang,
    ) -> impl Iterator<Item = (Step, &'a StepState)> + 'a {
        let steps = lesson.steps.iter().zip(&self.steps).enumerate();
        steps.map(move |(at, (step, state))| {
            let upto = self.figures.len().min(at + 1);
            let seen = Seen {
                figures: self.figures.get(..upto).unwrap_or_default(),
                gate: state.gate(step),
            };
            (shown(step, &seen, lang), state)
        })
    }
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
