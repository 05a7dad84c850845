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

/// A range, as people write it: `between 60 and 90`, `above 95`, `below 50`. What lies at an end is in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Range {
    /// The lowest that is as expected; minus infinity for none.
    low: f64,
    /// The highest; infinity for none.
    high: f64,
}

/// Why a text is no range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RangeError {
    /// It is not written as one.
    #[error("{0:?} is no range; write between 60 and 90, above 95, or below 50")]
    None(String),
    /// Nothing lies in it.
    #[error("{0:?} holds nothing; its end has to lie above its beginning")]
    Empty(String),
}

impl Range {
    /// Whether a number is as expected.
    pub fn holds(self, number: f64) -> bool {
        (self.low..=self.high).contains(&number)
    }

    /// The lowest and the highest that is as expected; none where it goes on without end.
    pub fn ends(self) -> (Option<f64>, Option<f64>) {
        let finite = |end: f64| end.is_finite().then_some(end);
        (finite(self.low), finite(self.high))
    }

    /// The same in percent, where all its ends lie between 0 and 1, as shares do.
    pub(crate) fn of_shares(self) -> Option<Self> {
        let (low, high) = self.ends();
        let mut ends = low.into_iter().chain(high);
        let is_share = |end: f64| end > 0.0 && end < 1.0;
        let is_zero_or_share = |end: f64| end == 0.0 || is_share(end);
        let has_share = low.is_some_and(is_share) || high.is_some_and(is_share);
        // Ten decimals are more than anybody writes, and hide what a multiplication adds.
        let percent = |end: f64| (end * 100.0 * 1e10).round() / 1e10;
        (has_share && ends.all(is_zero_or_share)).then(|| Self {
            low: percent(self.low),
            high: percent(self.high),
        })
    }

    /// Whether something between these bounds can be in it, and something else not.
    pub(crate) fn lies_between(self, low: f64, high: f64) -> bool {
        let is_within = |end: f64| end.is_infinite() || (low..=high).contains(&end);
        let is_open = self.low <= low && self.high >= high;
        is_within(self.low) && is_within(self.high) && !is_open
    }
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| word.trim_end_matches('%').parse::<f64>().ok();
        let range = match words.as_slice() {
            ["between", low, "and", high] => number(low).zip(number(high)),
            ["above", low] => number(low).map(|low| (low, f64::INFINITY)),
            ["below", high] => number(high).map(|high| (f64::NEG_INFINITY, high)),
            _ => None,
        };
        let (low, high) = range.ok_or_else(|| RangeError::None(text.to_owned()))?;
        match low < high {
            true => Ok(Self { low, high }),
            false => Err(RangeError::Empty(text.to_owned())),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low, self.high) {
            (low, high) if high.is_infinite() => write!(f, "above {low}"),
            (low, high) if low.is_infinite() => write!(f, "below {high}"),
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
            "description": "A range: between 60 and 90, above 95, below 50.",
            "type": "string",
            "pattern": "^(between -?[0-9.]+%? and -?[0-9.]+%?|above -?[0-9.]+%?|below -?[0-9.]+%?)$",
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
        assert_eq!(read("above 95.5%"), Ok((95.5, f64::INFINITY)));
        assert_eq!(read("below 50"), Ok((f64::NEG_INFINITY, 50.0)));
        assert_eq!(read("between -3 and 3"), Ok((-3.0, 3.0)));
        for wrong in ["60", "between 90 and 60", "between 1 and", "above nan"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let holds_a_share = |text: &str| {
            let range = text.parse::<Range>();
            range.is_ok_and(|range| range.lies_between(0.0, 100.0))
        };
        for (text, is_one) in [
            ("above 95", true),
            ("above 101", false),
            ("below -1", false),
            ("above 0", false),
            ("between -1 and 5", false),
            ("between 0 and 100", false),
        ] {
            assert_eq!(holds_a_share(text), is_one, "{text}");
        }
        assert!(read("between 60 and 90").is_ok_and(|(low, _)| low < 61.0));
    }
}
