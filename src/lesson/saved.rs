//! What is remembered of a walk, and what follows from that for other lessons.

use serde::{Deserialize, Serialize};

use super::figures::{Seen, shown};
use super::step::StepState;
use crate::pack::text::Figure;
use crate::pack::{Lesson, Pack, Step, Train};
use crate::say;
use crate::train::RunId;
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

/// The steps, from 0, of this lesson of a pack whose runs the learner has trained to the end in other lessons, each
/// with the run: where pictures, network, recipe and number of networks are the same, and it goes on from no other
/// run.
pub fn trained_elsewhere(
    pack: &Pack,
    index: usize,
    saved: &[Option<Saved>],
) -> Vec<(usize, RunId)> {
    let Some(lesson) = pack.lessons.get(index) else {
        return Vec::new();
    };
    let others = pack.lessons.iter().zip(saved).enumerate();
    let others = others.filter(|(place, _)| *place != index);
    let trained = others.flat_map(|(_, (lesson, saved))| {
        let states = saved.iter().flat_map(|saved| &saved.steps);
        lesson.steps.iter().zip(states).filter_map(run_of)
    });
    let trained: Vec<(&Train, &RunId)> = trained.collect();
    let steps = lesson.steps.iter().enumerate();
    let known = steps.filter_map(|(place, step)| {
        let Step::Train(train) = step else {
            return None;
        };
        let same = trained.iter().find(|(other, _)| is_same(train, other));
        Some((place, same?.1.clone()))
    });
    known.collect()
}

/// What a step has trained, with all that is trained beside it.
fn run_of<'a>((step, state): (&'a Step, &'a StepState)) -> Option<(&'a Train, &'a RunId)> {
    match (step, state) {
        (Step::Train(train), StepState::Train(state)) => {
            let beside = u64::try_from(state.others.len()).unwrap_or(u64::MAX);
            // A model that was brought is no run of this recipe.
            let is_own = state.trained && state.brought.is_none();
            let is_over = is_own && beside + 1 == train.seeds;
            Some((train, state.run.as_ref().filter(|_| is_over)?))
        }
        _ => None,
    }
}

fn is_same(one: &Train, other: &Train) -> bool {
    let from_nothing = one.from.is_none() && other.from.is_none();
    from_nothing && one.experiment(None) == other.experiment(None) && one.seeds == other.seeds
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
