//! What a lesson expects of its own measurements, so that a change of data, program or recipe that makes
//! its text wrong is noticed.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What has to be measured on a slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The name of the slice.
    pub slice: String,
    /// The accuracy in percent.
    pub accuracy: Range,
}

/// A range of percentages, as people write it: `between 60 and 90`, `above 95`, `below 50`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Range {
    /// The lowest that is as expected, in percent.
    low: f64,
    /// The highest, in percent.
    high: f64,
}

/// Why a text is no range of percentages.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RangeError {
    /// It is not written as one.
    #[error("{0:?} is no range; write between 60 and 90, above 95, or below 50")]
    None(String),
    /// Nothing lies in it.
    #[error("{0:?} holds nothing; a range lies between 0 and 100, and its end above its beginning")]
    Empty(String),
}

impl Range {
    /// Whether a percentage is as expected.
    pub fn holds(self, percent: f64) -> bool {
        (self.low..=self.high).contains(&percent)
    }
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| word.trim_end_matches('%').parse::<f64>().ok();
        let range = match words.as_slice() {
            ["between", low, "and", high] => number(low).zip(number(high)),
            ["above", low] => number(low).map(|low| (low, 100.0)),
            ["below", high] => number(high).map(|high| (0.0, high)),
            _ => None,
        };
        let (low, high) = range.ok_or_else(|| RangeError::None(text.to_owned()))?;
        match 0.0 <= low && low < high && high <= 100.0 {
            true => Ok(Self { low, high }),
            false => Err(RangeError::Empty(text.to_owned())),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low, self.high) {
            (low, 100.0) => write!(f, "above {low}"),
            (0.0, high) => write!(f, "below {high}"),
            (low, high) => write!(f, "between {low} and {high}"),
        }
    }
}

impl TryFrom<String> for Range {
    type Error = RangeError;

    fn try_from(text: String) -> Result<Self, RangeError> {
        text.parse()
    }
}

impl From<Range> for String {
    fn from(range: Range) -> Self {
        range.to_string()
    }
}

impl JsonSchema for Range {
    fn schema_name() -> Cow<'static, str> {
        "Range".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A range of percentages: between 60 and 90, above 95, below 50.",
            "type": "string",
            "pattern": "^(between [0-9.]+%? and [0-9.]+%?|above [0-9.]+%?|below [0-9.]+%?)$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn a_range_is_read_as_people_write_it() {
        let read = |text: &str| text.parse::<Range>().map(|range| (range.low, range.high));
        assert_eq!(read("between 60 and 90"), Ok((60.0, 90.0)));
        assert_eq!(read("above 95.5%"), Ok((95.5, 100.0)));
        assert_eq!(read("below 50"), Ok((0.0, 50.0)));
        for wrong in [
            "60",
            "between 90 and 60",
            "above 101",
            "below 0",
            "between 1 and",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("between 60 and 90").is_ok_and(|(low, _)| low < 61.0));
    }
}
