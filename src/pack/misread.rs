//! Why a value of a pack is not what its type wants, as data: where it happened, what was found, and what
//! belongs there. (The errors of serde's formats are sentences.)

use std::fmt;

use serde::de::{self, Expected, Unexpected};
use serde_yaml::Value;

/// A step down into a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// To what stands behind this key.
    Key(String),
    /// To an entry of a list, from 0.
    Index(usize),
}

/// Something that does not fit.
#[derive(Debug)]
pub(super) struct Misread {
    /// The way to it, from the inside out while it is found.
    steps: Vec<Step>,
    pub(super) why: Why,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Why {
    /// A map has a key that its type has not.
    UnknownKey {
        key: String,
        known: &'static [&'static str],
    },
    /// A map with one key, and there is no such kind.
    UnknownKind {
        kind: String,
        known: &'static [&'static str],
    },
    /// A text out of a list of texts, but none of them.
    UnknownName {
        name: String,
        known: &'static [&'static str],
    },
    /// A map has not all that it needs.
    MissingKey(&'static str),
    /// There has to be a map with one key.
    NotOneKey,
    /// A kind's name without what belongs behind it.
    Bare(String),
    /// A list has too many or too few entries.
    Length { found: usize, wanted: usize },
    /// Something of another kind, or out of range.
    Wrong { found: Found, wanted: String },
    /// What a type says by itself.
    Said(String),
}

/// What stands in a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    Nothing,
    Truth(bool),
    Number(String),
    Text(String),
    List,
    Map,
}

impl Misread {
    pub(super) fn new(why: Why) -> Self {
        Self {
            steps: Vec::new(),
            why,
        }
    }

    pub(super) fn wrong(value: &Value, wanted: impl Into<String>) -> Self {
        Self::new(Why::Wrong {
            found: Found::of(value),
            wanted: wanted.into(),
        })
    }

    pub(super) fn below(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The way to it from the outside in, and what it is.
    pub(super) fn into_parts(mut self) -> (Vec<Step>, Why) {
        self.steps.reverse();
        (self.steps, self.why)
    }
}

impl Found {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(truth) => Self::Truth(*truth),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::Text(text.clone()),
            Value::Sequence(_) => Self::List,
            Value::Mapping(_) => Self::Map,
            Value::Tagged(tagged) => Self::of(&tagged.value),
        }
    }
}

impl From<Unexpected<'_>> for Found {
    fn from(found: Unexpected<'_>) -> Self {
        match found {
            Unexpected::Bool(truth) => Self::Truth(truth),
            Unexpected::Unsigned(number) => Self::Number(number.to_string()),
            Unexpected::Signed(number) => Self::Number(number.to_string()),
            Unexpected::Float(number) => Self::Number(number.to_string()),
            Unexpected::Char(character) => Self::Text(character.to_string()),
            Unexpected::Str(text) => Self::Text(text.to_owned()),
            Unexpected::Seq | Unexpected::Bytes(_) | Unexpected::TupleVariant => Self::List,
            Unexpected::Map | Unexpected::NewtypeStruct | Unexpected::StructVariant => Self::Map,
            _ => Self::Nothing,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing stands here"),
            Self::Truth(truth) => write!(f, "this is {truth}"),
            Self::Number(number) => write!(f, "this is the number {number}"),
            Self::Text(text) => write!(f, "this is the text {text:?}"),
            Self::List => f.write_str("this is a list"),
            Self::Map => f.write_str("this is a map of keys and values"),
        }
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.why)
    }
}

impl std::error::Error for Misread {}

impl de::Error for Misread {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::new(Why::Said(text.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::new(Why::Wrong {
            found: found.into(),
            wanted: wanted.to_string(),
        })
    }

    fn invalid_value(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::invalid_type(found, wanted)
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        let name = name.to_owned();
        Self::new(Why::UnknownName { name, known })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let key = key.to_owned();
        Self::new(Why::UnknownKey { key, known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Why::MissingKey(key))
    }
}
