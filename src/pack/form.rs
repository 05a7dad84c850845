//! What does not fit the schema, in the words of whoever writes packs.

use serde::de::DeserializeOwned;
use thiserror::Error;

use super::misread::{Found, Step, Why};
use super::reading;
use crate::base::closest;

/// Something in a text that does not fit the schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Misfit {
    /// The path of it, as [`super::source_map::SourceMap`] has them, below what is read.
    pub(super) path: String,
    /// Whether the key is meant, and not its value.
    pub(super) is_key: bool,
    /// What is wrong and what to do.
    pub(super) problem: String,
    /// The text that stands where none belongs, or another one.
    pub(super) text: Option<String>,
    /// Whether keys and values stand where a text belongs.
    pub(super) is_map_for_text: bool,
}

/// Why a text is not what it should be.
#[derive(Debug, Error)]
pub enum ParseError {
    /// It is no YAML.
    #[error(transparent)]
    Yaml(#[from] serde_yaml::Error),
    /// Something in it does not fit.
    #[error("{path}{problem}")]
    Misfit {
        /// Where, as it stands in front of a message; may be empty.
        path: String,
        /// What is wrong and what to do.
        problem: String,
    },
}

/// Reads a short text, such as a command's argument, as a pack would be read.
///
/// # Errors
/// When it is no YAML, or something in it does not fit.
pub fn parse<T: DeserializeOwned>(yaml: &str) -> Result<T, ParseError> {
    reading::read(serde_yaml::from_str(yaml)?).map_err(|error| {
        let (steps, why) = error.into_parts();
        let path = match shown(&steps) {
            path if path.is_empty() => path,
            path => format!("{path}: "),
        };
        let (problem, _) = told(why);
        ParseError::Misfit { path, problem }
    })
}

/// The path of these steps.
pub(super) fn shown(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        path = match step {
            Step::Key(key) => joined(&path, key),
            Step::Index(index) => format!("{path} {}", index + 1),
        };
    }
    path
}

/// A key below a path.
pub(super) fn joined(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    }
}

/// What an instructor is told: what is wrong and what to do, and the text that it is about.
pub(super) fn told(why: Why) -> (String, Option<String>) {
    match why {
        Why::UnknownKey { key, .. } if key.contains(' ') => {
            let problem = format!(
                "there is no key `{key}`; a text with a comma or a colon in it has to stand in quotes"
            );
            (problem, None)
        }
        Why::UnknownKey { key, known } => {
            let problem = format!("there is no key `{key}`{}", instead(&key, known));
            (problem, None)
        }
        Why::UnknownKind { kind, known } => {
            (format!("there is no `{kind}`{}", instead(&kind, known)), None)
        }
        Why::UnknownName { name, known } => {
            let problem = format!("there is no `{name}`{}", instead(&name, known));
            (problem, Some(name))
        }
        Why::MissingKey(key) => (format!("`{key}` is missing"), None),
        Why::NotOneKey => (
            "there has to be exactly one key here, which says what it is; begin another entry, with a hyphen, for another one".to_owned(),
            None,
        ),
        Why::Bare(name) => (
            format!("`{name}` alone says too little; write `{name}:`, and behind it what belongs to it"),
            None,
        ),
        Why::Length { found, wanted } => (
            format!("this list has {found} entries; {wanted} belong here"),
            None,
        ),
        Why::Wrong { found, wanted } => {
            let problem = format!("{found}; {wanted} belongs here");
            let text = match found {
                Found::Text(text) => Some(text),
                _ => None,
            };
            (problem, text)
        }
        Why::Said(text) => (text, None),
    }
}

/// There is nothing of this name, but of one like it.
pub(super) fn no_such(wrong: &str, close: &str) -> String {
    format!("there is no `{wrong}`; did you mean `{close}`?")
}

/// What can be written instead.
fn instead(wrong: &str, names: &[&str]) -> String {
    let close = closest(wrong, names.iter().copied());
    match (close, names.is_empty()) {
        (Some(close), _) => format!("; did you mean `{close}`?"),
        (None, true) => String::new(),
        (None, false) => format!("; there are {}", names.join(", ")),
    }
}
