//! `photo`: a photo on its way to the network, stage by stage.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::{Amount, Question, Spec};
use crate::pack::text::Promised;
use crate::picture::Cleanup;

/// A photo on its way to the network, stage by stage; the learner's own too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Shown before a photo is there, in Markdown.
    #[serde(default)]
    pub say: String,
    /// Pictures that can be tried: files that ship with mindgap, such as `photos/sudoku.png`.
    #[serde(rename = "try")]
    pub tries: Vec<String>,
    /// The stages that are switched on at first.
    #[serde(default)]
    pub stages: Cleanup,
}

impl Spec for Photo {
    fn kind(&self) -> &'static str {
        "photo"
    }

    fn about(&self) -> &str {
        &self.say
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        vec![&mut self.say]
    }

    fn figures(&self) -> Vec<Promised> {
        Vec::new()
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Vec::new()
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.of]
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        Vec::new()
    }
}
