//! `ask`: a question.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A question with choices, one of which is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What is asked, in Markdown.
    pub question: String,
    /// What can be answered.
    pub choices: Vec<String>,
    /// The right choice, counted from 1.
    pub answer: usize,
    /// Shown with the right answer, in Markdown.
    pub why: String,
    /// Shown one at a time, when asked for.
    #[serde(default)]
    pub hints: Vec<String>,
}
