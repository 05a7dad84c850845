//! `inspect`: a trained network's answers, looked at closely.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::glimpse::Glimpse;
use super::spec::{Amount, Question, Spec, measured, promised};
use crate::eval::SliceSpec;
use crate::pack::text::Promised;

/// A trained network's answers, looked at closely.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspect {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Option<InspectPrediction>,
    /// The data, in the order in which it is shown.
    pub slices: Vec<SliceSpec>,
    /// What is shown of each slice; confusion, worst, calibration and saliency, if absent.
    #[serde(default = "default_show")]
    pub show: Vec<View>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Spec for Inspect {
    fn kind(&self) -> &'static str {
        "inspect"
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

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.say, &mut self.takeaway];
        texts.extend(self.predict.as_mut().map(|asked| &mut asked.question));
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        promised(&self.slices, &self.of)
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        let asked = self.predict.as_ref();
        let among = asked.map_or_else(Vec::new, |asked| asked.among.clone());
        Question::choice(&self.say, asked.map(|asked| &asked.question), among)
    }

    /// It is about the first slice.
    fn specimens(&self) -> Vec<SliceSpec> {
        let asked = self.predict.as_ref();
        asked.map_or_else(Vec::new, |asked| {
            asked.specimens.of(None, self.slices.iter().take(1))
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

fn default_show() -> Vec<View> {
    vec![
        View::Confusion,
        View::Worst,
        View::Calibration,
        View::Saliency,
    ]
}

/// A way to look at answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Which classes are taken for which, with examples.
    Confusion,
    /// Wrong answers, the most confident first.
    Worst,
    /// Each writer or typeface, the worst read first.
    Groups,
    /// What an interval is: twenty samples of these answers with theirs, and what all come to.
    Interval,
    /// Whether its accuracy matches its confidence.
    Calibration,
    /// How well its scores tell the other slices from the first one (out-of-distribution detection).
    Ood,
    /// Accuracy under attack, as its budget grows (FGSM), with pictures before and after.
    Attack,
    /// Thresholds that were chosen on validation pictures, one with a guarantee, and what they come to here.
    Threshold,
    /// The shares of the classes as learned, as estimated without labels, and as they are.
    LabelShift,
    /// Which pixels an answer depends on.
    Saliency,
    /// The network's own filters, and what each of its layers makes of a picture.
    Inside,
}

/// Asks which of several is read worst on the first slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectPrediction {
    /// What is asked; the answer is one of `among`.
    pub question: String,
    /// Whether classes or groups are meant.
    pub lowest: Among,
    /// The names of the classes or groups to choose from.
    pub among: Vec<String>,
    /// How many pictures of what is asked about stand with the question.
    #[serde(default, skip_serializing_if = "Glimpse::is_usual")]
    pub specimens: Glimpse,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// The classes, by their recall.
    Class,
    /// The writers or typefaces.
    Group,
}
