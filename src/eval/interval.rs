//! How sure a share can be: the Wilson score interval.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Lang;

/// The 97.5 % quantile of the standard normal distribution: 95 % lie within plus and minus this.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// A 95 % interval; that of a share has both ends in 0..1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// This one or the other, whichever is wider.
    pub fn wider(self, other: Self) -> Self {
        match self.high - self.low > other.high - other.low {
            true => self,
            false => other,
        }
    }

    /// Whether it contains this, its ends included.
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The interval of a share in percent, as a language writes it.
    pub fn percent(self, lang: Lang) -> String {
        lang.percent_range(self.low, self.high)
    }
}

/// The 95 % Wilson score interval of `correct` of `n` (Wilson 1927; Brown, Cai and DasGupta 2001
/// recommend it for all n). Of nothing, nothing is known: 0 to 1.
pub fn wilson(correct: usize, n: usize) -> Interval {
    wilson_at(correct, n, Z)
}

/// The Wilson score interval of `correct` of `n`, `z` standard deviations wide on either side.
pub(super) fn wilson_at(correct: usize, n: usize, z: f64) -> Interval {
    if n == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let trials = n as f64;
    let share = correct.min(n) as f64 / trials;
    let z2 = z * z;
    let centre = share + z2 / (2.0 * trials);
    let spread = z * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z2 / trials;
    Interval {
        low: ((centre - spread) / scale).max(0.0),
        high: ((centre + spread) / scale).min(1.0),
    }
}

/// The 95 % interval of the difference of two shares, each with its own interval: the square-and-add method
/// (Newcombe 1998, method 10, with Wilson's intervals; Zou and Donner 2008 for any others). It takes the two
/// for independent; of the same pictures it is too wide rather than too narrow.
pub fn difference_of(one: (f64, Interval), other: (f64, Interval)) -> Interval {
    let ((p, first), (q, second)) = (one, other);
    let difference = p - q;
    Interval {
        low: difference - (p - first.low).hypot(second.high - q),
        high: difference + (first.high - p).hypot(q - second.low),
    }
}

/// How many of how many: a share that was measured, and how sure it can be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Proportion {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub n: usize,
    /// `count` / `n`, 0..1; none of nothing.
    pub share: Option<f64>,
    /// Its 95 % Wilson interval.
    pub interval: Interval,
}

impl Proportion {
    /// `count` of `n`.
    pub fn of(count: usize, n: usize) -> Self {
        Self {
            count,
            n,
            share: (n > 0).then(|| count as f64 / n as f64),
            interval: wilson(count, n),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(interval: Interval) -> (f64, f64) {
        let round = |x: f64| (x * 1e4).round() / 1e4;
        (round(interval.low), round(interval.high))
    }

    #[test]
    fn twelve_of_twenty_is_39_to_78_percent() {
        // By hand: p = .6, n = 20, z² = 3.8415; centre .69604, spread .23273, scale 1.19207.
        assert_eq!(rounded(wilson(12, 20)), (0.3866, 0.7812));
    }

    #[test]
    fn all_right_still_leaves_doubt() {
        // By hand, p = 1: low = n / (n + z²), high = 1.
        assert_eq!(rounded(wilson(10, 10)), (0.7225, 1.0));
        assert_eq!(rounded(wilson(0, 10)), (0.0, 0.2775));
    }

    #[test]
    fn the_difference_of_two_shares_is_newcombes() {
        // Newcombe 1998, table II, example (a), method 10: 56/70 less 48/80 is .0524 to .3339.
        let of = |count: usize, n: usize| (count as f64 / n as f64, wilson(count, n));
        assert_eq!(
            rounded(difference_of(of(56, 70), of(48, 80))),
            (0.0524, 0.3339)
        );
        // The other way round, the same with the other sign.
        assert_eq!(
            rounded(difference_of(of(48, 80), of(56, 70))),
            (-0.3339, -0.0524)
        );
    }

    #[test]
    fn nothing_seen_is_nothing_known() {
        assert_eq!(rounded(wilson(0, 0)), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn the_share_lies_inside_and_more_data_narrows(n in 1usize..5000, seed in 0usize..5000) {
            let correct = seed % (n + 1);
            let few = wilson(correct, n);
            let share = correct as f64 / n as f64;
            prop_assert!(0.0 <= few.low && few.low <= share + 1e-12);
            prop_assert!(share <= few.high + 1e-12 && few.high <= 1.0);
            let many = wilson(correct * 4, n * 4);
            prop_assert!(many.high - many.low < few.high - few.low);
        }
    }
}
