//! Effective robustness: how much better a run does under shift than other runs that do as well on clean
//! pictures (Taori et al. 2020). A run that is better on both has only moved along their line.

use schemars::JsonSchema;
use serde::Serialize;
use statrs::distribution::ContinuousCDF;

use super::error::MetricError;
use super::interval::{Interval, Proportion};
use super::student::{UPPER, student};

/// Fewer runs make no line that could be wrong.
pub const FEWEST_RUNS: usize = 3;

/// How one run does on the clean slice and on the shifted one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Both {
    /// On clean pictures.
    pub clean: Proportion,
    /// On shifted ones.
    pub shifted: Proportion,
}

/// A run against the line through other runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct EffectiveRobustness {
    /// Runs that the line stands on; this one is none of them.
    pub runs: usize,
    /// The line's slope, in logits of shifted accuracy for a logit of clean accuracy.
    pub slope: f64,
    /// The logit of shifted accuracy at a clean accuracy of 50 %.
    pub intercept: f64,
    /// The shifted accuracy that the line expects of a run with this clean accuracy, 0..1.
    pub expected: f64,
    /// Where 95 of 100 further runs with this clean accuracy would lie, 0..1, if they scatter about the line as
    /// those do: the prediction interval of a straight line, with Student's t at runs - 2 degrees of freedom.
    pub expected_interval: Interval,
    /// Effective robustness: the shifted accuracy less what the line expects, -1..1.
    pub effective: f64,
    /// Whether this run's clean accuracy lies outside of those that the line was fitted on.
    pub extrapolated: bool,
}

/// Effective robustness: the accuracy under shift less that which a line expects, fitted by least squares on the
/// logits of (clean, shifted) accuracy of other runs (Taori et al. 2020, section 2.2).
///
/// # Errors
/// When there are fewer than three other runs, when all of them do equally well on clean pictures, or when
/// something was measured on no pictures.
pub fn effective_robustness(
    this: &Both,
    others: &[Both],
) -> Result<EffectiveRobustness, MetricError> {
    if others.len() < FEWEST_RUNS {
        return Err(MetricError::FewRuns {
            n: others.len(),
            least: FEWEST_RUNS,
        });
    }
    let points = others.iter().map(point);
    let points = points.collect::<Result<Vec<(f64, f64)>, _>>()?;
    let (x, _) = point(this)?;
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (centre, level) = (mean(|point| point.0), mean(|point| point.1));
    let width: f64 = points.iter().map(|(x, _)| (x - centre).powi(2)).sum();
    if width < 1e-12 {
        return Err(MetricError::NoLine { n: points.len() });
    }
    let together = points.iter().map(|(x, y)| (x - centre) * (y - level));
    let slope = together.sum::<f64>() / width;
    let intercept = level - slope * centre;
    let expected = intercept + slope * x;
    let misses = points
        .iter()
        .map(|(x, y)| (y - intercept - slope * x).powi(2));
    let scatter = misses.sum::<f64>() / (n - 2.0);
    let error = (scatter * (1.0 + 1.0 / n + (x - centre).powi(2) / width)).sqrt();
    // Infinite where there are no degrees of freedom.
    let quantile = student(n - 2.0).map_or(f64::INFINITY, |t| t.inverse_cdf(UPPER));
    let spread = error * quantile;
    let mut clean = points.iter().map(|(clean, _)| *clean);
    let has_lower = clean.clone().any(|other| other <= x);
    let has_higher = clean.any(|other| other >= x);
    Ok(EffectiveRobustness {
        runs: points.len(),
        slope,
        intercept,
        expected: share(expected),
        expected_interval: Interval {
            low: share(expected - spread),
            high: share(expected + spread),
        },
        effective: this.shifted.share.unwrap_or_default() - share(expected),
        extrapolated: !(has_lower && has_higher),
    })
}

/// (clean, shifted) accuracy as empirical logits, ln((k + 1/2) / (n - k + 1/2)) for k right of n (Haldane 1955;
/// Anscombe 1956): finite also where all pictures are right, or none.
fn point(both: &Both) -> Result<(f64, f64), MetricError> {
    let logit = |accuracy: &Proportion| match accuracy.n {
        0 => Err(MetricError::Empty {
            what: "effective robustness",
        }),
        n => {
            let (right, n) = (accuracy.count as f64, n as f64);
            Ok(((right + 0.5) / (n - right + 0.5)).ln())
        }
    };
    Ok((logit(&both.clean)?, logit(&both.shifted)?))
}

/// The share with this logit.
fn share(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}
