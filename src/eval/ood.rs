//! Whether a score tells pictures of another kind from those that a network was made for: out-of-distribution
//! detection (OOD). In-distribution is the positive class throughout, and a higher score speaks for it.

use std::ops::ControlFlow;

use burn::tensor::Device;
use schemars::JsonSchema;
use serde::Serialize;

use super::error::MetricError;
use super::evaluation::EvalError;
use super::interval::{Interval, Proportion, Z};
use super::logits::{Logits, largest, softmax};
use super::slice::SliceSpec;
use crate::dataset::Split;
use crate::model::Classifier;
use crate::model::classifier::EVALUATION_BATCH;

/// The share of in-distribution pictures that the threshold accepts.
const ACCEPTED: f64 = 0.95;

/// What a picture's score is worked out from: its logits, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OodScore {
    /// The maximum softmax probability, 0..1: the confidence of the answer (Hendrycks and Gimpel 2017).
    Msp,
    /// The negative energy at temperature 1, log of the sum over classes of exp(logit), in nats (Liu et al.
    /// 2020).
    Energy,
}

impl OodScore {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Msp, Self::Energy];

    /// The score of a picture from its logits `[classes]`.
    pub fn of(self, logits: &[f32]) -> f64 {
        match self {
            Self::Msp => softmax(logits, 1.0).into_iter().fold(0.0, f64::max),
            Self::Energy => {
                // The largest is taken off, so that no exponential overflows, and added again.
                let largest = largest(logits);
                let rest = logits.iter().map(|&logit| f64::from(logit) - largest);
                largest + rest.map(f64::exp).sum::<f64>().ln()
            }
        }
    }
}

/// How well a score tells two slices apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Detection {
    /// The score.
    pub score: OodScore,
    /// The area under the receiver operating characteristic.
    pub auroc: Auroc,
    /// The score that 95 % of in-distribution pictures reach.
    pub threshold: f64,
    /// FPR95: of the OOD pictures, those that reach it too, and would be accepted.
    pub fpr95: Proportion,
}

/// The probability that an in-distribution picture scores higher than an OOD one, ties counted half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Auroc {
    /// 1 where every in-distribution picture scores higher than every OOD one, 0.5 for a score that says
    /// nothing, less where OOD pictures score higher.
    pub value: f64,
    /// Its 95 % interval, value ± 1.96 standard errors (DeLong, DeLong and Clarke-Pearson 1988), kept within
    /// 0..1; none where pictures are too few or told apart without a mistake, so that no spread is seen.
    pub interval: Option<Interval>,
}

/// How well a score tells in-distribution from OOD logits.
///
/// # Errors
/// When there are no pictures of either kind, or logits are not finite.
pub fn detect(
    score: OodScore,
    in_distribution: &Logits,
    ood: &Logits,
) -> Result<Detection, MetricError> {
    let scores = |logits: &Logits| logits.rows().map(|row| score.of(row)).collect::<Vec<f64>>();
    let (positive, negative) = (scores(in_distribution), scores(ood));
    let auroc = auroc(&positive, &negative)?;
    let (threshold, fpr95) = fpr95(&positive, &negative)?;
    Ok(Detection {
        score,
        auroc,
        threshold,
        fpr95,
    })
}

/// The area under the receiver operating characteristic as the rank statistic that it is (Mann and Whitney
/// 1947): the share of pairs of a positive and a negative in which the positive scores higher, ties
/// counted half.
///
/// # Errors
/// When there are no positives or no negatives, or a score is not finite.
pub fn auroc(positive: &[f64], negative: &[f64]) -> Result<Auroc, MetricError> {
    let what = "the area under the ROC";
    let (positives, negatives) = (sorted(positive, what)?, sorted(negative, what)?);
    // DeLong's components: of each positive, the share of negatives below it, and the reverse.
    let of_positives = below(&positives, &negatives);
    let of_negatives = below(&negatives, &positives);
    let value = of_positives.iter().sum::<f64>() / of_positives.len() as f64;
    let variance = error(&of_positives).zip(error(&of_negatives));
    let spread = variance
        .map(|(one, other)| Z * (one + other).sqrt())
        .filter(|spread| *spread > 0.0);
    Ok(Auroc {
        value,
        interval: spread.map(|spread| Interval {
            low: (value - spread).max(0.0),
            high: (value + spread).min(1.0),
        }),
    })
}

/// The highest threshold that at least 95 % of the positives reach, and the share of negatives that reach it
/// as well, with its Wilson interval for this threshold.
///
/// # Errors
/// As [`auroc`].
pub fn fpr95(positive: &[f64], negative: &[f64]) -> Result<(f64, Proportion), MetricError> {
    let what = "the share of OOD pictures that are accepted";
    let (positives, negatives) = (sorted(positive, what)?, sorted(negative, what)?);
    // Shares such as 0.95 have no exact binary form; a billionth of a picture is none.
    let accepted = (ACCEPTED * positives.len() as f64 - 1e-9).ceil() as usize;
    let threshold = positives[positives.len() - accepted.clamp(1, positives.len())];
    let refused = negatives.partition_point(|score| *score < threshold);
    let share = Proportion::of(negatives.len() - refused, negatives.len());
    Ok((threshold, share))
}

/// Scores in ascending order.
fn sorted(scores: &[f64], what: &'static str) -> Result<Vec<f64>, MetricError> {
    if scores.is_empty() {
        return Err(MetricError::Empty { what });
    }
    if let Some(place) = scores.iter().position(|score| !score.is_finite()) {
        return Err(MetricError::NotFinite { what, place });
    }
    let mut scores = scores.to_vec();
    scores.sort_by(f64::total_cmp);
    Ok(scores)
}

/// For each score, the share of the others, in ascending order, that lie below it, ties counted half.
fn below(scores: &[f64], others: &[f64]) -> Vec<f64> {
    let share = |score: &f64| {
        let less = others.partition_point(|other| other < score);
        let not_more = others.partition_point(|other| other <= score);
        (less + not_more) as f64 / (2 * others.len()) as f64
    };
    scores.iter().map(share).collect()
}

/// The squared standard error of a mean; none of a single value.
fn error(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| squares / (n - 1.0) / n)
}

/// What a classifier says of pictures, whatever these show: only their shape has to fit. `progress` hears how many
/// pictures are done and may stop it.
///
/// # Errors
/// When the pictures have another shape than the classifier reads, the backend fails, or `progress` says stop.
pub fn read(
    classifier: &Classifier,
    spec: &SliceSpec,
    split: &Split,
    device: &Device,
    mut progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Logits, EvalError> {
    check_shape(classifier, spec, split)?;
    let mut values = Vec::new();
    for first in (0..split.len()).step_by(EVALUATION_BATCH) {
        let until = (first + EVALUATION_BATCH).min(split.len());
        let pictures = (first..until).map(|at| split.picture(at));
        values.extend(classifier.logits_and_probabilities(pictures, device)?.0);
        if progress(until).is_break() {
            return Err(EvalError::Stopped);
        }
    }
    Ok(Logits::new(classifier.config().classes.len(), values)?)
}

/// Whether a classifier can read a slice's pictures, whatever these show.
///
/// # Errors
/// When they have another shape.
pub fn check_shape(
    classifier: &Classifier,
    spec: &SliceSpec,
    split: &Split,
) -> Result<(), EvalError> {
    let (found, wanted) = (split.dataset().shape(), classifier.config().shape);
    match found == wanted {
        true => Ok(()),
        false => Err(EvalError::Shape {
            slice: spec.name.clone(),
            found: found.to_string(),
            wanted: wanted.to_string(),
        }),
    }
}
