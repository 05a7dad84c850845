//! `ask`: a question.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::{Amount, Question, Spec};
use crate::pack::text::Promised;

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

impl Spec for Ask {
    fn kind(&self) -> &'static str {
        "ask"
    }

    fn about(&self) -> &str {
        &self.question
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("question", &self.question), ("why", &self.why)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.question, &mut self.why];
        texts.extend(&mut self.choices);
        texts.extend(&mut self.hints);
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        Vec::new()
    }

    fn hints(&self) -> Option<&[String]> {
        Some(&self.hints)
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Vec::new()
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        Vec::new()
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        Vec::new()
    }
}
