//! A lesson: what it is, and its steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::Choice;
use super::step::Step;
use crate::pack::album::Album;

/// A lesson: a walk through steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its title.
    #[serde(rename = "lesson")]
    pub title: String,
    /// One line on what happens in it.
    #[serde(default)]
    pub about: String,
    /// How long a reader needs, training included.
    pub minutes: u32,
    /// File names of the lessons that should be done before.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What whoever leads a class should know or say; learners do not see it, `mindgap pack notes` prints it.
    #[serde(default)]
    pub speaker: Vec<SpeakerNote>,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// The pictures that its texts show.
    #[serde(skip)]
    pub album: Album,
}

impl Lesson {
    /// What can be chosen in the questions of a step, from 0, that are asked beforehand.
    pub fn choices(&self, step: usize) -> Vec<Choice> {
        let questions = self.steps.get(step).map(|step| step.spec().questions());
        let questions = questions.into_iter().flatten();
        questions.flat_map(|question| question.choices).collect()
    }
}

/// A note for whoever leads a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeakerNote {
    /// The step that it belongs to, from 1.
    pub step: usize,
    /// The note, in Markdown.
    pub say: String,
}
