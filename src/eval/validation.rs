//! What is fitted on a run's validation pictures, before it meets any slice.

use super::calibration::{Temperature, fit_temperature};
use super::conformal::Conformal;
use super::error::MetricError;
use super::evaluation::Evaluation;
use super::guarantee::{Guarantee, guaranteed};
use super::label_shift::{LabelShift, shares};
use super::selective::{OperatingPoint, RiskCoverage};
use super::slice::SliceSpec;
use crate::dataset::{Library, Split};
use crate::train::{RunRecord, TrainError};

/// The accuracy that a network is asked for when it may refuse, and the share of prediction sets
/// that have to hold the truth.
pub const TARGET_ACCURACY: f64 = 0.99;
/// The probability that a guarantee fails.
pub const DELTA: f64 = 0.05;

/// What is calibrated on the run's validation pictures, before it meets any slice.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidationCalibration {
    /// Validation pictures.
    pub n: usize,
    /// Their digest, hexadecimal SHA-256.
    pub digest: String,
    /// Whether the weights were chosen on the same pictures (early stopping): what holds there is then a little too
    /// good.
    pub chose_weights: bool,
    /// The temperature, or why there is none.
    pub temperature: Result<Temperature, MetricError>,
    /// The threshold whose risk, 1 - [`TARGET_ACCURACY`], is guaranteed but for [`DELTA`]; none where no threshold
    /// that was tried is good enough.
    pub guarantee: Result<Option<Guarantee>, MetricError>,
    /// The lowest threshold that reaches [`TARGET_ACCURACY`] there; none where none does.
    pub operating: Option<OperatingPoint>,
    /// The prediction sets, or why there are none.
    pub conformal: Result<Conformal, MetricError>,
}

impl ValidationCalibration {
    /// Calibrates temperature, threshold and prediction sets on the evaluation of validation pictures, on which the
    /// weights may have been chosen.
    ///
    /// # Errors
    /// When there are none, or the network's answers are not finite.
    pub fn on(validation: &Evaluation, chose_weights: bool) -> Result<Self, MetricError> {
        let labels = validation.labels();
        Ok(Self {
            n: validation.n,
            digest: validation.digest.clone(),
            chose_weights,
            temperature: fit_temperature(&validation.logits, &labels),
            guarantee: guaranteed(&validation.judged(), 1.0 - TARGET_ACCURACY, DELTA),
            operating: RiskCoverage::of(&validation.judged())?.at_accuracy(TARGET_ACCURACY),
            conformal: Conformal::calibrate(&validation.logits, &labels, 1.0 - TARGET_ACCURACY),
        })
    }
}

/// The pictures that a run was validated on, if any. Of a model that was brought, nobody knows them.
///
/// # Errors
/// When its data is unknown or damaged.
pub fn validation_slice(
    record: &RunRecord,
    library: &Library,
) -> Result<Option<(SliceSpec, Split)>, TrainError> {
    let Some(experiment) = record.experiment() else {
        return Ok(None);
    };
    let split = experiment.splits(library)?.validation;
    let spec = SliceSpec {
        name: "validation".to_owned(),
        ..SliceSpec::whole(experiment.learned_from(library)?.0)
    };
    Ok((!split.is_empty()).then_some((spec, split)))
}

/// The share of each class among pictures that were learned from, 0..1.
///
/// # Errors
/// When there are none.
pub fn shares_in_training(train: &Split) -> Result<Vec<f64>, MetricError> {
    let labels: Vec<u8> = (0..train.len()).map(|at| train.label(at)).collect();
    shares(&labels, train.dataset().classes().len())
}

/// What a lesson shows of a run's validation pictures, and of slices in their light.
#[derive(Debug, Clone, PartialEq)]
pub struct RunCalibration {
    /// What was calibrated on its validation pictures; none where it has none.
    pub validation: Option<ValidationCalibration>,
    /// Slice by slice, the answers corrected for the shares of the classes; or why there is no correction.
    pub label_shifts: Vec<Result<LabelShift, MetricError>>,
}
