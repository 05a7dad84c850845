//! What is asked about one slice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::glimpse::Glimpse;

/// Asks how many of 100 the run reads correctly on a slice; of two runs, how many the second does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlicePrediction {
    /// What is asked; the answer is a percentage.
    pub question: String,
    /// The name of the slice.
    pub slice: String,
    /// How many pictures of what is asked about stand with the question.
    #[serde(default, skip_serializing_if = "Glimpse::is_usual")]
    pub specimens: Glimpse,
}
