//! The same lesson with little to train and little to measure, for walking through it in seconds; with fewer
//! pictures to learn from; with other seeds.

use super::schema::{Amount, Knob, Lesson};
use crate::dataset::Library;
use crate::eval::SliceSpec;
use crate::model::{Architecture, Preset};
use crate::train::DataChoice;

/// Pictures for training and for validation, at most.
const TRAIN: (usize, usize) = (320, 100);
/// Pictures of a slice at most.
const SAMPLE: usize = 20;
/// Pictures of a slice that a learner reads at most.
const READ: usize = 2;
/// Pictures that a dial turns at most.
const TURNED: usize = 5;
/// Drawings at most.
const DRAWN: usize = 3;
/// The same where something learns from a half of them, and how many it learns from.
const DRAWN_TO_LEARN: (usize, usize) = (10, 5);

impl Lesson {
    /// This lesson with linear models, and with so few pictures that it takes seconds. What is measured
    /// then says nothing of the lesson.
    pub fn shortened(&self, library: &Library) -> Self {
        let mut lesson = self.clone();
        let drawn = match lesson.learns_from_class(library) {
            true => DRAWN_TO_LEARN.0,
            false => DRAWN,
        };
        for step in &mut lesson.steps {
            for amount in step.spec_mut().amounts() {
                match amount {
                    Amount::Trained(model, data) => {
                        *model = Architecture::Preset(Preset::Linear);
                        lessen(data, library);
                    }
                    Amount::Varied(Knob::Model(models)) => {
                        models.fill(Architecture::Preset(Preset::Linear));
                    }
                    Amount::Varied(knob) => lessen_values(knob, TRAIN.0),
                    Amount::Measured(slice) => shorten(slice, SAMPLE, library),
                    Amount::Read(slice) => shorten(slice, READ, library),
                    Amount::ReadTurned(pictures) => *pictures = READ.min(*pictures),
                    Amount::Turned(pictures) => *pictures = TURNED.min(*pictures),
                    Amount::Drawn(digits) => *digits = drawn.min(*digits),
                }
            }
        }
        lesson
    }

    /// Whether something in it learns from what learners write.
    fn learns_from_class(&mut self, library: &Library) -> bool {
        let mut steps = self.steps.iter_mut();
        steps.any(|step| {
            let mut amounts = step.spec_mut().amounts().into_iter();
            amounts.any(
                |amount| matches!(amount, Amount::Trained(_, data) if is_live(&data.set, library)),
            )
        })
    }
}

impl Lesson {
    /// This lesson with so many pictures to learn from at most, 1 or more.
    pub fn learning_from(&self, most: usize, library: &Library) -> Self {
        let mut lesson = self.clone();
        let most = most.max(1);
        for step in &mut lesson.steps {
            for amount in step.spec_mut().amounts() {
                match amount {
                    Amount::Trained(_, data) if is_live(&data.set, library) => {
                        data.train = data.train.map(|wanted| wanted.min(most));
                    }
                    Amount::Trained(_, data) => {
                        let left = left_to_learn_from(data, library).unwrap_or(most);
                        data.train = Some(left.min(most));
                    }
                    Amount::Varied(knob) => lessen_values(knob, most),
                    Amount::Measured(_)
                    | Amount::Read(_)
                    | Amount::ReadTurned(_)
                    | Amount::Turned(_)
                    | Amount::Drawn(_) => {}
                }
            }
        }
        lesson
    }
}

impl Lesson {
    /// This lesson with other seeds, the first time (0) with its own.
    pub fn reseeded(&self, times: u64) -> Self {
        let mut lesson = self.clone();
        for step in &mut lesson.steps {
            step.spec_mut().reseed(times);
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

fn is_live(set: &str, library: &Library) -> bool {
    set.parse().is_ok_and(|set| library.is_live(&set))
}

fn shorten(slice: &mut SliceSpec, most: usize, library: &Library) {
    // How many there will be, nobody knows.
    if library.is_live(&slice.from) {
        slice.sample = slice.sample.map(|n| n.min(DRAWN_TO_LEARN.1));
        return;
    }
    let there = library.count(&slice.from).unwrap_or(most);
    slice.sample = Some(slice.sample.unwrap_or(there).min(there).min(most));
}

/// Values that say how many pictures are learned from, at most so many.
fn lessen_values(knob: &mut Knob, most: usize) {
    if let Knob::Train(pictures) = knob {
        for pictures in pictures {
            *pictures = most.min(*pictures);
        }
    }
}

fn lessen(data: &mut DataChoice, library: &Library) {
    if is_live(&data.set, library) {
        data.train = data.train.map(|wanted| wanted.min(DRAWN_TO_LEARN.1));
        return;
    }
    data.validation = data.validation.min(TRAIN.1);
    let left = left_to_learn_from(data, library).unwrap_or(TRAIN.0);
    data.train = Some(left.min(TRAIN.0));
}
