//! The class, or the group, that fares worst, and how low the lowest of so many would be by chance alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use schemars::JsonSchema;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::interval::{Interval, Proportion, Z, wilson_at};

/// The lowest of several shares.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Lowest {
    /// Its name.
    pub name: String,
    /// How it fares.
    pub accuracy: Proportion,
    /// Of how many it is the lowest; those without pictures do not count.
    pub of: usize,
    /// Its interval, widened for so many looks: all of them together miss a share in no more than 5 of 100 cases
    /// (Šidák 1967: each at 0.95^(1/k), as a Wilson interval).
    pub sidak_interval: Interval,
    /// What the lowest would be on average if all had the same share, that of all pictures together, 0..1.
    pub by_chance: f64,
    /// What it would be or less in 5 of 100 such cases, 0..1.
    pub by_chance_low: f64,
}

/// How many imagined cases are looked at: the 100th smallest of 1,999 is the 5 % quantile, (1,999 + 1) * 0.05.
const IMAGINED: usize = 1_999;

/// The lowest of these shares by name, the first of equal ones; none where fewer than two have pictures. The
/// seed decides what chance is imagined to do.
pub fn lowest<'a>(
    shares: impl IntoIterator<Item = (&'a str, Proportion)>,
    seed: u64,
) -> Option<Lowest> {
    let shares = shares.into_iter();
    let shares: Vec<(&str, Proportion)> = shares.filter(|(_, share)| share.n > 0).collect();
    if shares.len() < 2 {
        return None;
    }
    let by_share = |a: &&(&str, Proportion), b: &&(&str, Proportion)| {
        let (a, b) = (a.1.share.unwrap_or(1.0), b.1.share.unwrap_or(1.0));
        a.total_cmp(&b)
    };
    let (name, accuracy) = shares.iter().min_by(by_share)?;
    let (by_chance, by_chance_low) = by_chance(&shares, seed)?;
    Some(Lowest {
        name: (*name).to_owned(),
        accuracy: *accuracy,
        of: shares.len(),
        sidak_interval: wilson_at(accuracy.count, accuracy.n, sidak(shares.len())),
        by_chance,
        by_chance_low,
    })
}

/// How many standard deviations each of k intervals has to be wide on either side, so that all hold at once in 95
/// of 100 cases: each at 0.95^(1/k) (Šidák 1967).
fn sidak(k: usize) -> f64 {
    let each = 0.95_f64.powf(1.0 / k as f64);
    Normal::new(0.0, 1.0).map_or(Z, |normal| normal.inverse_cdf(0.5 + each / 2.0))
}

/// The lowest share, on average and in the 5 % lowest cases, when as many pictures as there are of each are read
/// right with the same probability.
fn by_chance(shares: &[(&str, Proportion)], seed: u64) -> Option<(f64, f64)> {
    let all = shares.iter().map(|(_, share)| (share.count, share.n));
    let (right, n) = all.fold((0, 0), |sum, share| (sum.0 + share.0, sum.1 + share.1));
    let pooled = right as f64 / n as f64;
    let draws = shares.iter().map(|(_, share)| {
        let draw = Binomial::new(share.n as u64, pooled).ok()?;
        Some((draw, share.n as f64))
    });
    let draws: Vec<(Binomial, f64)> = draws.collect::<Option<_>>()?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut lowest: Vec<f64> = (0..IMAGINED)
        .map(|_| {
            let shares = draws
                .iter()
                .map(|(draw, n)| draw.sample(&mut rng) as f64 / n);
            shares.fold(1.0, f64::min)
        })
        .collect();
    lowest.sort_by(f64::total_cmp);
    let mean = lowest.iter().sum::<f64>() / IMAGINED as f64;
    Some((mean, *lowest.get((IMAGINED + 1) / 20 - 1)?))
}
