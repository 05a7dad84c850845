//! Measures runs on slices, on a thread of its own.

use std::ops::ControlFlow;

use super::Results;
use super::reporter::Reporter;
use crate::base::terminal::message;
use crate::dataset::{DataError, Split};
use crate::eval::{EvalError, Evaluation, SliceSpec, evaluate};
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
pub(super) fn measure(
    trainer: &Trainer,
    results: &Results,
    reporter: &Reporter,
    runs: &[RunId],
    slices: &[SliceSpec],
) {
    match run_all(trainer, results, reporter, runs, slices) {
        Ok(()) | Err(MeasureError::Eval(EvalError::Stopped)) => {}
        Err(error) => reporter.failed(&error),
    }
}

/// While pictures are altered, every so many are told of: more often is not seen.
const TOLD_EVERY: usize = 10;

/// Tells how far it is; whether anybody still listens.
fn told(reporter: &Reporter, done: usize, total: usize) -> ControlFlow<()> {
    match reporter.report(Report::Measuring { done, total }) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    }
}

fn run_all(
    trainer: &Trainer,
    results: &Results,
    reporter: &Reporter,
    runs: &[RunId],
    slices: &[SliceSpec],
) -> Result<(), MeasureError> {
    let device = device();
    // The same pictures for every run, whatever is written meanwhile.
    let library = &trainer
        .library()
        .as_now(slices.iter().map(|slice| &slice.from))?;
    let counts = slices.iter().map(|slice| match slice.sample {
        Some(n) => Ok(n),
        None => library.count(&slice.from),
    });
    let counts = counts.collect::<Result<Vec<usize>, DataError>>()?;
    let altered = slices.iter().zip(&counts);
    let altered = altered.filter(|(slice, _)| !slice.apply.is_empty());
    // A picture counts when it is altered, and again for each run that reads it.
    let total = altered.map(|(_, n)| n).sum::<usize>() + runs.len() * counts.iter().sum::<usize>();
    let mut before = 0;
    let mut drawn: Vec<Option<Split>> = vec![None; slices.len()];
    for (place, run) in runs.iter().enumerate() {
        let record = trainer.store().known(run)?;
        let classifier = trainer.store().classifier(&record, &device)?;
        for ((spec, &n), drawn) in slices.iter().zip(&counts).zip(&mut drawn) {
            let told = |done: usize| told(reporter, (before + done).min(total), total);
            let is_altered = !spec.apply.is_empty();
            let live = library.is_live(&spec.from);
            let live = live.then(|| library.declared_digest(&spec.from));
            let pictures = live.transpose()?;
            let measure = || -> Result<Evaluation, MeasureError> {
                let (split, begun) = match drawn {
                    Some(split) => (split, 0),
                    None => {
                        let watch = |done: usize| match done % TOLD_EVERY {
                            0 => told(done),
                            _ => ControlFlow::Continue(()),
                        };
                        let split = spec.draw_watched(library, watch)?;
                        let split = split.ok_or(EvalError::Stopped)?;
                        (&mut *drawn.insert(split), if is_altered { n } else { 0 })
                    }
                };
                let watch = |done| told(begun + done);
                let evaluation = evaluate(&classifier, spec, split, &device, watch)?;
                let seen = results.seen(run, || trainer.store().seen(&record, library))?;
                let overlap = Some(seen.among(&spec.originals(library)?));
                Ok(Evaluation {
                    overlap,
                    ..evaluation
                })
            };
            let result = results.get(run, spec, pictures.as_deref(), measure)?;
            let looked = trainer.store().look(&record, &spec.from, library);
            before += if is_altered && place == 0 { 2 * n } else { n };
            reporter.report(Report::Measured {
                run: run.clone(),
                result,
                looked: looked.map_err(|error| message(&error.to_string())),
            });
        }
    }
    Ok(())
}
