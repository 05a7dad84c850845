//! What things are called in the engine. Everything of a class begins with its name, so that classes share an engine, and an
//! administrator can say by one pattern who may do what.

use std::str::FromStr;

use thiserror::Error;

/// Characters of a class's name at most: it is part of every subject.
const MAX_CHARS: usize = 32;

/// The name of a class in an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(String);

/// This cannot be a class's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("say 1 to {MAX_CHARS} letters of a to z, digits and -, as in ml-2026")]
pub struct NoName;

impl FromStr for Names {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        let is_fit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match (1..=MAX_CHARS).contains(&text.len()) && text.bytes().all(is_fit) {
            true => Ok(Self(text.to_owned())),
            false => Err(NoName),
        }
    }
}

impl Names {
    /// The class's own name.
    pub fn class(&self) -> &str {
        &self.0
    }

    /// A subject: `mindgap.CLASS.WHAT`.
    pub fn subject(&self, what: &str) -> String {
        format!("mindgap.{}.{what}", self.0)
    }

    /// A stream: `mindgap_CLASS_WHAT`. A bucket is called the same.
    pub fn stream(&self, what: &str) -> String {
        format!("mindgap_{}_{what}", self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_fit_for_subjects_and_buckets() {
        let names: Names = "ml-2026".parse().unwrap();
        assert_eq!(names.subject("jobs.0"), "mindgap.ml-2026.jobs.0");
        assert_eq!(names.stream("jobs"), "mindgap_ml-2026_jobs");
        for wrong in ["", "7.b", "ML", "a b", "*", ">", &"x".repeat(33)] {
            assert_eq!(wrong.parse::<Names>(), Err(NoName), "{wrong}");
        }
    }
}
