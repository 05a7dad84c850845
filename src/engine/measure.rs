//! Measures runs on slices, on a thread of its own.

use std::ops::ControlFlow;

use super::Desk;
use crate::dataset::DataError;
use crate::eval::{EvalError, SliceSpec, evaluate};
use crate::lesson::Report;
use crate::model::device;
use crate::train::{RunId, TrainError, Trainer};

/// Why a measurement ended before its end.
#[derive(Debug, thiserror::Error)]
enum MeasureError {
    #[error(transparent)]
    Run(#[from] TrainError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Eval(#[from] EvalError),
}

/// Measures every run on every slice and reports each, until nobody listens any more.
pub(super) fn measure(trainer: &Trainer, desk: &Desk, runs: &[RunId], slices: &[SliceSpec]) {
    match run_all(trainer, desk, runs, slices) {
        Ok(()) | Err(MeasureError::Eval(EvalError::Stopped)) => {}
        Err(error) => desk.failed(&error),
    }
}

/// While pictures are altered, every so many are told of: more often is not seen.
const TOLD_EVERY: usize = 10;

/// Tells how far it is; whether anybody still listens.
fn told(desk: &Desk, done: usize, total: usize) -> ControlFlow<()> {
    match desk.report(Report::Measuring { done, total }) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    }
}

fn run_all(
    trainer: &Trainer,
    desk: &Desk,
    runs: &[RunId],
    slices: &[SliceSpec],
) -> Result<(), MeasureError> {
    let device = device();
    let library = trainer.library();
    let counts = slices.iter().map(|slice| match slice.take {
        Some(n) => Ok(n),
        None => library.count(&slice.from),
    });
    let counts = counts.collect::<Result<Vec<usize>, DataError>>()?;
    let altered = slices.iter().zip(&counts);
    let altered = altered.filter(|(slice, _)| !slice.apply.is_empty());
    // A picture counts when it is altered, and again for each run that reads it.
    let total = altered.map(|(_, n)| n).sum::<usize>() + runs.len() * counts.iter().sum::<usize>();
    let mut before = 0;
    let mut drawn = Vec::new();
    for slice in slices {
        let watch = |done| match done % TOLD_EVERY {
            0 => told(desk, before + done, total),
            _ => ControlFlow::Continue(()),
        };
        let split = slice.draw_watched(library, watch)?;
        let split = split.ok_or(EvalError::Stopped)?;
        if !slice.apply.is_empty() {
            before += split.len();
        }
        drawn.push(split);
    }
    for run in runs {
        let record = trainer.store().find(run.as_str())?;
        let classifier = trainer.store().classifier(&record, &device)?;
        for (spec, split) in slices.iter().zip(&drawn) {
            let result = evaluate(&classifier, spec, split, &device, |done| {
                told(desk, before + done, total)
            })?;
            before += split.len();
            desk.report(Report::Measured {
                run: run.clone(),
                result: Box::new(result),
            });
        }
    }
    Ok(())
}
