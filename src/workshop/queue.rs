//! Trainings that wait for workers, simulated: how long learners would wait for their turn, if each trained their own.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A class in front of its workers.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    /// Learners, each of whom trains once.
    pub learners: usize,
    /// Workers, each of which trains one at a time, whoever came first.
    pub workers: usize,
    /// Within which all learners come, at any moment with the same chance.
    pub within: Duration,
    /// Of the moments at which they come.
    pub seed: u64,
}

/// From when learners come until their training begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Half of them wait no longer.
    pub median: Duration,
    /// 95 of 100 wait no longer.
    pub most: Duration,
    /// Nobody waits longer.
    pub longest: Duration,
}

impl Queue {
    /// How long learners wait for trainings that take so long each.
    pub fn waits(&self, training: Duration) -> Waits {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let mut come: Vec<Duration> = (0..self.learners)
            .map(|_| self.within.mul_f64(random.random::<f64>()))
            .collect();
        come.sort_unstable();
        let workers = self.workers.max(1);
        let mut free: BinaryHeap<_> = (0..workers).map(|_| Reverse(Duration::ZERO)).collect();
        let mut waits: Vec<Duration> = come
            .into_iter()
            .map(|came| {
                // There is a worker for each that was taken out.
                let Reverse(free_at) = free.pop().unwrap_or_default();
                let begins = free_at.max(came);
                free.push(Reverse(begins + training));
                begins - came
            })
            .collect();
        waits.sort_unstable();
        // The nearest rank: the smallest that so many are no longer than.
        let longest_of = |share: f64| {
            let rank = (share * waits.len() as f64).ceil() as usize;
            waits.get(rank.max(1) - 1).copied().unwrap_or_default()
        };
        Waits {
            median: longest_of(0.5),
            most: longest_of(0.95),
            longest: longest_of(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn waits(learners: usize, workers: usize, within: Duration) -> Waits {
        let queue = Queue {
            learners,
            workers,
            within,
            seed: 1,
        };
        queue.waits(10 * SECOND)
    }

    #[test]
    fn who_comes_at_once_waits_for_all_before_them() {
        // Two workers: two begin at 0, two at 10, two at 20 seconds.
        let waits = waits(6, 2, Duration::ZERO);
        assert_eq!(waits.median, 10 * SECOND);
        assert_eq!(waits.most, 20 * SECOND);
        assert_eq!(waits.longest, 20 * SECOND);
    }

    #[test]
    fn nobody_waits_where_there_are_as_many_workers_as_learners_or_no_learners() {
        for (learners, workers) in [(30, 30), (0, 1), (1, 0)] {
            let waits = waits(learners, workers, Duration::ZERO);
            assert_eq!(waits.longest, Duration::ZERO, "{learners} {workers}");
        }
    }

    /// One worker, random arrivals and trainings that always last as long are an M/D/1 queue, whose waits A. K. Erlang
    /// published in 1909.
    #[test]
    fn a_long_queue_is_as_the_formula_says() {
        let (learners, load) = (200_000, 0.5);
        let within = 10 * SECOND.mul_f64(f64::from(learners) / load);
        let queue = Queue {
            learners: learners as usize,
            workers: 1,
            within,
            seed: 7,
        };
        // Half of those who come find the worker free.
        assert_eq!(queue.waits(10 * SECOND).median, Duration::ZERO);
        // P(W <= x trainings) = (1 - ρ) Σ (ρ(k - x))^k / k! · e^(-ρ(k - x)), k from 0 to the whole part of x.
        let within = |x: f64| {
            let term = |k: u32| {
                let y = load * (f64::from(k) - x);
                let factorial: f64 = (1..=k).map(f64::from).product();
                y.powi(k as i32) / factorial * (-y).exp()
            };
            (1.0 - load) * (0..=x.floor() as u32).map(term).sum::<f64>()
        };
        let most = queue.waits(10 * SECOND).most.as_secs_f64() / 10.0;
        assert!(
            (within(most) - 0.95).abs() < 0.005,
            "{most}: {}",
            within(most)
        );
    }
}
