//! What a learner says before something is shown, and what it is held against.

use serde::{Deserialize, Serialize};

use crate::eval::{Evaluation, Interval};
use crate::pack::Choice;

/// What a learner says beforehand, and how sure they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// What they say.
    #[serde(flatten)]
    pub said: Said,
    /// How sure, 1 (a coin toss) to 5 (nearly certain); what each means, [`Guess::probability`] says.
    #[serde(alias = "sureness")]
    pub confidence: u8,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// How many of 100.
    Number {
        /// The number, 0..=100.
        #[serde(alias = "percent")]
        value: f64,
        /// Half the width of the range around it; 0 for a number without a range.
        #[serde(default)]
        margin: f64,
    },
    /// One of the choices, by its name.
    Choice {
        /// The name.
        choice: String,
    },
}

/// What a guess is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// A number was measured.
    Number {
        /// In percent.
        percent: f64,
        /// The share's 95 % interval, 0..1, where there is one.
        #[serde(default)]
        interval: Option<Interval>,
        /// Of how many pictures.
        #[serde(default)]
        n: Option<usize>,
    },
    /// One of the choices turned out to be it.
    Choice {
        /// Its name.
        choice: String,
    },
}

impl Guess {
    /// How far a number without a range may be off and still count as said correctly, in points.
    pub const TOLERANCE: f64 = 5.0;

    /// How often what is said with each confidence, from 1 to 5, is meant to come true, 0..1: half of the time is a
    /// coin toss, and nothing is certain. They were set before anybody was scored.
    const PROBABILITIES: [f64; 5] = [0.5, 0.65, 0.8, 0.9, 0.98];

    /// How often what is said with this confidence is meant to come true, 0..1.
    pub fn probability(confidence: u8) -> f64 {
        let place = usize::from(confidence.clamp(1, 5)) - 1;
        Self::PROBABILITIES.get(place).copied().unwrap_or(0.5)
    }

    /// A number without a range.
    pub fn number(value: f64, confidence: u8) -> Self {
        Self {
            said: Said::Number { value, margin: 0.0 },
            confidence,
        }
    }

    /// Whether a shell may accept it as the answer to a question with these choices; without
    /// choices, the question asks for a number.
    pub(super) fn answers(&self, choices: &[Choice]) -> bool {
        let possible = match &self.said {
            Said::Number { value, margin } => {
                choices.is_empty()
                    && (0.0..=100.0).contains(value)
                    && (0.0..=100.0).contains(margin)
            }
            Said::Choice { choice } => choices.iter().any(|one| one.name == *choice),
        };
        possible && (1..=5).contains(&self.confidence)
    }

    /// Whether that is how it turned out: the choice; a range that contains the result; a number that lies in the
    /// result's interval, or is no more than [`Guess::TOLERANCE`] away from it.
    pub fn hits(&self, outcome: &Outcome) -> bool {
        match (&self.said, outcome) {
            (Said::Number { value, margin }, Outcome::Number { percent, .. }) if *margin > 0.0 => {
                (value - percent).abs() <= *margin
            }
            (
                Said::Number { value, .. },
                Outcome::Number {
                    percent, interval, ..
                },
            ) => {
                let is_near = (value - percent).abs() <= Self::TOLERANCE;
                is_near || interval.is_some_and(|between| between.contains(value / 100.0))
            }
            (Said::Choice { choice }, Outcome::Choice { choice: found }) => choice == found,
            _ => false,
        }
    }
}

impl Outcome {
    /// A share, 0..1, of which nothing more is known.
    pub fn share(share: f64) -> Self {
        Self::Number {
            percent: share * 100.0,
            interval: None,
            n: None,
        }
    }

    /// The accuracy of a measured slice.
    pub(super) fn accuracy(result: &Evaluation) -> Self {
        Self::Number {
            percent: result.accuracy * 100.0,
            interval: Some(result.interval),
            n: Some(result.n),
        }
    }
}
