//! Whether a score tells pictures of another kind from those that a network was made for: out-of-distribution
//! detection (OOD). In-distribution is the positive class throughout, and a higher score speaks for it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use burn::tensor::Device;
use schemars::JsonSchema;
use serde::Serialize;

use super::clusters::{FEWEST_GROUPS, clustered};
use super::error::MetricError;
use super::evaluation::{EvalError, answered, check_shape};
use super::interval::{Interval, Proportion, Z};
use super::logits::{Logits, largest, softmax};
use super::slice::SliceSpec;
use crate::dataset::Split;
use crate::model::Classifier;

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
    /// FPR95: of the OOD pictures, those that reach it too, and would be accepted; the interval is over their groups
    /// where that is wider.
    pub fpr95: Proportion,
    /// Groups of the OOD pictures (writers, families of typefaces), where they come in at least ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<usize>,
}

/// The probability that an in-distribution picture scores higher than an OOD one, ties counted half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Auroc {
    /// 1 where every in-distribution picture scores higher than every OOD one, 0.5 for a score that says
    /// nothing, less where OOD pictures score higher.
    pub value: f64,
    /// Its 95 % interval, value ± 1.96 standard errors (DeLong, DeLong and Clarke-Pearson 1988; over groups of
    /// pictures, Obuchowski 1997, where that is wider), kept within 0..1; none where pictures are too few or told apart without a mistake, so that no spread is seen.
    pub interval: Option<Interval>,
}

/// Logits of pictures, and the group of each (a writer, a family of typefaces), where it is known.
#[derive(Debug, Clone)]
pub struct GroupedLogits<'a> {
    logits: &'a Logits,
    groups: Vec<Option<&'a str>>,
}

impl<'a> GroupedLogits<'a> {
    /// Those of a split's pictures, in its order.
    pub fn of(logits: &'a Logits, pictures: &'a Split) -> Self {
        let groups = (0..pictures.len()).map(|at| pictures.group(at)).collect();
        Self { logits, groups }
    }

    /// Those of pictures of which each stands for itself.
    pub fn ungrouped(logits: &'a Logits) -> Self {
        let groups = vec![None; logits.len()];
        Self { logits, groups }
    }
}

/// How well a score tells in-distribution from OOD logits. Where pictures of either kind come in at least ten groups,
/// intervals are over these if that makes them wider.
///
/// # Errors
/// When there are no pictures of either kind, or logits are not finite.
pub fn detect(
    score: OodScore,
    in_distribution: &GroupedLogits<'_>,
    ood: &GroupedLogits<'_>,
) -> Result<Detection, MetricError> {
    let scores = |of: &GroupedLogits<'_>| {
        let rows = of.logits.rows();
        rows.map(|row| score.of(row)).collect::<Vec<f64>>()
    };
    let (positive, negative) = (scores(in_distribution), scores(ood));
    let auroc = area(
        (&positive, &in_distribution.groups),
        (&negative, &ood.groups),
    )?;
    let (threshold, mut fpr95) = fpr95(&positive, &negative)?;
    let reached = negative.iter().map(|score| *score >= threshold);
    let over = clustered(negative.len(), ood.groups.iter().copied().zip(reached));
    if let Some(over) = over {
        fpr95.interval = over.interval.wider(fpr95.interval);
    }
    Ok(Detection {
        score,
        auroc,
        threshold,
        fpr95,
        groups: over.map(|over| over.groups),
    })
}

/// The area under the receiver operating characteristic as the rank statistic that it is (Mann and Whitney
/// 1947): the share of pairs of a positive and a negative in which the positive scores higher, ties
/// counted half.
///
/// # Errors
/// When there are no positives or no negatives, or a score is not finite.
pub fn auroc(positive: &[f64], negative: &[f64]) -> Result<Auroc, MetricError> {
    area((positive, &[]), (negative, &[]))
}

/// The same of scores with the groups of their pictures, none or one for each.
fn area(
    (positive, positive_groups): (&[f64], &[Option<&str>]),
    (negative, negative_groups): (&[f64], &[Option<&str>]),
) -> Result<Auroc, MetricError> {
    let what = "the area under the ROC";
    let (positives, negatives) = (sorted(positive, what)?, sorted(negative, what)?);
    // DeLong's components: of each positive, the share of negatives below it, and the reverse.
    let of_positives = below(positive, &negatives);
    let of_negatives = below(negative, &positives);
    let value = of_positives.iter().sum::<f64>() / of_positives.len() as f64;
    let variance = error(&of_positives, positive_groups).zip(error(&of_negatives, negative_groups));
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

/// The squared standard error of a mean; none of a single value. Where the values come in enough groups, that of the
/// mean over groups if it is larger (Obuchowski 1997, for clustered ROC data): with I groups and the sums s of
/// deviations from the mean in each, I / (I - 1) times the sum of s^2, over n^2.
fn error(values: &[f64], groups: &[Option<&str>]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let single = (values.len() > 1).then(|| squares / (n - 1.0) / n)?;
    let mut sums = BTreeMap::<&str, f64>::new();
    let mut grouped = 0;
    for (value, group) in values.iter().zip(groups) {
        if let Some(group) = group {
            *sums.entry(group).or_default() += value - mean;
            grouped += 1;
        }
    }
    if grouped < values.len() || sums.len() < FEWEST_GROUPS {
        return Some(single);
    }
    let groups = sums.len() as f64;
    let squares: f64 = sums.values().map(|sum| sum.powi(2)).sum();
    Some(single.max(groups / (groups - 1.0) * squares / (n * n)))
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
    progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Logits, EvalError> {
    check_shape(classifier, spec, split)?;
    Ok(answered(classifier, split, device, |_| Ok(None), progress)?.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    fn names(n: usize, groups: usize) -> Vec<String> {
        (0..n).map(|at| (at % groups).to_string()).collect()
    }

    #[test]
    fn groups_that_stand_or_fall_together_make_an_area_less_sure() {
        // Twenty positives in ten groups of two: five groups above all negatives, five below. The area is 1/2, each
        // component 0 or 1. Picture by picture: 20 * .25 / 19 / 20 = .013158; by group, sums of ±1:
        // 10 / 9 * 10 / 400 = .027778. The negatives are alike and add nothing.
        let positive: Vec<f64> = (0..20).map(|at| f64::from(at % 2)).collect();
        let groups = names(20, 10);
        let groups: Vec<Option<&str>> = groups.iter().map(|name| Some(name.as_str())).collect();
        let spread = |groups: &[Option<&str>]| {
            let found = area((&positive, groups), (&[0.5; 4], &[])).unwrap();
            assert_eq!(found.value, 0.5);
            found.interval.unwrap().high - 0.5
        };
        assert!((spread(&[]) - Z * 0.013_158_f64.sqrt()).abs() < 1e-4);
        assert!((spread(&groups) - Z * 0.027_778_f64.sqrt()).abs() < 1e-4);
        // Nine groups say nothing, and neither do groups that not every picture has.
        let mut lacking = groups.clone();
        lacking[3] = None;
        assert_eq!(spread(&lacking), spread(&[]));
        let nine = names(20, 9);
        let nine: Vec<Option<&str>> = nine.iter().map(|name| Some(name.as_str())).collect();
        assert_eq!(spread(&nine), spread(&[]));
    }

    #[test]
    fn what_is_accepted_of_whole_groups_is_as_unsure_as_these() {
        // Of ten groups of ten, five are accepted: whole groups drawn, 2 to 8 of ten (`clusters` works that out).
        let sure = Logits::new(2, [[3.0, 0.0]; 20].concat()).unwrap();
        let rows = (0..100).flat_map(|at| [if at % 2 == 0 { 4.0 } else { 1.0 }, 0.0]);
        let other = Logits::new(2, rows.collect()).unwrap();
        let groups = names(100, 10);
        let grouped = GroupedLogits {
            logits: &other,
            groups: groups.iter().map(|name| Some(name.as_str())).collect(),
        };
        let ours = GroupedLogits::ungrouped(&sure);
        let found = detect(OodScore::Msp, &ours, &grouped).unwrap();
        assert_eq!((found.fpr95.count, found.groups), (50, Some(10)));
        let interval = found.fpr95.interval;
        assert_eq!((interval.low, interval.high), (0.2, 0.8));
        // Picture by picture: Wilson's 40.4 to 59.6 %.
        let found = detect(OodScore::Msp, &ours, &GroupedLogits::ungrouped(&other)).unwrap();
        assert!(found.groups.is_none() && found.fpr95.interval.low > 0.4);
    }
}
