//! `reveal`: a trained network meets data that it has not seen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::expect::Expectation;
use super::glimpse::Glimpse;
use super::spec::{Amount, Question, Spec, measured, promised};
use crate::eval::SliceSpec;
use crate::pack::text::Promised;

/// A trained network meets data that it has not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// What the learner says beforehand. Nothing is shown before that.
    pub predict: RevealPrediction,
    /// The data, in the order in which it is shown.
    pub slices: Vec<SliceSpec>,
    /// What has to be measured for the lesson to hold; `mindgap pack test` looks.
    #[serde(default)]
    pub expect: Vec<Expectation>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Spec for Reveal {
    fn kind(&self) -> &'static str {
        "reveal"
    }

    fn about(&self) -> &str {
        &self.predict.question
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        vec![
            &mut self.say,
            &mut self.predict.question,
            &mut self.takeaway,
        ]
    }

    fn figures(&self) -> Vec<Promised> {
        promised(&self.slices, &self.of)
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Question::choice(
            &self.say,
            Some(&self.predict.question),
            self.predicted_among(),
        )
    }

    fn specimens(&self) -> Vec<SliceSpec> {
        let asked = self.predict.slice.as_deref();
        let among = self.predicted_among();
        match among.is_empty() {
            true => self.predict.specimens.of(asked, self.slices.iter()),
            false => self.predict.specimens.of(asked, among.into_iter()),
        }
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

impl Reveal {
    /// The place of the slice that the prediction is about, if it is about one.
    pub fn predicted_slice(&self) -> Option<usize> {
        let asked = self.predict.slice.as_ref()?;
        self.slices.iter().position(|slice| slice.name == *asked)
    }

    /// The slices among which the learner chooses; none where a number is asked for.
    pub fn predicted_among(&self) -> Vec<&SliceSpec> {
        let named = |name: &String| self.slices.iter().find(|slice| slice.name == *name);
        match self.predict.measure {
            Measure::Accuracy | Measure::ConfidenceWhenWrong => Vec::new(),
            Measure::Lowest | Measure::Highest if self.predict.among.is_empty() => {
                self.slices.iter().collect()
            }
            Measure::Lowest | Measure::Highest => {
                self.predict.among.iter().filter_map(named).collect()
            }
        }
    }
}

/// Asks for something that the slices will show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealPrediction {
    /// What is asked; the answer is a percentage, or one of the slices.
    pub question: String,
    /// The name of the slice that a number is held against.
    #[serde(default)]
    pub slice: Option<String>,
    /// What the question is about.
    #[serde(default)]
    pub measure: Measure,
    /// For `lowest` and `highest`: the names of the slices to choose from; all, if absent.
    #[serde(default)]
    pub among: Vec<String>,
    /// How many pictures of what is asked about stand with the question.
    #[serde(default, skip_serializing_if = "Glimpse::is_usual")]
    pub specimens: Glimpse,
}

/// What a prediction is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many of 100 are answered correctly.
    #[default]
    Accuracy,
    /// The mean confidence where the model is wrong, in percent.
    #[serde(alias = "sure_when_wrong")]
    ConfidenceWhenWrong,
    /// The slice with the lowest accuracy.
    Lowest,
    /// The slice with the highest accuracy.
    Highest,
}
