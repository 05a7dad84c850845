//! How a recipe does over its seeds: the spread of equal recipes, and whether two recipes differ by more
//! than their seeds do.
//!
//! An interval over pictures (Wilson's) speaks of one network on other pictures; an interval over seeds of
//! one recipe on these pictures. Neither holds the other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::ContinuousCDF;

use super::clusters::Clustered;
use super::interval::{Interval, Z, wilson};
use super::student::{UPPER, student};

/// How networks of one recipe, trained with several seeds, did on the same pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// Networks, one a seed.
    pub networks: usize,
    /// Their mean accuracy, 0..1.
    pub mean: f64,
    /// The standard deviation of their accuracies (of a sample: the squares are divided by one less than
    /// there are networks); null of one network.
    pub sd: Option<f64>,
    /// The lowest accuracy, 0..1.
    pub lowest: f64,
    /// The highest accuracy, 0..1.
    pub highest: f64,
    /// The 95 % interval of the recipe's mean accuracy on these very pictures, by Student's t over the seeds,
    /// cut off at 0 and 1; null of one network.
    pub over_seeds: Option<Interval>,
    /// The 95 % Wilson interval of a network that reads the mean share of so many pictures correctly, or the one
    /// over groups where that is wider.
    pub over_pictures: Interval,
    /// What the accuracy of one network of this recipe is less sure about.
    pub rests_on: RestsOn,
}

/// What an accuracy is less sure about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestsOn {
    /// The seeds: 1.96 of their standard deviations are more than half of the interval over pictures.
    Seeds,
    /// The pictures.
    Pictures,
    /// One seed: nothing is known of others.
    OneSeed,
}

impl RestsOn {
    /// As it is called in a table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seeds => "seeds",
            Self::Pictures => "pictures",
            Self::OneSeed => "one seed",
        }
    }
}

impl Spread {
    /// The spread of accuracies (0..1) that were each measured on the same `n` pictures; none of no accuracy.
    pub fn of(accuracies: &[f64], n: usize) -> Option<Self> {
        let (mean, variance) = moments(accuracies)?;
        let sd = variance.map(f64::sqrt);
        let networks = accuracies.len() as f64;
        let over_pictures = wilson((mean * n as f64).round() as usize, n);
        let over_seeds = half_over_seeds(sd, networks).map(|half| Interval {
            low: (mean - half).max(0.0),
            high: (mean + half).min(1.0),
        });
        Some(Self {
            networks: accuracies.len(),
            mean,
            sd,
            lowest: accuracies.iter().copied().fold(mean, f64::min),
            highest: accuracies.iter().copied().fold(mean, f64::max),
            over_seeds,
            over_pictures,
            rests_on: rests_on(sd, over_pictures),
        })
    }

    /// Half of the interval over seeds, before it is cut off; none of one network.
    pub fn half_over_seeds(&self) -> Option<f64> {
        half_over_seeds(self.sd, self.networks as f64)
    }

    /// The same where the pictures come in groups: the interval over these counts where it is wider.
    pub fn in_groups(self, clustered: Option<Clustered>) -> Self {
        let over_pictures = match clustered {
            Some(clustered) => self.over_pictures.wider(clustered.interval),
            None => self.over_pictures,
        };
        Self {
            over_pictures,
            rests_on: rests_on(self.sd, over_pictures),
            ..self
        }
    }
}

fn half_over_seeds(sd: Option<f64>, networks: f64) -> Option<f64> {
    Some(student(networks - 1.0)?.inverse_cdf(UPPER) * sd? / networks.sqrt())
}

/// 1.96 standard deviations against half of an interval: both are spreads of one network's accuracy.
fn rests_on(sd: Option<f64>, over_pictures: Interval) -> RestsOn {
    let half = (over_pictures.high - over_pictures.low) / 2.0;
    match sd {
        None => RestsOn::OneSeed,
        Some(sd) if Z * sd > half => RestsOn::Seeds,
        Some(_) => RestsOn::Pictures,
    }
}

/// Two recipes, each trained with several seeds, on the same pictures.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpreadDifference {
    /// Mean accuracy of the first recipe less that of the second, -1..1.
    pub difference: f64,
    /// Its 95 % interval over seeds, by Welch's t; null where no seed of either differs from another.
    pub interval: Option<Interval>,
    /// The two-sided p-value that the recipes' mean accuracies on these pictures are equal, by Welch's t-test.
    pub p_value: f64,
}

/// Whether two recipes differ by more than their seeds do, by Welch's unequal-variances t-test (Welch 1947)
/// of the accuracies of their networks; none with fewer than two networks of either.
///
/// Where no seed of either differs from another there is no variance to go by: p is 1 for equal recipes, and
/// else that of the permutation test of the means: of all ways to deal the networks out, this one and, for
/// equally many networks, its mirror image.
pub fn compare_spreads(first: &[f64], second: &[f64]) -> Option<SpreadDifference> {
    let (mean, variance) = moments(first)?;
    let (other_mean, other_variance) = moments(second)?;
    let (n, other_n) = (first.len() as f64, second.len() as f64);
    let (share, other_share) = (variance? / n, other_variance? / other_n);
    let difference = mean - other_mean;
    let error = (share + other_share).sqrt();
    if error == 0.0 {
        let p_value = match difference == 0.0 {
            true => 1.0,
            false => {
                let as_extreme = if first.len() == second.len() {
                    2.0
                } else {
                    1.0
                };
                as_extreme / ways(first.len() + second.len(), first.len())
            }
        };
        return Some(SpreadDifference {
            difference,
            interval: None,
            p_value,
        });
    }
    // Welch and Satterthwaite's degrees of freedom.
    let freedom =
        error.powi(4) / (share * share / (n - 1.0) + other_share * other_share / (other_n - 1.0));
    let student = student(freedom)?;
    let half = student.inverse_cdf(UPPER) * error;
    Some(SpreadDifference {
        difference,
        interval: Some(Interval {
            low: difference - half,
            high: difference + half,
        }),
        p_value: (2.0 * student.cdf(-(difference / error).abs())).min(1.0),
    })
}

/// Mean, and variance of a sample; no variance of one value, neither of none.
fn moments(values: &[f64]) -> Option<(f64, Option<f64>)> {
    let n = values.len() as f64;
    let mean = match values {
        [] => return None,
        // Sums of equal values may differ from a multiple by rounding.
        [first, others @ ..] if others.iter().all(|value| value == first) => *first,
        _ => values.iter().sum::<f64>() / n,
    };
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((mean, (values.len() > 1).then(|| squares / (n - 1.0))))
}

/// In how many ways `k` of `n` can be chosen.
fn ways(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 5e-5, "{value}, not {expected}");
    }

    #[test]
    fn a_spread_is_that_worked_out_by_hand() {
        // Mean .6; squares .04 + 0 + .04 = .08, / 2 = .04, sd .2; t(2) at .975 is 4.3027 (any table), so the half
        // width is 4.3027 * .2 / 1.7321 = .4968. Wilson of 12 of 20: .3866 to .7812, half .1973 < 1.96 * .2.
        let spread = Spread::of(&[0.4, 0.6, 0.8], 20).unwrap();
        assert_eq!(spread.networks, 3);
        near(spread.mean, 0.6);
        near(spread.sd.unwrap(), 0.2);
        near(spread.lowest, 0.4);
        near(spread.highest, 0.8);
        let seeds = spread.over_seeds.unwrap();
        near(seeds.low, 0.6 - 0.49683);
        near(seeds.high, 1.0);
        near(spread.over_pictures.low, 0.3866);
        assert_eq!(spread.rests_on, RestsOn::Seeds);
    }

    #[test]
    fn the_interval_over_groups_counts_where_it_is_wider() {
        let spread = Spread::of(&[0.5, 0.6, 0.7], 1_000).unwrap();
        assert_eq!(spread.rests_on, RestsOn::Seeds);
        let over = |low, high| {
            let interval = Interval { low, high };
            spread.clone().in_groups(Some(Clustered {
                groups: 9,
                interval,
            }))
        };
        // Half of .5 is more than 1.96 * .1; half of .02 is less than half of Wilson's.
        assert_eq!(over(0.3, 0.8).rests_on, RestsOn::Pictures);
        assert_eq!(over(0.59, 0.61), spread);
    }

    #[test]
    fn of_one_network_nothing_is_known_about_others() {
        let spread = Spread::of(&[0.9], 100).unwrap();
        assert_eq!((spread.sd, spread.over_seeds), (None, None));
        assert_eq!(spread.rests_on, RestsOn::OneSeed);
        assert_eq!(Spread::of(&[], 100), None);
        assert_eq!(compare_spreads(&[0.9], &[0.8, 0.7]), None);
    }

    #[test]
    fn equal_networks_leave_only_the_pictures_in_doubt() {
        let spread = Spread::of(&[0.1, 0.1, 0.1], 10).unwrap();
        assert_eq!((spread.sd, spread.rests_on), (Some(0.0), RestsOn::Pictures));
    }

    #[test]
    fn a_difference_over_seeds_is_that_worked_out_by_hand() {
        // Means .90 and .86, variances .0001 and .0004: errors .0001/3 and .0004/4, sum .00013333, root .011547.
        // t = .04 / .011547 = 3.4641; freedom = .00013333^2 / ((.00003333^2)/2 + (.0001^2)/3) = 4.5714. Two-sided p of
        // t 3.4641 at 4.5714 degrees of freedom: .0208 (R: 2 * pt(-3.464102, 4.571429)).
        let first = [0.89, 0.90, 0.91];
        let root = 0.0003_f64.sqrt();
        let second = [0.86 - root, 0.86 - root, 0.86 + root, 0.86 + root];
        let found = compare_spreads(&first, &second).unwrap();
        near(found.difference, 0.04);
        assert!((found.p_value - 0.0208).abs() < 2e-4, "{}", found.p_value);
        let interval = found.interval.unwrap();
        near((interval.low + interval.high) / 2.0, 0.04);
    }

    #[test]
    fn without_any_variance_the_ways_to_deal_them_out_decide() {
        // 2 of the 6 ways to choose 2 of 4.
        let found = compare_spreads(&[1.0, 1.0], &[0.0, 0.0]).unwrap();
        near(found.p_value, 2.0 / 6.0);
        // 1 of the 10 ways to choose 2 of 5.
        let uneven = compare_spreads(&[1.0; 3], &[0.0; 2]).unwrap();
        near(uneven.p_value, 0.1);
        assert_eq!(found.interval, None);
        near(compare_spreads(&[0.5; 3], &[0.5; 2]).unwrap().p_value, 1.0);
    }

    proptest! {
        #[test]
        fn the_order_of_recipes_only_turns_the_sign(
            first in prop::collection::vec(0.0..1.0f64, 2..8),
            second in prop::collection::vec(0.0..1.0f64, 2..8),
        ) {
            let one = compare_spreads(&first, &second).unwrap();
            let other = compare_spreads(&second, &first).unwrap();
            prop_assert!((one.difference + other.difference).abs() < 1e-12);
            prop_assert!((one.p_value - other.p_value).abs() < 1e-9);
            // Significant exactly where the interval leaves out zero.
            let interval = one.interval.unwrap();
            let leaves_out = interval.low > 0.0 || interval.high < 0.0;
            prop_assert!(leaves_out == (one.p_value < 0.05) || (one.p_value - 0.05).abs() < 1e-6);
        }
    }
}
