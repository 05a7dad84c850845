//! How lessons and commands name data: a set's part and, after a colon, some of its classes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::DataError;

/// Names data: `mnist/test`, `pendigits:1`, `fonts:0-4`, `optdigits:1,7`. Classes are numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector {
    /// The part's name, such as `mnist/test`.
    pub part: String,
    /// Only these classes, ascending; all, if absent.
    pub labels: Option<Vec<u8>>,
}

impl FromStr for Selector {
    type Err = DataError;

    fn from_str(text: &str) -> Result<Self, DataError> {
        let malformed = |problem: &str| DataError::Selector {
            text: text.to_owned(),
            problem: problem.to_owned(),
        };
        let (part, labels) = match text.split_once(':') {
            Some((part, labels)) => (part, Some(labels)),
            None => (text, None),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_/.".contains(c);
        if part.is_empty() || !part.chars().all(is_name) {
            return Err(malformed("a name has letters, digits, hyphens and slashes"));
        }
        let labels = labels.map(parse_labels).transpose().map_err(malformed)?;
        Ok(Self {
            part: part.to_owned(),
            labels,
        })
    }
}

fn parse_labels(text: &str) -> Result<Vec<u8>, &'static str> {
    let number = |text: &str| {
        text.trim()
            .parse::<u8>()
            .map_err(|_| "classes are numbers, such as 1 or 0-4 or 1,7")
    };
    let mut labels = Vec::new();
    for item in text.split(',') {
        match item.split_once('-') {
            Some((first, last)) => {
                let (first, last) = (number(first)?, number(last)?);
                if first > last {
                    return Err("a range of classes goes upwards");
                }
                labels.extend(first..=last);
            }
            None => labels.push(number(item)?),
        }
    }
    labels.sort_unstable();
    labels.dedup();
    Ok(labels)
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.part.clone();
        if let Some(labels) = &self.labels {
            let labels: Vec<String> = labels.iter().map(u8::to_string).collect();
            text = format!("{text}:{}", labels.join(","));
        }
        f.pad(&text)
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
    use super::*;

    #[test]
    fn a_selector_names_a_part_and_some_of_its_classes() {
        let selector: Selector = "pendigits:7,0-2,1".parse().unwrap();
        assert_eq!(selector.part, "pendigits");
        assert_eq!(selector.labels, Some(vec![0, 1, 2, 7]));
        assert_eq!(selector.to_string(), "pendigits:0,1,2,7");
        assert_eq!("mnist/test".parse::<Selector>().unwrap().labels, None);
    }

    #[test]
    fn what_names_no_data_is_refused_with_an_example() {
        for wrong in [
            "",
            ":1",
            "a b",
            "mnist/test:",
            "mnist/test:x",
            "mnist/test:4-1",
            "m:300",
        ] {
            let error = wrong.parse::<Selector>().unwrap_err().to_string();
            assert!(error.contains("pendigits:1"), "{wrong}: {error}");
        }
    }
}
