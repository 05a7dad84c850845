//! Fits what a run is asked for beforehand on its validation pictures, on a thread of its own.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::reporter::Reporter;
use crate::base::terminal::message;
use crate::eval::label_shift::LabelShift;
use crate::eval::validation::{shares_in_training, validation_slice};
use crate::eval::{
    EvalError, Evaluation, MetricError, RunCalibration, ValidationCalibration, evaluate,
};
use crate::lesson::Report;
use crate::model::device;
use crate::train::{RunId, TrainError, Trainer};

#[derive(Debug, thiserror::Error)]
enum CalibrateError {
    #[error(transparent)]
    Run(#[from] TrainError),
    #[error(transparent)]
    Eval(#[from] EvalError),
    #[error(transparent)]
    Metric(#[from] MetricError),
}

/// Fits and reports, unless nobody listens any more.
pub(super) fn calibrate(
    trainer: &Trainer,
    reporter: &Reporter,
    run: &RunId,
    corrected: &[Arc<Evaluation>],
) {
    let found = match fitted(trainer, reporter, run, corrected) {
        Err(CalibrateError::Eval(EvalError::Stopped)) => return,
        found => found.map(Arc::new),
    };
    let found = found.map_err(|error| message(&error.to_string()));
    reporter.report(Report::Calibrated { found });
}

fn fitted(
    trainer: &Trainer,
    reporter: &Reporter,
    run: &RunId,
    corrected: &[Arc<Evaluation>],
) -> Result<RunCalibration, CalibrateError> {
    let (store, library, device) = (trainer.store(), trainer.library(), device());
    let record = store.known(run)?;
    let pictures = validation_slice(&record, library)?;
    let Some(((spec, split), experiment)) = pictures.zip(record.experiment()) else {
        return Ok(RunCalibration {
            validation: None,
            label_shifts: Vec::new(),
        });
    };
    let classifier = store.classifier(&record, &device)?;
    let watch = |_| match reporter.left.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let answers = evaluate(&classifier, &spec, &split, &device, watch)?;
    let chose_weights = experiment.recipe.early_stop.is_some();
    let validation = ValidationCalibration::on(&answers, chose_weights)?;
    let learned = shares_in_training(&experiment.splits(library)?.train)?;
    let shift = |answers: &Arc<Evaluation>| {
        let temperature = validation.temperature.as_ref().map_err(Clone::clone)?;
        LabelShift::of(answers, temperature, &learned)
    };
    Ok(RunCalibration {
        label_shifts: corrected.iter().map(shift).collect(),
        validation: Some(validation),
    })
}
