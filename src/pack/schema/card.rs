//! `card`: a model card, made only of what is measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::slice_prediction::SlicePrediction;
use super::spec::{Amount, Question, Spec, measured, promised};
use crate::eval::SliceSpec;
use crate::pack::text::Promised;

/// A model card of a trained network: what it is, what was measured, and the learner's own sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Text above the card, in Markdown.
    #[serde(default)]
    pub say: String,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Option<SlicePrediction>,
    /// What is measured for it, in this order.
    pub slices: Vec<SliceSpec>,
    /// What nobody measured, and the card says so.
    #[serde(default)]
    pub not_measured: Vec<String>,
    /// What the learner is asked to write under it.
    pub ask: String,
}

impl Spec for Card {
    fn kind(&self) -> &'static str {
        "card"
    }

    fn about(&self) -> &str {
        &self.ask
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("ask", &self.ask)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.say, &mut self.ask];
        texts.extend(self.predict.as_mut().map(|asked| &mut asked.question));
        texts.extend(&mut self.not_measured);
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        promised(&self.slices, &self.of)
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

    fn specimens(&self) -> Vec<SliceSpec> {
        let asked = self.predict.as_ref();
        asked.map_or_else(Vec::new, |asked| {
            asked.specimens.of(Some(&asked.slice), self.slices.iter())
        })
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.of]
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        measured(&mut self.slices)
    }
}
