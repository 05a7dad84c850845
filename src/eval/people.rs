//! What people scored on pictures somewhere else, as a source tells it: cited, never measured here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::interval::{Interval, Proportion};

/// What people scored on pictures like those of a slice, and who says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct People {
    /// The score.
    pub score: Score,
    /// Who they were, and where it stands.
    pub source: String,
}

/// A score as a source gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Score {
    /// So many of so many, which has an interval.
    Counted(Proportion),
    /// A share, 0..1, of nobody says how many.
    Share(f64),
}

impl People {
    /// The share that they read correctly, 0..1.
    pub fn share(&self) -> f64 {
        match self.score {
            Score::Counted(counted) => counted.share.unwrap_or(0.0),
            Score::Share(share) => share,
        }
    }

    /// Its 95 % interval, where it is known of how many pictures.
    pub fn interval(&self) -> Option<Interval> {
        match self.score {
            Score::Counted(counted) => Some(counted.interval),
            Score::Share(_) => None,
        }
    }
}

/// What people scored on pictures like these, as somebody else found it: `correct` of so many (`of`), or
/// `percent` where the source does not say of how many.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "People")]
struct Written {
    /// How many they read correctly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correct: Option<usize>,
    /// Of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
    /// How many of 100, where the source does not count them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
    /// Who they were, and where it stands, as learners read it.
    source: String,
}

/// Why this is no score of people.
#[derive(Debug, Clone, PartialEq, Error)]
enum NoScore {
    #[error("write either correct and of, or percent: what the source says of the people's score")]
    Neither,
    #[error("{0} of {1} cannot be read correctly; write correct: 835, of: 1000")]
    Count(usize, usize),
    #[error("{0} % is no share; write a number from 0 to 100")]
    Percent(f64),
    #[error("source is empty; say who the people were, and where it stands")]
    NoSource,
}

impl TryFrom<Written> for People {
    type Error = NoScore;

    fn try_from(written: Written) -> Result<Self, NoScore> {
        let score = match (written.correct, written.of, written.percent) {
            (Some(correct), Some(of), None) if of > 0 && correct <= of => {
                Score::Counted(Proportion::of(correct, of))
            }
            (Some(correct), Some(of), None) => return Err(NoScore::Count(correct, of)),
            (None, None, Some(percent)) if (0.0..=100.0).contains(&percent) => {
                Score::Share(percent / 100.0)
            }
            (None, None, Some(percent)) => return Err(NoScore::Percent(percent)),
            _ => return Err(NoScore::Neither),
        };
        match written.source.trim().is_empty() {
            true => Err(NoScore::NoSource),
            false => Ok(Self {
                score,
                source: written.source,
            }),
        }
    }
}

impl From<People> for Written {
    fn from(people: People) -> Self {
        let (correct, of, percent) = match people.score {
            Score::Counted(counted) => (Some(counted.count), Some(counted.n), None),
            Score::Share(share) => (None, None, Some(share * 100.0)),
        };
        Self {
            correct,
            of,
            percent,
            source: people.source,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::People;

    fn read(json: &str) -> Result<People, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_score_is_counted_or_a_share_and_has_a_source() {
        let counted = read(r#"{"correct": 835, "of": 1000, "source": "S"}"#).unwrap();
        let bounds = counted.interval().unwrap();
        let shown = [counted.share(), bounds.low, bounds.high].map(|x| (x * 1e3).round());
        assert_eq!(shown, [835.0, 811.0, 857.0]);
        let share = read(r#"{"percent": 94.9, "source": "S"}"#).unwrap();
        assert_eq!((share.share() * 1e3).round(), 949.0);
        assert_eq!(share.interval(), None);
        let written = serde_json::to_string(&counted).unwrap();
        assert_eq!(read(&written).unwrap(), counted);
        for (wrong, why) in [
            (r#"{"correct": 8, "source": "S"}"#, "either correct and of"),
            (r#"{"correct": 8, "of": 5, "source": "S"}"#, "8 of 5 cannot"),
            (r#"{"correct": 0, "of": 0, "source": "S"}"#, "0 of 0 cannot"),
            (r#"{"percent": 101, "source": "S"}"#, "101 % is no share"),
            (
                r#"{"percent": 90, "of": 10, "source": "S"}"#,
                "either correct and of",
            ),
            (r#"{"percent": 90, "source": " "}"#, "source is empty"),
        ] {
            assert!(read(wrong).unwrap_err().contains(why), "{wrong}");
        }
    }
}
