//! From YAML to the types of the schema, with everything that is wrong on the way and not only the
//! first: what is not known is told and left out, and reading goes on.

use serde::de::DeserializeOwned;
use serde_yaml::Value;
use thiserror::Error;

use super::reading::{self, Found, Step, Why};
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
}

/// More misfits in one value are not told.
const MAX_TOLD: usize = 50;

/// Reads a value as `T`; the value is none where something cannot be left out.
pub(super) fn fit<T: DeserializeOwned>(mut value: Value) -> (Option<T>, Vec<Misfit>) {
    let mut misfits: Vec<Misfit> = Vec::new();
    loop {
        let (mut steps, why) = match reading::read(value.clone()) {
            Ok(read) => return (Some(read), misfits),
            Err(error) => error.into_parts(),
        };
        if let Why::MissingKey(key) = why {
            // What is missing because it was left out was told before.
            let missing = joined(&shown(&steps), key);
            if misfits.iter().any(|misfit| misfit.path == missing) {
                return (None, misfits);
            }
        }
        let is_key = matches!(why, Why::UnknownKey { .. });
        if let Why::UnknownKey { key, .. } = &why {
            steps.push(Step::Key(key.clone()));
        }
        // Without them, nothing can be said of the rest.
        let is_needed = matches!(why, Why::MissingKey(_) | Why::UnknownKind { .. });
        let (problem, text) = told(why);
        misfits.push(Misfit {
            path: shown(&steps),
            is_key,
            problem,
            text,
        });
        if is_needed || misfits.len() >= MAX_TOLD || !take_out(&mut value, &steps) {
            return (None, misfits);
        }
    }
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

fn shown(steps: &[Step]) -> String {
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

/// What these steps lead to.
fn below<'a>(value: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    steps
        .iter()
        .try_fold(value, |inner, step| match (step, inner) {
            (Step::Key(key), Value::Mapping(map)) => map.get_mut(key.as_str()),
            (Step::Index(index), Value::Sequence(list)) => list.get_mut(*index),
            _ => None,
        })
}

/// Takes what these steps lead to out of a map, if it is there.
fn take_out(value: &mut Value, steps: &[Step]) -> bool {
    let Some((last, before)) = steps.split_last() else {
        return false;
    };
    let Some(inner) = below(value, before) else {
        return false;
    };
    match (last, inner) {
        (Step::Key(key), Value::Mapping(map)) => map.remove(key.as_str()).is_some(),
        // The places of what follows in a list would no longer be those of the text.
        _ => false,
    }
}

/// What an instructor is told: what is wrong and what to do, and the text that it is about.
fn told(why: Why) -> (String, Option<String>) {
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
