//! What the boxes of a sheet ask for: the ten digits, letters, or the classes that somebody names; and the mark in the
//! codes that says which, so that nobody's letters are read as digits.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use thiserror::Error;

/// As many labels as a sheet has boxes: the most that it can ask for.
pub(super) const MOST: usize = 50;
/// The most characters of a label: more cannot be read beside a box.
const LONGEST: usize = 12;
/// Where a sheet that is told by its mark alone asks for more than this many labels, only the first are named.
const NAMED: usize = 4;

/// The labels that a sheet asks for, in the order of their classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels(Vec<String>);

/// Which labels a sheet asks for, as its codes say it: two digits to the base of 36. The lowest stand for what every
/// reader knows, the others are a digest of labels that a reader has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u16);

/// These are no labels for a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LabelsError {
    /// Too few or too many.
    #[error("a sheet asks for 2 to {MOST} labels, a box each at the least; these are {0}")]
    Count(usize),
    /// One of them twice.
    #[error("{0} is there twice; name each once")]
    Twice(String),
    /// One cannot stand beside a box.
    #[error(
        "`{0}` cannot stand beside a box; a label has 1 to {LONGEST} characters that can be printed"
    )]
    Unfit(String),
    /// A range that goes from nothing to nothing.
    #[error("{0} is no range; write A-Z, a-z or 0-9, or a part of one, the lower end first")]
    Range(String),
}

impl Labels {
    /// The ten digits.
    pub fn digits() -> Self {
        Self(range('0', '9').collect())
    }

    /// Labels by name.
    ///
    /// # Errors
    /// When there are too few or too many, one of them twice, or one that cannot be printed.
    pub fn of(labels: Vec<String>) -> Result<Self, LabelsError> {
        if !(2..=MOST).contains(&labels.len()) {
            return Err(LabelsError::Count(labels.len()));
        }
        for (place, label) in labels.iter().enumerate() {
            let n = label.chars().count();
            let is_fit = (1..=LONGEST).contains(&n) && label.trim() == label;
            if !is_fit || label.contains(',') || label.chars().any(char::is_control) {
                return Err(LabelsError::Unfit(label.escape_debug().to_string()));
            }
            if labels.iter().take(place).any(|other| other == label) {
                return Err(LabelsError::Twice(label.clone()));
            }
        }
        Ok(Self(labels))
    }

    /// Their names, in the order of their classes.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// What the codes of a sheet with them say.
    pub fn mark(&self) -> Mark {
        let known = Mark::KNOWN.into_iter().find(|mark| {
            let known = mark.known();
            known.as_ref() == Some(self)
        });
        known.unwrap_or_else(|| {
            let mut hasher = Sha256::new();
            for label in &self.0 {
                hasher.update((label.len() as u64).to_le_bytes());
                hasher.update(label);
            }
            let digest = hasher.finalize();
            let number = digest
                .iter()
                .take(8)
                .fold(0, |number, byte| (number << 8) | u64::from(*byte));
            let digests = u64::from(Mark::END - Mark::FIRST_DIGEST);
            Mark(Mark::FIRST_DIGEST + (number % digests) as u16)
        })
    }
}

/// As people write them in a list, ranges as such: `A-Z`.
impl FromStr for Labels {
    type Err = LabelsError;

    fn from_str(text: &str) -> Result<Self, LabelsError> {
        let mut labels = Vec::new();
        for part in text.split(',').map(str::trim) {
            let characters: Vec<char> = part.chars().collect();
            match characters.as_slice() {
                [first, '-', last] if first.is_alphanumeric() && last.is_alphanumeric() => {
                    let alike = [
                        char::is_ascii_digit,
                        char::is_ascii_uppercase,
                        char::is_ascii_lowercase,
                    ];
                    if first >= last || !alike.iter().any(|is| is(first) && is(last)) {
                        return Err(LabelsError::Range(part.to_owned()));
                    }
                    labels.extend(range(*first, *last));
                }
                _ => labels.push(part.to_owned()),
            }
        }
        Self::of(labels)
    }
}

impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [first, .., last] if self.0.len() > NAMED && self.mark().known().is_some() => {
                write!(f, "{first} to {last}")
            }
            names if names.len() > NAMED => {
                write!(
                    f,
                    "{}, …",
                    names.get(..NAMED).unwrap_or_default().join(", ")
                )
            }
            names => f.write_str(&names.join(", ")),
        }
    }
}

fn range(first: char, last: char) -> impl Iterator<Item = String> {
    (first..=last).map(String::from)
}

impl Mark {
    /// The ten digits. Their sheets are of the first layout, whose codes have no mark.
    pub(super) const DIGITS: Self = Self(0);
    /// What every reader knows.
    const KNOWN: [Self; 3] = [Self::DIGITS, Self(1), Self(2)];
    /// From here on it is a digest; what lies before is free for more that every reader knows.
    const FIRST_DIGEST: u16 = 36;
    /// Behind the last.
    const END: u16 = 36 * 36;

    /// The mark of this number, if a code can say it of a sheet that does not ask for digits.
    pub(super) fn of_number(number: u32) -> Option<Self> {
        let mark = u16::try_from(number)
            .ok()
            .filter(|mark| *mark < Self::END)?;
        let is_digest = mark >= Self::FIRST_DIGEST;
        let mark = Self(mark);
        let is_known = Self::KNOWN.contains(&mark) && mark != Self::DIGITS;
        (is_digest || is_known).then_some(mark)
    }

    pub(super) fn number(self) -> u32 {
        u32::from(self.0)
    }

    /// The labels that it stands for; none where a reader has to be told.
    pub fn known(self) -> Option<Labels> {
        match self.0 {
            0 => Some(Labels::digits()),
            1 => Some(Labels(range('A', 'Z').collect())),
            2 => Some(Labels(range('a', 'z').collect())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    #[test]
    fn labels_are_listed_and_ranges_spelt_out() {
        let labels: Labels = "A-C, yes,ja-nein,7-9".parse().unwrap();
        let names = ["A", "B", "C", "yes", "ja-nein", "7", "8", "9"];
        assert_eq!(labels.names(), names);
        assert_eq!("0-9".parse(), Ok(Labels::digits()));
        for (text, why) in [
            ("A", "these are 1"),
            ("A,B,A", "A is there twice"),
            ("A,,B", "`` cannot stand"),
            ("A,a word too long", "cannot stand"),
            ("Z-A", "Z-A is no range"),
            ("A-z", "A-z is no range"),
            ("A-Z,a-z", "these are 52"),
        ] {
            let error = text.parse::<Labels>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    /// Printed sheets say no more than this mark of what their boxes ask for: it may never change.
    #[test]
    fn the_mark_of_labels_is_for_ever_the_same_and_its_own() {
        let mark = |text: &str| text.parse::<Labels>().unwrap().mark();
        assert_eq!(mark("0-9"), Mark::DIGITS);
        assert_eq!((mark("A-Z"), mark("a-z")), (Mark(1), Mark(2)));
        let others = ["A,B", "B,A", "AB,C", "A,BC", "A-Y"].map(mark);
        assert!(others.iter().all(|mark| mark.known().is_none()));
        assert_eq!(others.map(Mark::number), [261, 887, 691, 440, 1084]);
    }

    #[test]
    fn no_other_number_is_a_mark() {
        for number in [0, 3, 35, 36 * 36, u32::MAX] {
            assert_eq!(Mark::of_number(number), None, "{number}");
        }
        for number in [1, 2, 36, 36 * 36 - 1] {
            assert_eq!(Mark::of_number(number).unwrap().number(), number);
        }
    }
}
