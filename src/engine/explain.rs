//! Works out which pixels a run's answers depend on, on a thread of its own.

use super::reporter::Reporter;
use crate::eval::MetricError;
use crate::eval::saliency::{Explanation, explain};
use crate::lesson::Report;
use crate::model::device;
use crate::train::{RunId, TrainError, Trainer};

#[derive(Debug, thiserror::Error)]
enum ExplainError {
    #[error(transparent)]
    Run(#[from] TrainError),
    #[error(transparent)]
    Metric(#[from] MetricError),
}

/// Explains the answers to pictures, list by list, until nobody listens any more.
pub(super) fn explain_all(
    trainer: &Trainer,
    reporter: &Reporter,
    run: &RunId,
    lists: &[Vec<Vec<u8>>],
) {
    if let Err(error) = run_all(trainer, reporter, run, lists) {
        reporter.failed(&error);
    }
}

fn run_all(
    trainer: &Trainer,
    reporter: &Reporter,
    run: &RunId,
    lists: &[Vec<Vec<u8>>],
) -> Result<(), ExplainError> {
    let device = device();
    let record = trainer.store().known(run)?;
    let classifier = trainer.store().classifier(&record, &device)?;
    for pictures in lists {
        let explained = pictures.iter();
        let explained = explained.map(|picture| explain(&classifier, picture, &device));
        let explanations = explained.collect::<Result<Vec<Explanation>, _>>()?;
        if !reporter.report(Report::Explained { explanations }) {
            break;
        }
    }
    Ok(())
}
