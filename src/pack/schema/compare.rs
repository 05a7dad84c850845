//! `compare`: two trained networks on the same pictures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SlicePrediction;
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
