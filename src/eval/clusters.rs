//! How sure an accuracy, or a difference of two, can be where pictures come in groups that stand or fall together: by
//! one writer, of one typeface.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::interval::Interval;
use super::resample::{RESAMPLES, percentiles};

/// An accuracy, or a difference of two, whose pictures come in groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clustered {
    /// Groups: writers, families of typefaces.
    pub groups: usize,
    /// The 95 % interval of it on other groups of the kind, by a bootstrap over groups.
    pub interval: Interval,
}

/// Right answers and pictures of each group, from the group of each picture, if it has one, and whether it was
/// read correctly.
pub(super) fn by_name<'a>(
    answers: impl Iterator<Item = (Option<&'a str>, bool)>,
) -> BTreeMap<&'a str, (usize, usize)> {
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    for (group, is_correct) in answers {
        if let Some(name) = group {
            let (right, n) = counts.entry(name).or_default();
            *right += usize::from(is_correct);
            *n += 1;
        }
    }
    counts
}

/// The interval over groups, where each of `n` pictures belongs to one and there are enough of them.
pub fn clustered<'a>(
    n: usize,
    answers: impl Iterator<Item = (Option<&'a str>, bool)>,
) -> Option<Clustered> {
    over_all(
        n,
        answers.map(|(group, is_correct)| (group, i64::from(is_correct))),
    )
}

/// The same of a difference in accuracy, from the group of each of `n` pictures, if it has one, and whether the first
/// and the second run read it correctly: both runs' answers to a group are drawn together.
pub fn clustered_difference<'a>(
    n: usize,
    answers: impl Iterator<Item = (Option<&'a str>, (bool, bool))>,
) -> Option<Clustered> {
    let won = |(first, second): (bool, bool)| i64::from(first) - i64::from(second);
    over_all(n, answers.map(|(group, right)| (group, won(right))))
}

/// The interval of the mean of points, from the group of each of `n` pictures, if it has one, and its points.
fn over_all<'a>(
    n: usize,
    points: impl Iterator<Item = (Option<&'a str>, i64)>,
) -> Option<Clustered> {
    let mut sums = BTreeMap::<&str, (i64, usize)>::new();
    for (group, points) in points {
        let (sum, n) = sums.entry(group?).or_default();
        *sum += points;
        *n += 1;
    }
    let sums: Vec<(i64, usize)> = sums.into_values().collect();
    let grouped: usize = sums.iter().map(|(_, n)| n).sum();
    (grouped == n).then(|| over_groups(&sums))?
}

/// Decides the resamples: the same answers always have the same interval.
const SEED: u64 = 7;

/// The fewest groups that an interval is made of: with few of them, five to thirty, intervals over groups come
/// out too narrow (Cameron, Gelbach and Miller 2008), and below this they would mislead.
pub(crate) const FEWEST_GROUPS: usize = 10;

/// The percentile interval of a mean when whole groups are drawn with replacement, as many as there are
/// (the cluster bootstrap; Davison and Hinkley 1997, section 3.8), from (sum, n) of each; none of fewer than
/// [`FEWEST_GROUPS`] groups.
fn over_groups(counts: &[(i64, usize)]) -> Option<Clustered> {
    if counts.len() < FEWEST_GROUPS {
        return None;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let resample = |_| {
        let drawn = (0..counts.len()).map(|_| counts[rng.random_range(0..counts.len())]);
        let (sum, n) = drawn.fold((0, 0), |(sum, n), group| (sum + group.0, n + group.1));
        sum as f64 / n.max(1) as f64
    };
    let accuracies = (0..RESAMPLES).map(resample).collect();
    Some(Clustered {
        groups: counts.len(),
        interval: percentiles(accuracies)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::eval::wilson;

    #[test]
    fn groups_that_stand_or_fall_as_one_leave_more_doubt_than_their_pictures_say() {
        // Ten groups, five all right and five all wrong: resamples hold binomially many right ones of ten, p 1/2.
        // At most 1: 11 of 1,024, 1.1 %; at most 2: 56, 5.5 %. So the 2.5 % from either end lie at 2 and 8.
        let counts: Vec<(i64, usize)> = (0..10).map(|i| (i % 2 * 100, 100)).collect();
        let found = over_groups(&counts).unwrap();
        assert_eq!((found.interval.low, found.interval.high), (0.2, 0.8));
        assert_eq!(found.groups, 10);
        // Wilson's of 500 of 1,000: 46.9 to 53.1 %.
        let wilson = wilson(500, 1_000);
        assert!(wilson.low > 0.46 && wilson.high < 0.54);
    }

    #[test]
    fn groups_that_are_alike_leave_no_doubt_and_few_groups_say_nothing() {
        let found = over_groups(&[(9, 10); 12]).unwrap();
        assert_eq!((found.interval.low, found.interval.high), (0.9, 0.9));
        assert_eq!(over_groups(&[(9, 10); 9]), None);
        assert_eq!(over_groups(&[]), None);
    }

    #[test]
    fn single_pictures_as_groups_come_to_what_single_pictures_say() {
        // 900 of 1,000, each its own group: the binomial's 95 % is 900 ± 1.96 * 9.49 = 881.4 to 918.6.
        let counts: Vec<(i64, usize)> = (0..1_000).map(|i| (i64::from(i >= 100), 1)).collect();
        let found = over_groups(&counts).unwrap().interval;
        assert!((found.low - 0.8814).abs() < 0.002, "{found:?}");
        assert!((found.high - 0.9186).abs() < 0.002, "{found:?}");
    }

    #[test]
    fn a_difference_is_as_unsure_as_the_groups_that_make_it() {
        // Five groups that only the first run reads, five that only the second one does, a hundred pictures each: of
        // ten drawn, 2 to 8 are the first's (as above), so the difference is (2 - 8) / 10 to (8 - 2) / 10.
        let names: Vec<String> = (0..10).map(|group| group.to_string()).collect();
        let answers = |n: usize| {
            let pictures = (0..n).map(|at| (at % 10, (at % 2 == 0, at % 2 == 1)));
            let named = pictures.map(|(group, right)| (Some(names[group].as_str()), right));
            clustered_difference(n, named.collect::<Vec<_>>().into_iter())
        };
        let found = answers(1_000).unwrap();
        assert_eq!(found.groups, 10);
        assert!((found.interval.low + 0.6).abs() < 1e-12, "{found:?}");
        assert!((found.interval.high - 0.6).abs() < 1e-12, "{found:?}");
        // One picture without a group, and there is no interval over groups.
        let lone = [(None, (true, false))].into_iter();
        assert_eq!(clustered_difference(1, lone), None);
    }

    proptest! {
        #[test]
        fn the_interval_lies_between_the_worst_and_the_best_group(
            counts in prop::collection::vec((0i64..10, 10usize..20), 10..15),
        ) {
            let found = over_groups(&counts).unwrap().interval;
            let share = |&(right, n): &(i64, usize)| right as f64 / n as f64;
            let low = counts.iter().map(share).fold(1.0, f64::min);
            let high = counts.iter().map(share).fold(0.0, f64::max);
            prop_assert!(low - 1e-12 <= found.low && found.low <= found.high);
            prop_assert!(found.high <= high + 1e-12);
        }
    }
}
