//! Whether confidence means what it says: reliability, expected calibration error, temperature.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schemars::JsonSchema;
use serde::Serialize;

use super::error::MetricError;
use super::interval::{Interval, Proportion};
use super::logits::{Logits, largest, softmax};

/// Bins of a reliability diagram, as in Guo et al. 2017.
pub const BINS: usize = 15;

/// An answer as calibration and refusal see it: its confidence, 0..1, and whether it is right.
pub type Judged = (f64, bool);

/// The answers whose confidence lies above `low`, up to and with `high`; the first bin has 0 too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Bin {
    /// Lower edge, 0..1.
    pub low: f64,
    /// Upper edge, 0..1.
    pub high: f64,
    /// How many of them are right.
    pub accuracy: Proportion,
    /// Their mean confidence, 0..1; none where there is no answer.
    pub confidence: Option<f64>,
}

/// Confidence against accuracy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reliability {
    /// The share of right answers.
    pub accuracy: Proportion,
    /// Mean confidence, 0..1.
    pub confidence: f64,
    /// Mean confidence less accuracy, -1..1: above zero, the model is surer than it is right.
    pub overconfidence: f64,
    /// Expected calibration error, 0..1.
    pub ece: f64,
    /// Bins of equal width, from 0 to 1.
    pub bins: Vec<Bin>,
}

/// Reliability over `bins` bins of equal width, and the expected calibration error, the sum over
/// bins B of |B|/n * |accuracy(B) - mean confidence(B)| (Guo et al. 2017, equation 3; bin m holds
/// the confidences in ((m-1)/M, m/M]). On few pictures, chance alone makes it larger than zero: see
/// [`ece_by_chance`].
///
/// # Errors
/// When there are no answers or no bins, or a confidence is not in 0..1.
pub fn reliability(answers: &[Judged], bins: usize) -> Result<Reliability, MetricError> {
    let places = bins_of(answers, bins)?;
    let mut sums = vec![(0usize, 0usize, 0.0); bins];
    for (&(confidence, right), place) in answers.iter().zip(places) {
        let (n, correct, sum) = &mut sums[place];
        *n += 1;
        *correct += usize::from(right);
        *sum += confidence;
    }
    let total = answers.len() as f64;
    let gaps = sums
        .iter()
        .map(|&(_, correct, sum)| (correct as f64 - sum).abs());
    let ece = gaps.sum::<f64>() / total;
    let correct = sums.iter().map(|(_, correct, _)| correct).sum();
    let accuracy = Proportion::of(correct, answers.len());
    let confidence = sums.iter().map(|(_, _, sum)| sum).sum::<f64>() / total;
    let edge = |place: usize| place as f64 / bins as f64;
    let bins = sums.iter().enumerate();
    let bins = bins.map(|(place, &(n, correct, sum))| Bin {
        low: edge(place),
        high: edge(place + 1),
        accuracy: Proportion::of(correct, n),
        confidence: (n > 0).then(|| sum / n as f64),
    });
    Ok(Reliability {
        accuracy,
        confidence,
        overconfidence: confidence - correct as f64 / total,
        ece,
        bins: bins.collect(),
    })
}

/// How many imagined models [`ece_by_chance`] looks at: the 190th smallest of 199 is the 95 %
/// quantile, (199 + 1) * 0.95.
const IMAGINED: usize = 199;

/// The expected calibration error that a perfectly calibrated model with these confidences stays
/// below 19 times out of 20, by chance alone: each answer is drawn right with the probability that
/// its confidence claims, 199 times (consistency resampling, Bröcker and Smith 2007).
///
/// # Errors
/// As [`reliability`].
pub fn ece_by_chance(answers: &[Judged], bins: usize, seed: u64) -> Result<f64, MetricError> {
    let places = bins_of(answers, bins)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut errors: Vec<f64> = (0..IMAGINED)
        .map(|_| {
            let mut gaps = vec![0.0; bins];
            for (&(confidence, _), &place) in answers.iter().zip(&places) {
                let right = rng.random::<f64>() < confidence;
                gaps[place] += f64::from(u8::from(right)) - confidence;
            }
            gaps.iter().map(|gap| gap.abs()).sum::<f64>() / answers.len() as f64
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    Ok(errors[(IMAGINED + 1) * 95 / 100 - 1])
}

/// The bin of each answer.
fn bins_of(answers: &[Judged], bins: usize) -> Result<Vec<usize>, MetricError> {
    let what = "the calibration error";
    if answers.is_empty() {
        return Err(MetricError::Empty { what });
    }
    if bins == 0 {
        return Err(MetricError::Range {
            name: "the number of bins",
            value: 0.0,
            wanted: "at least 1",
        });
    }
    let place = |(place, &(confidence, _)): (usize, &Judged)| {
        // Rounding may put a sum of probabilities a hair above 1.
        if (0.0..=1.0 + 1e-6).contains(&confidence) {
            let above = (confidence * bins as f64).ceil() as usize;
            Ok(above.clamp(1, bins) - 1)
        } else {
            Err(MetricError::NotFinite { what, place })
        }
    };
    answers.iter().enumerate().map(place).collect()
}

/// The temperatures among which the best is looked for. Networks that were trained as here lie
/// between 0.5 and 5; at the ends, answers are all but certain or all but uniform.
const TEMPERATURES: Interval = Interval {
    low: 0.01,
    high: 100.0,
};

/// Halvings of the range of log temperatures, which is 9.2 wide: 40 leave 1e-11.
const HALVINGS: usize = 40;

/// A temperature that was fitted on validation pictures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Temperature {
    /// T: logits are divided by it. Above 1, the network was overconfident.
    pub value: f64,
    /// The pictures that it was fitted on.
    pub n: usize,
    /// Mean negative log-likelihood in nats on these pictures at T = 1.
    pub nll_before: f64,
    /// The same at the fitted temperature.
    pub nll_after: f64,
}

/// Fits the temperature by which logits are divided so that the negative log-likelihood of validation
/// labels is least (Guo et al. 2017, section 4.2). It changes no answer, only their confidence.
///
/// The likelihood is convex in 1/T, so its slope there, the mean of (expected logit - logit of the
/// true class), rises through zero once; that place is found by halving the range of log T.
///
/// # Errors
/// When there are no pictures, labels and logits do not fit, logits are not finite, or no best
/// temperature exists, as where every answer is right.
pub fn fit_temperature(logits: &Logits, labels: &[u8]) -> Result<Temperature, MetricError> {
    logits.check(labels, "a temperature")?;
    let outside = |why| MetricError::NoTemperature {
        n: labels.len(),
        low: TEMPERATURES.low,
        high: TEMPERATURES.high,
        why,
    };
    if slope(logits, labels, TEMPERATURES.low) <= 0.0 {
        return Err(outside(
            "all answers are right or as good as that, so surer is always better",
        ));
    }
    if slope(logits, labels, TEMPERATURES.high) >= 0.0 {
        return Err(outside(
            "the logits say nothing about the labels, so less confidence is always better",
        ));
    }
    let (mut low, mut high) = (TEMPERATURES.low.ln(), TEMPERATURES.high.ln());
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        match slope(logits, labels, middle.exp()) > 0.0 {
            true => low = middle,
            false => high = middle,
        }
    }
    let value = (0.5 * (low + high)).exp();
    Ok(Temperature {
        value,
        n: labels.len(),
        nll_before: mean_nll(logits, labels, 1.0),
        nll_after: mean_nll(logits, labels, value),
    })
}

/// Mean negative log-likelihood in nats of the true classes at a temperature.
///
/// # Errors
/// When there are no pictures, labels and logits do not fit, logits are not finite, or the
/// temperature is not a positive number.
pub fn nll(logits: &Logits, labels: &[u8], temperature: f64) -> Result<f64, MetricError> {
    logits.check(labels, "the likelihood")?;
    check_temperature(temperature)?;
    Ok(mean_nll(logits, labels, temperature))
}

/// The answers that logits give at a temperature, judged by the true classes.
///
/// # Errors
/// As [`nll`].
pub fn judged(
    logits: &Logits,
    labels: &[u8],
    temperature: f64,
) -> Result<Vec<Judged>, MetricError> {
    logits.check(labels, "the confidences")?;
    check_temperature(temperature)?;
    let answers = logits.rows().zip(labels).map(|(row, &label)| {
        let confidence = softmax(row, temperature).into_iter().fold(0.0, f64::max);
        let (answer, _) = crate::model::classifier::argmax(row);
        (confidence, answer == label)
    });
    Ok(answers.collect())
}

fn check_temperature(temperature: f64) -> Result<(), MetricError> {
    if temperature.is_finite() && temperature > 0.0 {
        return Ok(());
    }
    Err(MetricError::Range {
        name: "the temperature",
        value: temperature,
        wanted: "above 0",
    })
}

/// The mean negative log-likelihood, for logits and labels that were checked.
fn mean_nll(logits: &Logits, labels: &[u8], temperature: f64) -> f64 {
    let losses = logits.rows().zip(labels).map(|(row, &label)| {
        let largest = largest(row);
        let scaled = |logit: &f32| (f64::from(*logit) - largest) / temperature;
        let sum: f64 = row.iter().map(|logit| scaled(logit).exp()).sum();
        sum.ln() - scaled(&row[usize::from(label)])
    });
    losses.sum::<f64>() / labels.len() as f64
}

/// The slope of the mean negative log-likelihood in 1/T, for logits and labels that were checked.
fn slope(logits: &Logits, labels: &[u8], temperature: f64) -> f64 {
    let slopes = logits.rows().zip(labels).map(|(row, &label)| {
        let weighted = softmax(row, temperature).into_iter().zip(row);
        let expected: f64 = weighted.map(|(p, &logit)| p * f64::from(logit)).sum();
        expected - f64::from(row[usize::from(label)])
    });
    slopes.sum::<f64>() / labels.len() as f64
}
