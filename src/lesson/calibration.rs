//! How well a learner knows what they know: how often things turned out as said, by how sure they were, and what
//! that scores.

use super::guess::Guess;
use super::step::StepState;
use super::walk::Walk;
use crate::eval::Proportion;
use crate::pack::{Lesson, Step};
use crate::say;
use crate::words::Words;

/// What saying 50 % of everything scores, whatever comes: (0.5 - 0)^2 and (0.5 - 1)^2 alike.
const COIN_TOSS: f64 = 0.25;

/// How often things turned out as said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// One proportion for each confidence from 1 to 5.
    pub levels: [Proportion; 5],
}

impl Calibration {
    /// How many things turned out as said, of all that are known to have turned out one way or the other.
    pub fn came_true(&self) -> (usize, usize) {
        let sum = |of: fn(&Proportion) -> usize| self.levels.iter().map(of).sum();
        (sum(|level| level.count), sum(|level| level.n))
    }

    /// The score of Brier (1950) for two outcomes: the mean square of the distance between how often such a
    /// prediction is meant to come true, 0..1, and whether it did, 1 or 0. Lower is better, and on average nobody
    /// scores better than by saying how sure they really are. None of nothing.
    pub fn brier(&self) -> Option<f64> {
        let (_, all) = self.came_true();
        let levels = self.levels.iter().zip(1_u8..);
        let squares = levels.map(|(level, confidence)| {
            let probability = Guess::probability(confidence);
            let missed = level.n - level.count;
            level.count as f64 * (probability - 1.0).powi(2) + missed as f64 * probability.powi(2)
        });
        (all > 0).then(|| squares.sum::<f64>() / all as f64)
    }

    /// How many came true, and what that scores, in two sentences; none where nothing is known.
    pub fn sentences(&self, words: Words) -> Vec<String> {
        let (hits, all) = self.came_true();
        let Some(brier) = self.brier() else {
            return Vec::new();
        };
        let digits = |score| words.lang.decimal(score, 2);
        vec![
            say!(words, "predictions-came-true", n = hits, all = all),
            say!(
                words,
                "brier-score",
                score = digits(brier),
                coin = digits(COIN_TOSS)
            ),
        ]
    }
}

/// Counts what was said in these lessons and is known to have turned out one way or the other.
pub fn calibration<'a>(
    lessons: impl IntoIterator<Item = (&'a Lesson, &'a [StepState])>,
) -> Calibration {
    let walked = lessons.into_iter();
    count(walked.flat_map(|(lesson, states)| lesson.steps.iter().zip(states)))
}

/// Counts the same in one walk.
pub fn calibration_of(walk: &Walk) -> Calibration {
    count(walk.steps())
}

fn count<'a>(steps: impl Iterator<Item = (&'a Step, &'a StepState)>) -> Calibration {
    let mut counted = [(0, 0); 5];
    for answered in steps.flat_map(|(step, state)| state.answered(step)) {
        if let (Some(hit), Some((hits, n))) =
            (answered.came_true(), level(answered.guess, &mut counted))
        {
            *n += 1;
            *hits += usize::from(hit);
        }
    }
    Calibration {
        levels: counted.map(|(hits, n)| Proportion::of(hits, n)),
    }
}

fn level<'a>(
    guess: &Guess,
    counted: &'a mut [(usize, usize); 5],
) -> Option<&'a mut (usize, usize)> {
    counted.get_mut(usize::from(guess.confidence).checked_sub(1)?)
}
