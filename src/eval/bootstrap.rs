//! Whether one run is better than another on the same pictures: the paired difference in accuracy.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use schemars::JsonSchema;
use serde::Serialize;

use super::clusters::{Clustered, clustered_difference};
use super::error::MetricError;
use super::evaluation::Evaluation;
use super::interval::Interval;
use super::resample::{RESAMPLES, percentiles};

/// Two runs on the same pictures.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// Pictures.
    pub n: usize,
    /// Pictures that both read right.
    pub both: usize,
    /// Pictures that only the first run read right.
    pub only_first: usize,
    /// Pictures that only the second run read right.
    pub only_second: usize,
    /// Accuracy of the first run less that of the second, -1..1.
    pub difference: f64,
    /// Its 95 % interval, -1..1, by a paired bootstrap over pictures, or over groups where that is wider; none where
    /// no picture tells the runs apart, since resampling can then show nothing but zero.
    pub interval: Option<Interval>,
    /// Where the pictures come in groups (writers, families of typefaces): the interval over these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clustered: Option<Clustered>,
    /// The two-sided p-value of McNemar's exact test that both are equally good. It takes pictures to be independent;
    /// where they come in groups that stand or fall together, it is too small.
    pub p_value: f64,
    /// The seed of the resamples.
    pub seed: u64,
}

/// Compares two evaluations picture by picture.
///
/// # Errors
/// When they are of different pictures, or of none.
pub fn compare(
    first: &Evaluation,
    second: &Evaluation,
    seed: u64,
) -> Result<Difference, MetricError> {
    if first.digest != second.digest {
        return Err(MetricError::DifferentPictures {
            first: first.digest.clone(),
            second: second.digest.clone(),
        });
    }
    let right = |evaluation: &Evaluation| -> Vec<bool> {
        let predictions = evaluation.predictions.iter();
        predictions
            .map(|prediction| prediction.is_correct())
            .collect()
    };
    let (ours, theirs) = (right(first), right(second));
    let over_pictures = paired(&ours, &theirs, seed)?;
    let groups = first.by_group().map(|(group, _)| group);
    let clustered = clustered_difference(first.n, groups.zip(ours.into_iter().zip(theirs)));
    Ok(Difference {
        interval: over_pictures.interval.map(|over_pictures| {
            clustered.map_or(over_pictures, |over| over.interval.wider(over_pictures))
        }),
        clustered,
        ..over_pictures
    })
}

/// The difference in accuracy of two runs, from whether each was right on each picture, with its
/// 95 % percentile interval (Efron and Tibshirani 1993, chapter 13): pictures are drawn with
/// replacement, both runs' answers to a picture together.
///
/// # Errors
/// When the lists differ in length, or are empty.
pub fn paired(first: &[bool], second: &[bool], seed: u64) -> Result<Difference, MetricError> {
    let what = "a paired difference";
    if first.len() != second.len() {
        return Err(MetricError::Lengths {
            what,
            first: format!("{} answers of the first run", first.len()),
            second: format!("{} of the second", second.len()),
        });
    }
    let n = first.len();
    if n == 0 {
        return Err(MetricError::Empty { what });
    }
    let count = |wanted| {
        let pairs = first.iter().zip(second);
        pairs.filter(|&(&a, &b)| (a, b) == wanted).count()
    };
    let (both, only_first, only_second) = (
        count((true, true)),
        count((true, false)),
        count((false, true)),
    );
    Ok(Difference {
        n,
        both,
        only_first,
        only_second,
        difference: (only_first as f64 - only_second as f64) / n as f64,
        interval: bootstrap(n, only_first, only_second, seed),
        clustered: None,
        p_value: mcnemar(only_first, only_second),
        seed,
    })
}

/// The percentile interval of (picked from `only_first` - picked from `only_second`) / n when n
/// pictures are drawn with replacement. Only how many of each kind are drawn matters, and these are
/// multinomial: the first kind is binomial, the second binomial among what is left.
fn bootstrap(n: usize, only_first: usize, only_second: usize, seed: u64) -> Option<Interval> {
    if only_first + only_second == 0 {
        return None;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let trials = n as u64;
    let firsts = Binomial::new(trials, only_first as f64 / n as f64).ok()?;
    let others = n - only_first;
    let share = match others {
        0 => 0.0,
        others => only_second as f64 / others as f64,
    };
    let mut differences = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let drawn_first = firsts.sample(&mut rng);
        let seconds = Binomial::new(trials - drawn_first, share).ok()?;
        let drawn_second = seconds.sample(&mut rng);
        differences.push((drawn_first as f64 - drawn_second as f64) / n as f64);
    }
    percentiles(differences)
}

/// The two-sided p-value of McNemar's test in its exact form (McNemar 1947; the binomial test of
/// Conover 1999): if both runs are equally good, each picture that only one of them read right is a
/// toss of a coin, so it is twice the probability of as few as min(b, c) of b + c tosses, at most 1.
pub fn mcnemar(only_first: usize, only_second: usize) -> f64 {
    let tosses = only_first + only_second;
    let fewest = only_first.min(only_second);
    // In logarithms: 2^-n is no double for n above 1,074.
    let mut log_term = -(tosses as f64) * std::f64::consts::LN_2;
    let mut sum = 0.0;
    for heads in 0..=fewest {
        sum += log_term.exp();
        log_term += ((tosses - heads) as f64 / (heads + 1) as f64).ln();
    }
    (2.0 * sum).min(1.0)
}
