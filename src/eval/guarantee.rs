//! A threshold with a guarantee: how often the answers above it are wrong at most, for pictures like those that it
//! was chosen on (selection with guaranteed risk, Geifman and El-Yaniv 2017).

use schemars::JsonSchema;
use serde::Serialize;
use statrs::distribution::{Beta, ContinuousCDF};

use super::calibration::Judged;
use super::error::MetricError;
use super::interval::Proportion;
use super::selective::RiskCoverage;

/// A threshold whose selective risk is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Guarantee {
    /// The risk that must not be exceeded, 0..1: wrong ones among the answers that are given.
    pub wanted_risk: f64,
    /// The probability, over the choice of the pictures, that the bound does not hold, 0..1.
    pub delta: f64,
    /// The least confidence that is answered, 0..1.
    pub threshold: f64,
    /// The upper bound of the risk above it, at most `wanted_risk`.
    pub bound: f64,
    /// Of the pictures that it was chosen on, those that are answered.
    pub coverage: Proportion,
    /// Wrong ones among these answers.
    pub wrong: usize,
}

/// The one-sided upper bound of a share of which `count` of `n` were seen, which lies above it with probability
/// 1 - `delta` (Clopper and Pearson 1934): the share b at which so few would be seen with probability `delta`,
/// that is, the 1 - `delta` quantile of Beta(count + 1, n - count). 1 where nothing was seen.
pub fn clopper_pearson_upper(count: usize, n: usize, delta: f64) -> f64 {
    if count >= n {
        return 1.0;
    }
    let (above, below) = (count as f64 + 1.0, (n - count) as f64);
    Beta::new(above, below).map_or(1.0, |beta| beta.inverse_cdf(1.0 - delta))
}

/// The threshold of least confidence, among those that a binary search visits, above which the risk lies below
/// `risk` with probability 1 - `delta` (Geifman and El-Yaniv 2017, algorithm 1): at each of its ceil(log2 n) steps,
/// the Clopper-Pearson bound is asked for delta / ceil(log2 n), so that all of them hold at once (union bound).
/// None where no threshold is good enough. It speaks of pictures drawn as these were; under shift it
/// promises nothing.
///
/// # Errors
/// When there are no answers, a confidence is not finite, or `risk` or `delta` is not between 0 and 1.
pub fn guaranteed(
    answers: &[Judged],
    risk: f64,
    delta: f64,
) -> Result<Option<Guarantee>, MetricError> {
    for (name, value) in [
        ("the risk that is allowed", risk),
        ("the probability that the guarantee fails", delta),
    ] {
        if !(value > 0.0 && value < 1.0) {
            return Err(MetricError::Range {
                name,
                value,
                wanted: "between 0 and 1",
            });
        }
    }
    let curve = RiskCoverage::of(answers)?;
    let mut confidences: Vec<f64> = answers.iter().map(|(confidence, _)| *confidence).collect();
    confidences.sort_by(f64::total_cmp);
    let n = confidences.len();
    let steps = steps(n);
    let (mut low, mut high) = (0, n - 1);
    let mut found = None;
    for _ in 0..steps {
        let middle = (low + high).div_ceil(2);
        let operating = curve.at_threshold(confidences[middle]);
        let wrong = operating.accuracy.n - operating.accuracy.count;
        let bound = clopper_pearson_upper(wrong, operating.accuracy.n, delta / steps as f64);
        match bound < risk {
            true => {
                high = middle;
                found = Some(Guarantee {
                    wanted_risk: risk,
                    delta,
                    threshold: operating.threshold,
                    bound,
                    coverage: operating.coverage,
                    wrong,
                });
            }
            false => low = middle,
        }
    }
    Ok(found)
}

/// Answers without a mistake that [`guaranteed`] needs at least, above some threshold: with k = ceil(log2 n) steps,
/// the bound of no mistake among m is 1 - (delta / k)^(1/m), so m > ln(delta / k) / ln(1 - risk).
pub fn fewest(n: usize, risk: f64, delta: f64) -> usize {
    let asked = delta / steps(n) as f64;
    (asked.ln() / (-risk).ln_1p()).floor() as usize + 1
}

/// Steps of a binary search among n, one at the least.
fn steps(n: usize) -> u32 {
    n.next_power_of_two().ilog2().max(1)
}
