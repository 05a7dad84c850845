//! Measures runs on slices, on a thread of its own.

use std::ops::ControlFlow;

use super::Desk;
use crate::dataset::{DataError, Split};
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

fn run_all(
    trainer: &Trainer,
    desk: &Desk,
    runs: &[RunId],
    slices: &[SliceSpec],
) -> Result<(), MeasureError> {
    let device = device();
    let library = trainer.library();
    let drawn = slices.iter().map(|slice| slice.draw(library));
    let drawn = drawn.collect::<Result<Vec<Split>, _>>()?;
    let total = runs.len() * drawn.iter().map(Split::len).sum::<usize>();
    let mut before = 0;
    for run in runs {
        let record = trainer.store().find(run.as_str())?;
        let classifier = trainer.store().classifier(&record, &device)?;
        for (spec, split) in slices.iter().zip(&drawn) {
            let result = evaluate(&classifier, spec, split, &device, |done| {
                let done = before + done;
                if desk.report(Report::Measuring { done, total }) {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
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
