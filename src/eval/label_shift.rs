//! Other shares of the classes than in training, and nothing else different: answers corrected for them, and the
//! shares estimated without a label (Saerens, Latinne and Decaestecker 2002).

use schemars::JsonSchema;
use serde::Serialize;

use super::calibration::Temperature;
use super::error::MetricError;
use super::evaluation::Evaluation;
use super::interval::Proportion;
use super::logits::{Logits, right, softmax};

/// The largest change of a share at which the estimate is taken to have settled.
const SETTLED: f64 = 1e-6;
/// Rounds after which it is given up.
const ROUNDS: usize = 1_000;

/// Estimated shares of the classes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Priors {
    /// The share of each class, 0..1; they add up to 1.
    pub shares: Vec<f64>,
    /// Rounds of the estimate.
    pub rounds: usize,
    /// Whether the last round changed no share by more than 0.000001.
    pub settled: bool,
}

/// What a correction for the shares of the classes does.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LabelShift {
    /// By this temperature, fitted on validation, were logits divided.
    pub temperature: f64,
    /// The classes' names.
    pub classes: Vec<String>,
    /// The share of each class in training, 0..1.
    pub learned: Vec<f64>,
    /// The estimate of the shares here, without a label.
    pub estimated: Priors,
    /// The shares here, counted from the labels, 0..1.
    pub counted: Vec<f64>,
    /// Right answers without a correction.
    pub plain: Proportion,
    /// With the estimated shares.
    pub with_estimated: Proportion,
    /// With the counted shares, as if somebody had told them.
    pub with_counted: Proportion,
}

impl LabelShift {
    /// What the correction does on a slice for a network that learned classes with the shares `learned`.
    ///
    /// # Errors
    /// When the slice is empty, or a class was not in training.
    pub fn of(
        evaluation: &Evaluation,
        temperature: &Temperature,
        learned: &[f64],
    ) -> Result<Self, MetricError> {
        let labels = evaluation.labels();
        let rows = probabilities(&evaluation.logits, temperature.value);
        let found = estimated(&rows, learned)?;
        let counted = shares(&labels, learned.len())?;
        let with = |here: &[f64]| {
            let right = right(&corrected(&rows, learned, here)?, &labels)?;
            Ok::<_, MetricError>(Proportion::of(right, labels.len()))
        };
        Ok(Self {
            temperature: temperature.value,
            classes: evaluation.pictures.dataset().classes().to_vec(),
            learned: learned.to_vec(),
            plain: Proportion::of(evaluation.correct, evaluation.n),
            with_estimated: with(&found.shares)?,
            with_counted: with(&counted)?,
            estimated: found,
            counted,
        })
    }
}

/// The share of each class among labels.
///
/// # Errors
/// When there are no labels, or one is none of the classes.
pub fn shares(labels: &[u8], classes: usize) -> Result<Vec<f64>, MetricError> {
    let what = "the shares of classes";
    if labels.is_empty() {
        return Err(MetricError::Empty { what });
    }
    let mut counts = vec![0.0; classes];
    for (place, &class) in labels.iter().enumerate() {
        match counts.get_mut(usize::from(class)) {
            Some(count) => *count += 1.0,
            None => {
                return Err(MetricError::Class {
                    what,
                    place,
                    class,
                    last: classes.saturating_sub(1),
                });
            }
        }
    }
    let n = labels.len() as f64;
    Ok(counts.into_iter().map(|count| count / n).collect())
}

/// Softmax of each picture at a temperature: rows `[n][classes]`.
pub fn probabilities(logits: &Logits, temperature: f64) -> Vec<Vec<f64>> {
    let rows = logits.rows();
    rows.map(|row| softmax(row, temperature)).collect()
}

/// Probabilities of the classes of one picture, learned where the classes had the shares `learned`, for pictures
/// where they have the shares `here`: p'(c) is proportional to p(c) here(c) / learned(c) (Saerens et al. 2002,
/// equation 2.4). All `[classes]`; `learned` above zero. Where all that is left is zero, the row stays
/// as it is.
fn reweighed(row: &[f64], learned: &[f64], here: &[f64]) -> Vec<f64> {
    let factors = here.iter().zip(learned);
    let weighed = row.iter().zip(factors);
    let weighed: Vec<f64> = weighed
        .map(|(p, (here, learned))| p * here / learned)
        .collect();
    let sum: f64 = weighed.iter().sum();
    match sum > 0.0 {
        true => weighed.into_iter().map(|value| value / sum).collect(),
        false => row.to_vec(),
    }
}

/// Each row reweighed, for all rows `[n][classes]`.
///
/// # Errors
/// When there are no rows, the lists differ in length, or a class was not learned.
pub fn corrected(
    rows: &[Vec<f64>],
    learned: &[f64],
    here: &[f64],
) -> Result<Vec<Vec<f64>>, MetricError> {
    check(rows, learned)?;
    if here.len() != learned.len() {
        return Err(lengths(here.len(), learned.len()));
    }
    let all = rows.iter();
    Ok(all.map(|row| reweighed(row, learned, here)).collect())
}

/// The shares of the classes among pictures without labels, from the probabilities `[n][classes]` that a network
/// gives which learned them with the shares `learned`: expectation and maximisation in turns, beginning with
/// `learned` (Saerens et al. 2002, equation 2.5). It rests on probabilities that are calibrated, and on
/// pictures of a class looking as they did in training.
///
/// # Errors
/// As [`corrected`].
pub fn estimated(rows: &[Vec<f64>], learned: &[f64]) -> Result<Priors, MetricError> {
    check(rows, learned)?;
    let mut shares = learned.to_vec();
    for round in 1..=ROUNDS {
        let mut sums = vec![0.0; learned.len()];
        for row in rows {
            let row = reweighed(row, learned, &shares);
            sums.iter_mut().zip(row).for_each(|(sum, p)| *sum += p);
        }
        let n = rows.len() as f64;
        let next: Vec<f64> = sums.into_iter().map(|sum| sum / n).collect();
        let changes = next.iter().zip(&shares).map(|(new, old)| (new - old).abs());
        let change = changes.fold(0.0, f64::max);
        shares = next;
        if change <= SETTLED {
            return Ok(Priors {
                shares,
                rounds: round,
                settled: true,
            });
        }
    }
    Ok(Priors {
        shares,
        rounds: ROUNDS,
        settled: false,
    })
}

const WHAT: &str = "a correction for the shares of classes";

fn lengths(first: usize, second: usize) -> MetricError {
    MetricError::Lengths {
        what: WHAT,
        first: format!("{first} values"),
        second: format!("{second}"),
    }
}

fn check(rows: &[Vec<f64>], learned: &[f64]) -> Result<(), MetricError> {
    if rows.is_empty() {
        return Err(MetricError::Empty { what: WHAT });
    }
    if let Some(row) = rows.iter().find(|row| row.len() != learned.len()) {
        return Err(lengths(row.len(), learned.len()));
    }
    let finite = |row: &Vec<f64>| row.iter().all(|p| p.is_finite());
    if let Some(place) = rows.iter().position(|row| !finite(row)) {
        return Err(MetricError::NotFinite { what: WHAT, place });
    }
    match learned
        .iter()
        .find(|share| share.is_nan() || **share <= 0.0)
    {
        Some(&share) => Err(MetricError::Range {
            name: "a class's share in training",
            value: share,
            wanted: "above 0",
        }),
        None => Ok(()),
    }
}
