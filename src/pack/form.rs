//! From YAML to the types of the schema, with everything that is wrong on the way and not only the
//! first: what is not known is told and left out, and reading goes on.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment, Track};
use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;

use crate::dataset::closest;

/// Something in a text that does not fit the schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Misfit {
    /// The path of it, as [`super::places::Places`] has them, below what is read.
    pub path: String,
    /// Whether the key is meant, and not its value.
    pub is_key: bool,
    /// What is wrong and what to do.
    pub problem: String,
    /// The text that stands where none belongs, or another one.
    pub text: Option<String>,
}

/// More misfits in one value are not told.
const MOST: usize = 50;

/// Reads a value as `T`; the value is none where something cannot be left out.
pub(super) fn fit<T: DeserializeOwned>(mut value: Value) -> (Option<T>, Vec<Misfit>) {
    let mut misfits: Vec<Misfit> = Vec::new();
    loop {
        let mut track = Track::new();
        let reader = serde_path_to_error::Deserializer::new(value.clone(), &mut track);
        let error = match singleton_map_recursive::deserialize(reader) {
            Ok(read) => return (Some(read), misfits),
            Err(error) => error,
        };
        let steps = steps(&track.path());
        let text = error.to_string();
        if text.contains("expected a string") && as_text(&mut value, &steps) {
            continue;
        }
        let unknown = text.strip_prefix("unknown field `");
        let unknown = unknown.and_then(|rest| rest.split_once('`'));
        if let Some((key, rest)) = unknown {
            let mut steps = steps;
            // Whether the key is part of the path already depends on who read it.
            if steps.last() != Some(&Step::Key(key.to_owned())) {
                steps.push(Step::Key(key.to_owned()));
            }
            misfits.push(Misfit {
                path: shown(&steps),
                is_key: true,
                problem: match key.contains(' ') {
                    true => format!(
                        "there is no key `{key}`; a text with a comma or a colon in it has to stand in quotes"
                    ),
                    false => format!("there is no key `{key}`{}", instead(key, rest)),
                },
                text: None,
            });
            if misfits.len() < MOST && take_out(&mut value, &steps) {
                continue;
            }
            return (None, misfits);
        }
        // What is missing because it was left out was told before.
        let is_told = |misfit: &Misfit| {
            let missing = text.strip_prefix("missing field `");
            let missing = missing.and_then(|rest| rest.split('`').next());
            missing.is_some_and(|key| misfit.path == joined(&shown(&steps), key))
        };
        if misfits.iter().any(is_told) {
            return (None, misfits);
        }
        misfits.push(Misfit {
            path: shown(&steps),
            is_key: false,
            problem: told(&text),
            text: quoted(&text),
        });
        // Without them, nothing can be said of the rest.
        let is_needed = text.starts_with("missing field") || text.starts_with("unknown variant");
        if is_needed || misfits.len() >= MOST {
            return (None, misfits);
        }
        if !take_out(&mut value, &steps) {
            return (None, misfits);
        }
    }
}

/// A step down into a value.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

fn steps(path: &Path) -> Vec<Step> {
    let segments = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { variant } => Some(Step::Key(variant.clone())),
        Segment::Unknown => None,
    });
    let mut steps: Vec<Step> = segments.collect();
    // A map with one key is told both as a map and as a variant.
    steps.dedup_by(|one, other| matches!(one, Step::Key(_)) && one == other);
    steps
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

/// Makes a number or a truth value the text that it was written as; whether it was one.
fn as_text(value: &mut Value, steps: &[Step]) -> bool {
    let Some(inner) = below(value, steps) else {
        return false;
    };
    let text = match &*inner {
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return false,
    };
    *inner = Value::String(text);
    true
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

/// What an instructor is told instead of what the reader of a format says.
pub(super) fn told(text: &str) -> String {
    let unknown = text.strip_prefix("unknown variant `");
    if let Some((name, rest)) = unknown.and_then(|rest| rest.split_once('`')) {
        return format!("there is no `{name}`{}", instead(name, rest));
    }
    if let Some(key) = text.strip_prefix("missing field `") {
        let key = key.split('`').next().unwrap_or_default();
        return format!("`{key}` is missing");
    }
    if let Some((wrong, rest)) = unexpected(text) {
        let names: Vec<&str> = rest.split(", ").collect();
        if let Some(close) = closest(wrong, names.into_iter()) {
            return no_such(wrong, close);
        }
    }
    if text.contains("expected map with a single key") {
        return "there has to be exactly one key here, which says what it is; begin another entry, with a hyphen, for another one".to_owned();
    }
    let wrong = text.strip_prefix("invalid type: ");
    if let Some((is, wanted)) = wrong.and_then(|rest| rest.split_once(", expected ")) {
        let wanted = match wanted {
            "a sequence" => "a list",
            wanted if wanted.starts_with("struct ") => "a map of keys and values",
            wanted if wanted.starts_with("tuple ") || wanted.starts_with("a tuple") => {
                "a short list"
            }
            "usize" | "u64" | "u32" | "u8" => "a whole number from 0",
            "f64" | "f32" => "a number",
            wanted => wanted,
        };
        return format!(
            "this is {}; {wanted} belongs here",
            is.replace("sequence", "a list")
        );
    }
    text.to_owned()
}

/// There is nothing of this name, but of one like it.
pub(super) fn no_such(wrong: &str, close: &str) -> String {
    format!("there is no `{wrong}`; did you mean `{close}`?")
}

/// The text that an error is about, if it is about one.
fn quoted(error: &str) -> Option<String> {
    let (_, rest) = error.split_once(": string \"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// A wrong text, and the list of what it may be.
fn unexpected(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("invalid value: string \"")?;
    rest.split_once("\", expected one of ")
}

/// What can be written instead, out of the end of such a message.
fn instead(wrong: &str, rest: &str) -> String {
    let names: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let close = closest(wrong, names.iter().copied());
    match (close, names.is_empty()) {
        (Some(close), _) => format!("; did you mean `{close}`?"),
        (None, true) => String::new(),
        (None, false) => format!("; there are {}", names.join(", ")),
    }
}
