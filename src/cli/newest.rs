//! The run that a command means which names none: the newest network that fits what it is for, those of a lesson's
//! `sweep` or an `exercise` left aside, where there is another. Which one that is, the command says.

use anyhow::Result;

use super::output::warn;
use crate::dataset::{Library, Shape};
use crate::eval::SliceSpec;
use crate::model::{Classifier, device};
use crate::pack::{Pack, Step};
use crate::picture::SIDE;
use crate::train::{Experiment, RunRecord, RunStore};
use crate::words::Lang;

/// What a run has to fit.
pub(super) enum Fits<'a> {
    /// Digits as the clean-up makes them.
    Digits,
    /// These slices; anything, where there are none.
    Slices(&'a [SliceSpec], &'a Library),
}

impl Fits<'_> {
    fn is_met(&self, store: &RunStore, record: &RunRecord) -> bool {
        // What cannot be loaded answers nothing.
        let Ok(classifier) = store.classifier(record, &device()) else {
            return false;
        };
        match self {
            Self::Digits => reads_digits(&classifier),
            Self::Slices(slices, library) => {
                let mut slices = slices.iter();
                slices.all(|slice| reads(&classifier, slice, library))
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Digits => "the newest network for digits",
            Self::Slices([], _) => "the newest network",
            Self::Slices(..) => "the newest network that fits the data",
        }
    }
}

/// The run that is named, or else the newest that fits. Where there was something to choose from, `tells` says on the
/// standard error which it is; where none fits, it is the last one, of which the command says why it does not.
///
/// # Errors
/// When there is no such run, or the runs cannot be read.
pub(super) fn named_or_newest(
    named: Option<&str>,
    fits: &Fits<'_>,
    store: &RunStore,
    tells: bool,
) -> Result<RunRecord> {
    if let Some(named) = named {
        return Ok(store.find(named)?);
    }
    let runs = store.list()?.records;
    // Of a single run, there is nothing to leave aside.
    let swept = match runs.as_slice() {
        [] | [_] => Vec::new(),
        _ => swept()?,
    };
    let is_swept = |record: &&RunRecord| {
        let experiment = record.experiment();
        experiment.is_some_and(|experiment| swept.contains(experiment))
    };
    let alone = runs.iter().filter(|record| !is_swept(record));
    let mut best_first = alone.chain(runs.iter().filter(is_swept));
    let fits_it = |record: &&RunRecord| record.weights.is_some() && fits.is_met(store, record);
    let Some(found) = best_first.find(fits_it) else {
        return Ok(store.find("last")?);
    };
    if tells && runs.len() > 1 {
        let seed = found
            .experiment()
            .map(|experiment| format!(", seed {}", experiment.recipe.seed));
        warn(format!(
            "run {}, {}: {}, {}{}; --run names another",
            found.id,
            fits.name(),
            found.model(),
            found.set(),
            seed.unwrap_or_default()
        ))?;
    }
    Ok(found.clone())
}

/// What the sweeps of the lessons train that ship, and learners may train in their exercises.
fn swept() -> Result<Vec<Experiment>> {
    let pack = Pack::built_in(Lang::default())?;
    let steps = pack.lessons.iter().flat_map(|lesson| &lesson.steps);
    let one_of_many = |step: &Step| match step {
        Step::Sweep(sweep) => sweep
            .runs()
            .into_iter()
            .map(|(_, _, experiment)| experiment)
            .collect(),
        // What goes on from another run is found by that.
        Step::Exercise(exercise) if exercise.from.is_none() => exercise
            .all_places()
            .iter()
            .map(|places| exercise.experiment(None, places))
            .collect(),
        Step::Say(_)
        | Step::Ask(_)
        | Step::Train(_)
        | Step::Reveal(_)
        | Step::Dial(_)
        | Step::Draw(_)
        | Step::Inspect(_)
        | Step::Compare(_)
        | Step::Photo(_)
        | Step::Card(_)
        | Step::Label(_)
        | Step::Solve(_)
        | Step::Exercise(_) => Vec::new(),
    };
    Ok(steps.flat_map(one_of_many).collect())
}

/// Whether it reads the ten digits in pictures of MNIST's size.
fn reads_digits(classifier: &Classifier) -> bool {
    let digits = (0..10).map(|digit| digit.to_string());
    is_mnists(classifier.shape()) && classifier.classes().iter().cloned().eq(digits)
}

/// Whether pictures of this shape are what the clean-up makes.
pub(super) fn is_mnists(shape: Shape) -> bool {
    (shape.width, shape.height, shape.channels) == (SIDE as usize, SIDE as usize, 1)
}

/// Whether it reads a slice's pictures, and knows its classes or those before them. What cannot be found is told by
/// whoever opens it.
fn reads(classifier: &Classifier, slice: &SliceSpec, library: &Library) -> bool {
    let Ok((_, part)) = library.resolve(&slice.from) else {
        return true;
    };
    part.shape == classifier.shape() && part.classes.starts_with(classifier.classes())
}
