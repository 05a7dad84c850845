//! What choosing among recipes by how they do on a test set does to the best of them.

use statrs::distribution::{Continuous, ContinuousCDF, Normal};

use super::interval::{Interval, Z};
use crate::train::Looked;

/// By how much the best of `k`, 0..1, looks better than it is, on average and at most, where each was measured to
/// this 95 % interval: E(max of k standard normals) * standard error. It is so much if all are equally good and err
/// independently; networks that are measured on the same pictures err together, and less is left to luck then
/// (Slepian 1962), as where some are plainly worse. The standard error is the interval's width over 2 * 1.96.
pub fn optimism(k: usize, interval: Interval) -> f64 {
    expected_maximum(k) * (interval.high - interval.low) / (2.0 * Z)
}

/// Beyond so many standard deviations nothing is added up: there lies less than 2e-15 of a normal distribution.
const FAR: f64 = 8.0;
/// Between two values that are added up; halving it changes no digit in 1e-12.
const STEP: f64 = 1.0 / 64.0;

/// The mean of the highest of `k` independent draws from the standard normal distribution, the integral of
/// x * k * pdf(x) * cdf(x)^(k-1) (David and Nagaraja 2003, Order Statistics, section 3.1), by the trapezium rule.
fn expected_maximum(k: usize) -> f64 {
    let steps = (2.0 * FAR / STEP) as u32;
    let normal = Normal::standard();
    let density = |x: f64| {
        let k = k as f64;
        x * k * normal.pdf(x) * normal.cdf(x).powf(k - 1.0)
    };
    let sum: f64 = (0..=steps)
        .map(|step| density(STEP * f64::from(step) - FAR))
        .sum();
    // Of one, it is 0 but for rounding.
    (sum * STEP).max(0.0)
}

/// Looks at test data beside what was measured there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Looks(Vec<(Looked, Interval)>);

impl Looks {
    /// Takes in how often data has been looked at by now, and the interval of what was measured there. Of several
    /// measurements on the same data, the first one's interval stays. None is no test, and counts for nothing.
    pub fn add(&mut self, looked: Option<Looked>, interval: Interval) {
        let Some(looked) = looked else { return };
        let mut known = self.0.iter_mut();
        match known.find(|(one, _)| one.data == looked.data) {
            Some((known, _)) => *known = looked,
            None => self.0.push((looked, interval)),
        }
    }

    /// Data that several recipes were measured on, and by how much, 0..1, the best of them looks better than it
    /// is, on average and at most (see [`optimism`]).
    pub fn telling(&self) -> impl Iterator<Item = (&Looked, f64)> {
        let several = self.0.iter().filter(|(looked, _)| looked.recipes > 1);
        several.map(|(looked, interval)| (looked, optimism(looked.recipes, *interval)))
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::eval::wilson;

    #[test]
    fn the_highest_of_two_and_three_is_as_worked_out_by_hand() {
        // E(max of 2) = 1/sqrt(pi), E(max of 3) = 3/(2 sqrt(pi)).
        assert!(expected_maximum(1).abs() < 1e-9);
        assert!((expected_maximum(2) - 1.0 / PI.sqrt()).abs() < 1e-9);
        assert!((expected_maximum(3) - 1.5 / PI.sqrt()).abs() < 1e-9);
        // Harter 1961, table 1: 1.53875 of ten, 2.50759 of a hundred.
        assert!((expected_maximum(10) - 1.53875).abs() < 1e-5);
        assert!((expected_maximum(100) - 2.50759).abs() < 1e-5);
    }

    #[test]
    fn the_best_of_two_equal_ones_on_ten_thousand_pictures_gains_a_twentieth_of_a_point() {
        // sqrt(.99 * .01 / 10,000) = .000995, and .000995 * .5642 = .00056.
        assert!((optimism(2, wilson(9_900, 10_000)) - 0.00056).abs() < 0.00001);
    }

    #[test]
    fn one_recipe_tells_nothing_and_later_counts_replace_earlier_ones() {
        let looked = |data: &str, recipes| Looked {
            data: data.to_owned(),
            recipes,
            runs: recipes,
        };
        let some = |data, recipes| Some(looked(data, recipes));
        let mut looks = Looks::default();
        looks.add(None, wilson(5, 10));
        looks.add(some("a", 1), wilson(5, 10));
        looks.add(some("b", 2), wilson(5, 10));
        looks.add(some("b", 3), wilson(9, 10));
        let told: Vec<_> = looks.telling().collect();
        assert_eq!(told, [(&looked("b", 3), optimism(3, wilson(5, 10)))]);
    }
}
