//! Sets of classes instead of one answer, which hold the truth as often as promised: split
//! conformal prediction. The promise is for data like that of the calibration; under shift it breaks.

use schemars::JsonSchema;
use serde::Serialize;

use super::error::MetricError;
use super::interval::{Interval, Proportion, Z};
use super::logits::{Logits, softmax};

/// A calibrated rule that gives a set of classes for each picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Conformal {
    /// The share of pictures whose set may miss the truth, 0..1.
    pub alpha: f64,
    /// The pictures that it was calibrated on.
    pub n: usize,
    /// The largest score, 1 - probability, that a class in a set may have.
    pub threshold: f64,
}

/// How prediction sets did.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SetMetrics {
    /// Of all pictures, those whose set holds the truth.
    pub coverage: Proportion,
    /// Classes in a set, on average.
    pub mean_size: f64,
    /// Its 95 % interval, mean ± 1.96 standard errors, kept within 0 and the classes there are; none
    /// for a single picture.
    pub mean_size_interval: Option<Interval>,
    /// How many sets have no class, one class, two, and so on.
    pub sizes: Vec<usize>,
}

impl Conformal {
    /// Calibrates by the scores 1 - p(true class) of validation pictures that the network did not
    /// learn from. See [`Conformal::from_scores`].
    ///
    /// # Errors
    /// When there are too few pictures for `alpha`, `alpha` is not between 0 and 1, labels and
    /// logits do not fit, or logits are not finite.
    pub fn calibrate(logits: &Logits, labels: &[u8], alpha: f64) -> Result<Self, MetricError> {
        logits.check(labels, "a conformal calibration")?;
        let scores = logits.rows().zip(labels);
        let scores = scores.map(|(row, &label)| 1.0 - softmax(row, 1.0)[usize::from(label)]);
        Self::from_scores(scores.collect(), alpha)
    }

    /// The threshold is the ceil((n + 1)(1 - alpha))-th smallest of n scores, 0..1 each. If the next
    /// picture is exchangeable with these, its set holds the truth with probability at least
    /// 1 - alpha, and, where no two scores are equal, at most 1 - alpha + 1 / (n + 1) (Papadopoulos
    /// et al. 2002; Vovk et al. 2005; the score is that of Sadinle et al. 2019).
    ///
    /// # Errors
    /// When there are too few scores for `alpha` (fewer than 1 / alpha - 1), `alpha` is not between 0
    /// and 1, or a score is not finite.
    pub fn from_scores(mut scores: Vec<f64>, alpha: f64) -> Result<Self, MetricError> {
        if !(alpha > 0.0 && alpha < 1.0) {
            return Err(MetricError::Range {
                name: "the share of misses that is allowed",
                value: alpha,
                wanted: "between 0 and 1",
            });
        }
        if let Some(place) = scores.iter().position(|score| !score.is_finite()) {
            return Err(MetricError::NotFinite {
                what: "a conformal calibration",
                place,
            });
        }
        let n = scores.len();
        // What is whole in decimals may lie a hair above in binary.
        let whole_up = |number: f64| (number - 1e-9).ceil() as usize;
        let rank = whole_up((n + 1) as f64 * (1.0 - alpha));
        if rank > n {
            return Err(MetricError::TooFew {
                n,
                alpha,
                least: whole_up(1.0 / alpha - 1.0),
            });
        }
        let place = rank.saturating_sub(1);
        let (_, &mut threshold, _) = scores.select_nth_unstable_by(place, f64::total_cmp);
        Ok(Self {
            alpha,
            n,
            threshold,
        })
    }

    /// The classes whose probability is high enough, in the order of the classes. It may be none:
    /// then nothing looks like what was learned.
    pub fn set(&self, probabilities: &[f64]) -> Vec<u8> {
        let classes = probabilities.iter().zip(0u8..);
        classes
            .filter(|(p, _)| 1.0 - **p <= self.threshold)
            .map(|(_, class)| class)
            .collect()
    }

    /// How often sets hold the truth, and how large they are.
    ///
    /// # Errors
    /// When there are no pictures, labels and logits do not fit, or logits are not finite.
    pub fn measure(&self, logits: &Logits, labels: &[u8]) -> Result<SetMetrics, MetricError> {
        logits.check(labels, "prediction sets")?;
        let mut sizes = vec![0; logits.classes() + 1];
        let mut covered = 0;
        for (row, label) in logits.rows().zip(labels) {
            let set = self.set(&softmax(row, 1.0));
            sizes[set.len()] += 1;
            covered += usize::from(set.contains(label));
        }
        let n = labels.len() as f64;
        let sums = sizes.iter().enumerate();
        let (sum, squares) = sums.fold((0, 0), |(sum, squares), (size, count)| {
            (sum + size * count, squares + size * size * count)
        });
        let mean = sum as f64 / n;
        let spread = (labels.len() > 1).then(|| {
            let variance = (squares as f64 - n * mean * mean).max(0.0) / (n - 1.0);
            Z * (variance / n).sqrt()
        });
        Ok(SetMetrics {
            coverage: Proportion::of(covered, labels.len()),
            mean_size: mean,
            mean_size_interval: spread.map(|spread| Interval {
                low: (mean - spread).max(0.0),
                high: (mean + spread).min(logits.classes() as f64),
            }),
            sizes,
        })
    }
}
