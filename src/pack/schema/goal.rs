//! A goal that a run has to meet: accuracies and ranges, as conditions in texts write them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::expect::Range;
use crate::pack::text::{Condition, ConditionError, Quantity, Reference, Test};

/// A goal that a run has to meet, as conditions in texts are written: `validation accuracy of mine above 95`;
/// with a comma between them, all have to hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Goal {
    text: String,
    /// All of them have to be met.
    pub parts: Vec<GoalPart>,
}

/// One thing that has to be met.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalPart {
    /// Whether it is on validation pictures; on those of a slice otherwise.
    pub is_validation: bool,
    /// The name of the run, or of the slice.
    pub of: String,
    /// The accuracy in percent.
    pub range: Range,
}

/// Why a text is no goal.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum GoalError {
    /// It is no condition.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// It is one, of something that cannot be reached by training.
    #[error(
        "{0:?} is no goal; write what has to be reached, such as validation accuracy of mine above 95, accuracy of Pen strokes above 80"
    )]
    NoAccuracy(String),
}

impl GoalPart {
    fn of(test: Test) -> Option<Self> {
        let Test::Within(Reference::Figure(named), range) = test else {
            return None;
        };
        let is_validation = match named.quantity {
            Quantity::ValidationAccuracy => true,
            Quantity::Accuracy => false,
            _ => return None,
        };
        named.by.is_none().then_some(Self {
            is_validation,
            of: named.of,
            range,
        })
    }
}

impl FromStr for Goal {
    type Err = GoalError;

    fn from_str(text: &str) -> Result<Self, GoalError> {
        let condition: Condition = text.parse()?;
        let parts: Option<Vec<GoalPart>> = condition.all.into_iter().map(GoalPart::of).collect();
        match parts {
            Some(parts) => Ok(Self {
                text: condition.text,
                parts,
            }),
            None => Err(GoalError::NoAccuracy(condition.text)),
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Goal {
    type Error = GoalError;

    fn try_from(text: String) -> Result<Self, GoalError> {
        text.parse()
    }
}

impl From<Goal> for String {
    fn from(goal: Goal) -> Self {
        goal.text
    }
}

impl JsonSchema for Goal {
    fn schema_name() -> Cow<'static, str> {
        "Goal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What has to be reached: validation accuracy of mine above 95; with a comma between them, all have to hold.",
            "type": "string",
            "pattern": "accuracy of .+ (above|below|between) ",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_accuracies_and_ranges() {
        let goal =
            "validation accuracy of mine above 95, accuracy of \"Pen, and ink\" between 60 and 90"
                .parse::<Goal>();
        let parts = goal.map(|goal| {
            let parts = goal.parts.into_iter();
            let told = parts.map(|part| (part.is_validation, part.of, part.range.to_string()));
            told.collect::<Vec<_>>()
        });
        let part =
            |is_validation, of: &str, range: &str| (is_validation, of.to_owned(), range.to_owned());
        assert_eq!(
            parts,
            Ok(vec![
                part(true, "mine", "above 95"),
                part(false, "Pen, and ink", "between 60 and 90"),
            ])
        );
        for wrong in [
            "",
            "accuracy of mine",
            "guess right",
            "difference of A and B above 3",
            "errors of A below 10",
            "accuracy of A by other above 90",
        ] {
            assert!(wrong.parse::<Goal>().is_err(), "{wrong}");
        }
    }
}
