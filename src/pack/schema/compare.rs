//! `compare`: two trained networks on the same pictures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::slice_prediction::SlicePrediction;
use super::spec::{Amount, Question, Spec, measured};
use crate::eval::SliceSpec;

/// Two trained networks on the same pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// The names of two runs that were trained in earlier steps, the one to compare with first.
    pub runs: (String, String),
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Option<SlicePrediction>,
    /// The data, in the order in which it is shown.
    pub slices: Vec<SliceSpec>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Spec for Compare {
    fn kind(&self) -> &'static str {
        "compare"
    }

    fn about(&self) -> &str {
        match &self.predict {
            Some(asked) => &asked.question,
            None => &self.say,
        }
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Question::number(
            &self.say,
            self.predict.as_ref().map(|asked| &asked.question),
        )
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.runs.0, &self.runs.1]
    }

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        measured(&mut self.slices)
    }
}
