//! The same lesson with little to train and little to measure, for walking through it in seconds.

use super::schema::{Lesson, Step};
use crate::dataset::Library;
use crate::eval::SliceSpec;
use crate::model::{Architecture, Preset};
use crate::train::DataChoice;

/// Pictures that are learned from, and held out, at most.
const TRAIN: (usize, usize) = (320, 100);
/// Pictures of a slice at most.
const TAKE: usize = 20;
/// Pictures of a slice that a learner reads at most.
const READ: usize = 2;
/// Pictures that a dial turns at most.
const TURNED: usize = 5;
/// Drawings at most.
const DRAWN: usize = 3;

impl Lesson {
    /// This lesson with linear models, and with so few pictures that it takes seconds. What is measured
    /// then says nothing of the lesson.
    pub fn shortened(&self, library: &Library) -> Self {
        let mut lesson = self.clone();
        let slices = |slices: &mut Vec<SliceSpec>| {
            for slice in slices {
                shorten(slice, TAKE, library);
            }
        };
        for step in &mut lesson.steps {
            match step {
                Step::Say(_) | Step::Ask(_) | Step::Solve(_) | Step::Photo(_) => {}
                Step::Train(train) => {
                    train.model = Architecture::Preset(Preset::Linear);
                    lessen(&mut train.data, library);
                }
                Step::Sweep(sweep) => {
                    sweep.model = Architecture::Preset(Preset::Linear);
                    lessen(&mut sweep.data, library);
                    if let Some(test) = &mut sweep.test {
                        shorten(test, TAKE, library);
                    }
                }
                Step::Reveal(reveal) => slices(&mut reveal.slices),
                Step::Inspect(inspect) => slices(&mut inspect.slices),
                Step::Compare(compare) => slices(&mut compare.slices),
                Step::Card(card) => slices(&mut card.slices),
                Step::Label(label) => {
                    for slice in &mut label.slices {
                        shorten(slice, READ, library);
                    }
                }
                Step::Dial(dial) => dial.take = dial.take.min(TURNED),
                Step::Draw(draw) => draw.goal = draw.goal.min(DRAWN),
            }
        }
        lesson
    }
}

impl Lesson {
    /// This lesson with so many pictures to learn from at most, 1 or more.
    pub fn learning_from(&self, most: usize, library: &Library) -> Self {
        let mut lesson = self.clone();
        let most = most.max(1);
        for step in &mut lesson.steps {
            let data = match step {
                Step::Train(train) => &mut train.data,
                Step::Sweep(sweep) => &mut sweep.data,
                _ => continue,
            };
            data.train = Some(left_to_learn_from(data, library).unwrap_or(most).min(most));
        }
        lesson
    }
}

/// Pictures that are learned from as a recipe says, where that is known.
fn left_to_learn_from(data: &DataChoice, library: &Library) -> Option<usize> {
    let part = library.training_part(&data.set);
    let there = part.and_then(|(selector, _)| library.count(&selector));
    let left = there
        .ok()
        .map(|there| there.saturating_sub(data.validation));
    match (data.train, left) {
        (Some(wanted), Some(left)) => Some(wanted.min(left)),
        (wanted, left) => wanted.or(left),
    }
}

fn shorten(slice: &mut SliceSpec, most: usize, library: &Library) {
    let there = library.count(&slice.from).unwrap_or(most);
    slice.take = Some(slice.take.unwrap_or(there).min(there).min(most));
}

fn lessen(data: &mut DataChoice, library: &Library) {
    data.validation = data.validation.min(TRAIN.1);
    let left = left_to_learn_from(data, library).unwrap_or(TRAIN.0);
    data.train = Some(left.min(TRAIN.0));
}
