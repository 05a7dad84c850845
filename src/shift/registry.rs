//! Which corruptions there are, and how one is named.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use rand_chacha::ChaCha8Rng;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::canvas::Canvas;
use super::corruption::{Corruption, Family, Severity};
use super::{further, mnist_c, paper};
use crate::base::closest;

/// Every corruption, family by family.
pub fn registry() -> impl Iterator<Item = &'static Corruption> {
    let families = [
        mnist_c::CORRUPTIONS,
        further::CORRUPTIONS,
        paper::CORRUPTIONS,
    ];
    families.into_iter().flatten()
}

impl Family {
    /// Its corruptions, in the registry's order.
    pub fn corruptions(self) -> impl Iterator<Item = &'static Corruption> {
        registry().filter(move |corruption| corruption.family == self)
    }
}

/// The corruption of this name.
///
/// # Errors
/// When there is none; the text names the closest.
pub fn find(name: &str) -> Result<&'static Corruption, ShiftError> {
    registry()
        .find(|corruption| corruption.name == name)
        .ok_or_else(|| ShiftError::Unknown {
            name: name.to_owned(),
            hint: match closest(name, registry().map(|corruption| corruption.name)) {
                Some(close) => format!("did you mean {close}?"),
                None => "`mindgap slices list` names them all".to_owned(),
            },
        })
}

/// Why a corruption cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShiftError {
    /// There is none of that name.
    #[error("no corruption is called {name:?}; {hint}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// It is kept for evaluation.
    #[error(
        "{0} is for evaluation only: a model that trains on it can no longer be measured with it; choose another corruption"
    )]
    EvaluationOnly(&'static str),
    /// The text is no shift.
    #[error("{0}")]
    Text(String),
}

/// One corruption at one severity, as lessons and commands write it: `stain`, `{ stain: 3 }` in YAML,
/// `stain:3` on a command line.
#[derive(Debug, Clone, Copy)]
pub struct Shift {
    /// What is done.
    pub corruption: &'static Corruption,
    /// How strongly.
    pub severity: Severity,
}

impl Shift {
    /// The corruption of this name, at this severity or its default one.
    ///
    /// # Errors
    /// When there is none of that name, or the severity is not 1 to 5.
    pub fn new(name: &str, severity: Option<u8>) -> Result<Self, ShiftError> {
        let corruption = find(name)?;
        let severity = match severity {
            Some(level) => Severity::try_from(level)
                .map_err(|problem| ShiftError::Text(format!("{name}: {problem}")))?,
            None => corruption.default,
        };
        Ok(Self {
            corruption,
            severity,
        })
    }

    /// Alters one picture of any size; everything random comes out of the generator. One without
    /// pixels stays as it is. [`super::alter`] alters a whole split.
    pub fn apply(&self, picture: &Canvas, random: &mut ChaCha8Rng) -> Canvas {
        if picture.values().is_empty() {
            return picture.clone();
        }
        (self.corruption.apply)(picture, self.severity, random)
    }

    /// The same, refused where it is kept for evaluation.
    ///
    /// # Errors
    /// When the corruption is for evaluation only.
    pub(super) fn for_training(self) -> Result<Self, ShiftError> {
        match self.corruption.evaluation_only {
            true => Err(ShiftError::EvaluationOnly(self.corruption.name)),
            false => Ok(self),
        }
    }
}

impl PartialEq for Shift {
    fn eq(&self, other: &Self) -> bool {
        self.corruption.name == other.corruption.name && self.severity == other.severity
    }
}

impl Eq for Shift {}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.corruption.graded {
            true => write!(f, "{}:{}", self.corruption.name, self.severity.level()),
            false => f.write_str(self.corruption.name),
        }
    }
}

impl std::str::FromStr for Shift {
    type Err = ShiftError;

    fn from_str(text: &str) -> Result<Self, ShiftError> {
        match text.trim().split_once(':') {
            None => Self::new(text.trim(), None),
            Some((name, level)) => {
                let level = level.trim().parse().map_err(|_| {
                    ShiftError::Text(format!("{text:?}: {level:?} is no severity from 1 to 5"))
                })?;
                Self::new(name.trim(), Some(level))
            }
        }
    }
}

/// As YAML and JSON write it.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a corruption is written as its name or as { name: severity }"
)]
enum Written {
    Name(String),
    Graded(std::collections::BTreeMap<String, u8>),
}

impl JsonSchema for Shift {
    fn schema_name() -> Cow<'static, str> {
        "Shift".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let graded = registry().filter(|corruption| corruption.graded);
        let properties: BTreeMap<&str, serde_json::Value> = graded
            .map(|corruption| {
                let severity = serde_json::json!({ "type": "integer", "minimum": 1, "maximum": Severity::ALL.len() });
                (corruption.name, severity)
            })
            .collect();
        let names = registry().map(|corruption| {
            serde_json::json!({ "const": corruption.name, "description": corruption.told() })
        });
        let graded = serde_json::json!({
            "type": "object",
            "description": "With a severity, from 1 to 5.",
            "properties": properties,
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": false,
        });
        let all: Vec<serde_json::Value> = names.chain([graded]).collect();
        json_schema!({
            "description": "A corruption: its name, or a map with its name and severity.",
            "anyOf": all,
        })
    }
}

impl Serialize for Shift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.corruption.name.to_owned();
        let written = match self.corruption.graded {
            true => Written::Graded([(name, self.severity.level())].into()),
            false => Written::Name(name),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shift = match Written::deserialize(deserializer)? {
            Written::Name(name) => name.parse(),
            Written::Graded(map) => match map.into_iter().collect::<Vec<_>>().as_slice() {
                [(name, severity)] => Self::new(name, Some(*severity)),
                _ => Err(ShiftError::Text(
                    "one corruption a line: a map with one key, its name".to_owned(),
                )),
            },
        };
        shift.map_err(D::Error::custom)
    }
}
