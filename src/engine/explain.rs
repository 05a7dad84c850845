//! Works out which pixels a run's answers depend on, and what its layers make of pictures, on a thread of its own.

use std::sync::Arc;

use super::reporter::Reporter;
use crate::eval::MetricError;
use crate::eval::activations::look_inside;
use crate::eval::saliency::{Explanation, explain};
use crate::lesson::Report;
use crate::model::{Classifier, device};
use crate::train::{RunId, TrainError, Trainer};

#[derive(Debug, thiserror::Error)]
enum ExplainError {
    #[error(transparent)]
    Run(#[from] TrainError),
    #[error(transparent)]
    Metric(#[from] MetricError),
}

/// Explains the answers to pictures, list by list, until nobody listens any more.
pub(super) fn explain_all(trainer: &Trainer, reporter: &Reporter, run: &RunId, lists: &[List]) {
    each_list(trainer, reporter, run, lists, |classifier, pictures| {
        let explained = pictures.iter();
        let explained = explained.map(|picture| explain(classifier, picture, &device()));
        let explanations = explained.collect::<Result<Vec<Explanation>, _>>()?;
        Ok(Report::Explained { explanations })
    });
}

/// Looks into the network while it reads pictures, list by list, until nobody listens any more.
pub(super) fn look_inside_all(trainer: &Trainer, reporter: &Reporter, run: &RunId, lists: &[List]) {
    each_list(trainer, reporter, run, lists, |classifier, pictures| {
        let pictures = pictures.iter().map(Vec::as_slice);
        let inside = Arc::new(look_inside(
            classifier.network("a look inside")?,
            pictures,
            &device(),
        )?);
        Ok(Report::LookedInside { inside })
    });
}

/// Pictures as bytes.
type List = Vec<Vec<u8>>;

/// Reports what is worked out of each list, or why it cannot be.
fn each_list(
    trainer: &Trainer,
    reporter: &Reporter,
    run: &RunId,
    lists: &[List],
    work_out: impl Fn(&Classifier, &List) -> Result<Report, MetricError>,
) {
    let work = || -> Result<(), ExplainError> {
        let record = trainer.store().known(run)?;
        let classifier = trainer.store().classifier(&record, &device())?;
        for pictures in lists {
            if !reporter.report(work_out(&classifier, pictures)?) {
                break;
            }
        }
        Ok(())
    };
    if let Err(error) = work() {
        reporter.failed(&error);
    }
}
