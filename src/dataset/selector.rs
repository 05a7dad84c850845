//! How a lesson or a command names pictures: `mnist/test`, `pendigits:1,7`, `fonts:0-4`, `fashion-mnist/test:Sneaker`,
//! `mnist/test@1-5000`, `pendigits@apart`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{DataError, Part, Side};
use crate::base::closest;

/// Classes that an error names.
const SHOWN: usize = 12;

/// How selectors call what learners write as the lessons go on.
pub const CLASS: &str = "class";

/// Names pictures: all of a part, those in certain rows of it or on one of its sides, those with certain labels. Whether there is such data is what
/// [`super::Library::resolve`] says.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct Selector {
    set: String,
    place: Option<Where>,
    // Numbers sorted, each once; never empty together with the names.
    labels: Option<Vec<u8>>,
    // Classes by their names, as they were written.
    names: Vec<String>,
}

/// Which pictures of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Where {
    /// The first and the last picture, counted from 1.
    Rows(usize, usize),
    Side(Side),
}

impl Selector {
    /// The data's full name, such as `mnist/test`.
    pub fn set(&self) -> &str {
        &self.set
    }

    /// Whether it names what learners write.
    pub(super) fn is_class(&self) -> bool {
        self.set == CLASS
    }

    /// The first and the last picture that are wanted, in the part's own order, counted from 1; none
    /// for all.
    pub(super) fn rows(&self) -> Option<(usize, usize)> {
        match self.place {
            Some(Where::Rows(first, last)) => Some((first, last)),
            Some(Where::Side(_)) | None => None,
        }
    }

    /// The side that is wanted, of those to learn from and those that are kept apart; none for both.
    pub fn side(&self) -> Option<Side> {
        match self.place {
            Some(Where::Side(side)) => Some(side),
            Some(Where::Rows(..)) | None => None,
        }
    }

    /// The same labels of one side of the same data.
    pub fn on(&self, side: Side) -> Self {
        Self {
            place: Some(Where::Side(side)),
            ..self.clone()
        }
    }

    /// Whether a picture may be among both.
    pub fn may_share(&self, other: &Self) -> bool {
        let sides = self.side().zip(other.side());
        let rows = self.rows().zip(other.rows());
        let labels = self.labels().zip(other.labels());
        self.set == other.set
            && sides.is_none_or(|(one, other)| one == other)
            && rows.is_none_or(|((first, last), (from, to))| first <= to && from <= last)
            // Which labels the names of classes stand for is known of the part only.
            && (self.has_names() || other.has_names()
                || labels.is_none_or(|(one, other)| one.iter().any(|label| other.contains(label))))
    }

    /// The labels that are wanted, ascending, where only numbers are; none for all. What classes that are called by name
    /// are, [`Selector::labels_in`] says.
    pub fn labels(&self) -> Option<&[u8]> {
        self.labels.as_deref()
    }

    /// Whether certain labels are wanted.
    pub(super) fn has_labels(&self) -> bool {
        self.labels.is_some() || self.has_names()
    }

    fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// The labels that are wanted of this part, ascending; none for all.
    ///
    /// # Errors
    /// When the part has no class of a name.
    pub fn labels_in(&self, part: &Part) -> Result<Option<Vec<u8>>, DataError> {
        if !self.has_labels() {
            return Ok(None);
        }
        let mut labels = self.labels.clone().unwrap_or_default();
        for name in &self.names {
            let mut classes = part.classes.iter();
            let place = classes.position(|class| class.eq_ignore_ascii_case(name));
            let label = place.and_then(|place| u8::try_from(place).ok());
            labels.push(label.ok_or_else(|| self.no_class(name, part))?);
        }
        labels.sort_unstable();
        labels.dedup();
        Ok(Some(labels))
    }

    fn no_class(&self, name: &str, part: &Part) -> DataError {
        let classes = part.classes.iter().map(String::as_str);
        let meant = closest(name, classes.clone());
        let why = match meant {
            Some(meant) => format!("there is no class {name:?}; did you mean {meant}?"),
            None => {
                let some: Vec<&str> = classes.take(SHOWN).collect();
                let more = if part.classes.len() > SHOWN {
                    ", …"
                } else {
                    ""
                };
                format!(
                    "there is no class {name:?}; there are {}{more}",
                    some.join(", ")
                )
            }
        };
        wrong_labels(&self.to_string(), &self.set, why)
    }

    /// The same rows or side, and labels, of other data.
    pub(super) fn of(&self, set: String) -> Self {
        Self {
            set,
            place: self.place,
            labels: self.labels.clone(),
            names: self.names.clone(),
        }
    }

    /// Whether the part has these rows.
    ///
    /// # Errors
    /// Says how many there are.
    pub(super) fn check_rows(&self, part: &Part) -> Result<(), DataError> {
        match self.rows() {
            Some((_, last)) if last > part.count => Err(DataError::Rows {
                text: self.to_string(),
                why: format!(
                    "there is no picture {last}, they go from 1 to {}",
                    part.count
                ),
                example: format!("{}@1-{}", self.set, part.count),
            }),
            _ => Ok(()),
        }
    }

    /// Whether the part has classes of these labels.
    ///
    /// # Errors
    /// Names the highest label, and those that there are; or the class that there is not.
    pub(super) fn check_labels(&self, part: &Part) -> Result<(), DataError> {
        self.labels_in(part)?;
        match self.labels.as_deref().and_then(<[u8]>::last) {
            Some(&label) if usize::from(label) >= part.classes.len() => Err(wrong_labels(
                &self.to_string(),
                &self.set,
                format!(
                    "there is no label {label}, they go from 0 to {}",
                    part.classes.len().saturating_sub(1)
                ),
            )),
            _ => Ok(()),
        }
    }
}

impl FromStr for Selector {
    type Err = DataError;

    fn from_str(text: &str) -> Result<Self, DataError> {
        let text = text.trim();
        let (name, labels) = match text.split_once(':') {
            Some((name, labels)) => (name.trim(), Some(labels)),
            None => (text, None),
        };
        let (name, rows) = match name.split_once('@') {
            Some((name, rows)) => (name.trim(), Some(rows)),
            None => (name, None),
        };
        let (labels, names) = labels
            .map(read_labels)
            .transpose()
            .map_err(|why| wrong_labels(text, name, why))?
            .unwrap_or_default();
        let place = rows.map(|rows| match rows.trim() {
            "learn" => Ok(Where::Side(Side::Learn)),
            "apart" => Ok(Where::Side(Side::Apart)),
            rows => read_rows(rows).map(|(first, last)| Where::Rows(first, last)),
        });
        Ok(Self {
            set: name.to_owned(),
            place: place.transpose().map_err(|why| DataError::Rows {
                text: text.to_owned(),
                why: why.to_string(),
                example: format!("{name}@1-100"),
            })?,
            labels: (!labels.is_empty()).then_some(labels),
            names,
        })
    }
}

fn wrong_labels(text: &str, name: &str, why: impl ToString) -> DataError {
    DataError::Labels {
        text: text.to_owned(),
        why: why.to_string(),
        example: format!("{name}:1 or {name}:1,7 or {name}:0-4"),
    }
}

/// What cannot be read of rows or labels.
#[derive(Debug, PartialEq, Eq, Error)]
enum Unclear {
    #[error("pictures are counted from 1")]
    Zero,
    #[error("{0:?} is not the number of a picture")]
    NoRow(String),
    #[error("{0:?} does not say from where to where")]
    NoRange(String),
    #[error("{0}-{1} runs backwards")]
    Backwards(usize, usize),
    #[error("a label is missing")]
    Missing,
    #[error("{0:?} is not a label")]
    NoLabel(String),
}

/// Reads `1-5000`.
fn read_rows(text: &str) -> Result<(usize, usize), Unclear> {
    let number = |text: &str| match text.trim().parse::<usize>() {
        Ok(0) => Err(Unclear::Zero),
        Ok(row) => Ok(row),
        Err(_) => Err(Unclear::NoRow(text.trim().to_owned())),
    };
    let Some((first, last)) = text.split_once('-') else {
        return Err(Unclear::NoRange(text.trim().to_owned()));
    };
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err(Unclear::Backwards(first, last));
    }
    Ok((first, last))
}

/// Reads `1`, `1,7`, `0-4` or `0-2,7`, and the names of classes, as in `Sneaker,Ankle boot`: the numbers, ascending, and
/// the names. What is a number is a label.
fn read_labels(text: &str) -> Result<(Vec<u8>, Vec<String>), Unclear> {
    let number = |text: &str| match text.trim().parse::<u8>() {
        Ok(label) => Ok(label),
        Err(_) if text.trim().is_empty() => Err(Unclear::Missing),
        Err(_) => Err(Unclear::NoLabel(text.trim().to_owned())),
    };
    let is_name = |text: &str| text.chars().any(char::is_alphabetic);
    let (mut labels, mut names) = (Vec::new(), Vec::new());
    for item in text.split(',') {
        match item.split_once('-') {
            // Names have hyphens, too.
            _ if is_name(item) => names.push(item.trim().to_owned()),
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to)?);
                if from > to {
                    return Err(Unclear::Backwards(from.into(), to.into()));
                }
                labels.extend(from..=to);
            }
            None => labels.push(number(item)?),
        }
    }
    labels.sort_unstable();
    labels.dedup();
    Ok((labels, names))
}

/// Writes labels as [`Selector`] reads them: `1,7`, and `0-4` for three or more in a row.
pub(super) fn write_labels(labels: &[u8]) -> String {
    let rows = labels.chunk_by(|a, b| a.checked_add(1) == Some(*b));
    let rows: Vec<String> = rows
        .flat_map(|row| match row {
            [first, _, .., last] => vec![format!("{first}-{last}")],
            few => few.iter().map(u8::to_string).collect(),
        })
        .collect();
    rows.join(",")
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.set)?;
        match self.place {
            Some(Where::Rows(first, last)) => write!(f, "@{first}-{last}")?,
            Some(Where::Side(side)) => write!(f, "@{}", side.name())?,
            None => {}
        }
        if !self.has_labels() {
            return Ok(());
        }
        let labels = self.labels.as_deref().map(write_labels);
        let all: Vec<String> = labels
            .into_iter()
            .chain(self.names.iter().cloned())
            .collect();
        write!(f, ":{}", all.join(","))
    }
}

impl TryFrom<String> for Selector {
    type Error = DataError;

    fn try_from(text: String) -> Result<Self, DataError> {
        text.parse()
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> Self {
        selector.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use crate::dataset::Library;
    use proptest::prelude::*;

    /// What is said of a selector, when it is read or when it is looked up.
    fn complaint(text: &str) -> String {
        let resolved = text
            .parse()
            .and_then(|selector: Selector| Library::builtin().resolve(&selector).map(|_| ()));
        resolved.unwrap_err().to_string()
    }

    #[test]
    fn a_selector_names_a_set_and_perhaps_labels() {
        let selector: Selector = "pendigits:7, 1-3,2".parse().unwrap();
        assert_eq!(selector.set(), "pendigits");
        assert_eq!(selector.labels(), Some(&[1, 2, 3, 7][..]));
        assert_eq!(selector.to_string(), "pendigits:1-3,7");
        assert_eq!("photos/sudoku".parse::<Selector>().unwrap().labels(), None);
    }

    #[test]
    fn a_wrong_name_is_told_the_closest_right_one_or_all_of_them() {
        assert_eq!(
            complaint("mnist/tset"),
            "there is no data called mnist/tset; did you mean mnist/test?"
        );
        assert_eq!(
            complaint("mnits"),
            "there is no data called mnits; did you mean mnist/train or mnist/test?"
        );
        assert_eq!(
            complaint("photo"),
            "there is no data called photo; did you mean photos/sudoku or photos/sudoku-cleaned?"
        );
        assert_eq!(
            complaint("mnist"),
            "mnist alone does not say which pictures: say mnist/train or mnist/test"
        );
        assert_eq!(
            complaint("optdigits/train"),
            "there is no data called optdigits/train; did you mean optdigits?"
        );
        assert_eq!(
            complaint("imagenet"),
            "there is no data called imagenet; there are mnist/train, mnist/test, \
             fashion-mnist/train, fashion-mnist/test, cifar10/train, cifar10/test, optdigits, \
             pendigits, fonts, fonts/open, fonts/reserved, fonts/letters, blank, photos/sudoku, \
             photos/sudoku-cleaned"
        );
    }

    #[test]
    fn wrong_labels_are_told_what_is_wrong_and_how_to_write_them() {
        assert_eq!(
            complaint("optdigits:12"),
            "optdigits:12: there is no label 12, they go from 0 to 9; write labels like \
             optdigits:1 or optdigits:1,7 or optdigits:0-4"
        );
        assert!(complaint("fonts:").contains("a label is missing"));
        assert!(complaint("fonts:1,,2").contains("a label is missing"));
        assert!(complaint("fonts:4-0").contains("4-0 runs backwards"));
        assert!(complaint("fonts:1?").contains("\"1?\" is not a label"));
        assert_eq!(
            complaint("fashion-mnist/test:Sneakers"),
            "fashion-mnist/test:Sneakers: there is no class \"Sneakers\"; did you mean Sneaker?; write labels like \
             fashion-mnist/test:1 or fashion-mnist/test:1,7 or fashion-mnist/test:0-4"
        );
    }

    #[test]
    fn a_class_is_called_by_its_label_or_by_its_name() {
        let library = Library::builtin();
        let picked = |text: &str| {
            let selector: Selector = text.parse().unwrap();
            assert_eq!(selector.to_string().parse::<Selector>().unwrap(), selector);
            let digest = library.declared_digest(&selector).unwrap();
            (library.select(&selector).unwrap().len(), digest)
        };
        assert_eq!(
            picked("fashion-mnist/test:Sneaker"),
            picked("fashion-mnist/test:7")
        );
        assert_eq!(
            picked("fashion-mnist/test@1-500:ankle boot, Sneaker"),
            picked("fashion-mnist/test@1-500:7,9")
        );
        assert_eq!(picked("fashion-mnist/test:1,T-shirt/top").0, 2_000);
        // Whether a name and a number are the same class is known of the data only.
        let one: Selector = "fashion-mnist/test:Sneaker".parse().unwrap();
        assert!(one.may_share(&"fashion-mnist/test:3".parse().unwrap()));
    }

    #[test]
    fn a_selector_may_name_rows_and_is_told_which_there_are() {
        let selector: Selector = "mnist/test@1-5000:4".parse().unwrap();
        assert_eq!(selector.rows(), Some((1, 5000)));
        assert_eq!(selector.labels(), Some(&[4][..]));
        assert_eq!(selector.to_string(), "mnist/test@1-5000:4");
        assert_eq!(
            complaint("mnist/test@9000-10001"),
            "mnist/test@9000-10001: there is no picture 10001, they go from 1 to 10000; write rows \
             like mnist/test@1-10000"
        );
        assert!(complaint("fonts@0-3").contains("counted from 1"));
        assert!(complaint("fonts@3").contains("from where to where"));
        assert!(complaint("fonts@3-1").contains("3-1 runs backwards"));
        assert!(complaint("fonts@a-b").contains("\"a\" is not the number"));
    }

    #[test]
    fn rows_are_those_of_the_part_whatever_their_labels() {
        let library = Library::builtin();
        let select = |text: &str| library.select(&text.parse().unwrap()).unwrap();
        let (all, some) = (select("fonts"), select("fonts@11-20"));
        assert_eq!(some.len(), 10);
        assert!((0..10).all(|place| some.picture(place) == all.picture(place + 10)));
        let fours = select("fonts@11-20:4");
        assert_eq!(fours.len(), 1);
        let digest = |text: &str| library.declared_digest(&text.parse().unwrap()).unwrap();
        assert_ne!(digest("fonts@11-20"), digest("fonts@11-21"));
    }

    #[test]
    fn it_is_a_string_in_lessons() {
        let selector: Selector = serde_json::from_str("\"mnist/test:0-4\"").unwrap();
        assert_eq!(
            serde_json::to_string(&selector).unwrap(),
            "\"mnist/test:0-4\""
        );
        assert!(serde_json::from_str::<Selector>("\"mnist/test:\"").is_err());
    }

    #[test]
    fn a_selector_may_name_a_side() {
        let selector: Selector = "pendigits@apart:1".parse().unwrap();
        assert_eq!(
            (selector.side(), selector.rows()),
            (Some(Side::Apart), None)
        );
        assert_eq!(selector.to_string(), "pendigits@apart:1");
        assert_eq!(selector.on(Side::Learn).to_string(), "pendigits@learn:1");
        let may_share = |one: &str, other: &str| {
            let other: Selector = other.parse().unwrap();
            one.parse::<Selector>().unwrap().may_share(&other)
        };
        assert!(!may_share("pendigits@learn", "pendigits@apart:3"));
        assert!(may_share("pendigits@learn", "pendigits"));
        assert!(may_share("pendigits@learn", "pendigits@learn:3"));
        assert!(!may_share("pendigits@learn", "optdigits"));
        assert!(may_share("mnist/test@1-5000", "mnist/test@5000-6000"));
        assert!(!may_share("mnist/test@1-5000", "mnist/test@5001-6000"));
        assert!(may_share("mnist/test:1,7", "mnist/test:0-4"));
        assert!(!may_share("mnist/test:7", "mnist/test:0-4"));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(labels in prop::collection::vec(0..10_u8, 1..12)) {
            let listed = labels.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
            let selector: Selector = format!("fonts:{listed}").parse().unwrap();
            prop_assert_eq!(&selector.to_string().parse::<Selector>().unwrap(), &selector);
            let kept = selector.labels().unwrap();
            prop_assert!(kept.is_sorted() && labels.iter().all(|label| kept.contains(label)));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            for text in [text.clone(), format!("fonts:{text}"), format!("fonts@{text}")] {
                let _ = text
                    .parse()
                    .map(|selector| Library::builtin().resolve(&selector).map(|_| ()));
            }
        }
    }
}
