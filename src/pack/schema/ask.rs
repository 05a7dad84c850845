//! `ask`: a question, with choices or to be written to.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::solve::normal;
use super::spec::{Amount, Question, Spec};
use crate::pack::text::Promised;

/// A question: with choices of which one or several are right, a poll without a right answer, or one that is answered in
/// the learner's own words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What is asked, in Markdown.
    pub question: String,
    /// What can be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The right choice, counted from 1; a list of all that are right, where several can be marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<RightChoices>,
    /// No choice is right: everybody's counts, and nothing is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// The answer is written in the learner's own words; then there are no choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextForm>,
    /// Written answers that are right, whatever their capitals, blanks and hyphens; without any, whatever is written is
    /// kept and nothing is scored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
    /// What is said to a choice by its number, in Markdown, once somebody has made it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replies: BTreeMap<usize, String>,
    /// Shown with the right answer, in Markdown; after a poll and a free text, where it may be left out, with the learner's.
    #[serde(default)]
    pub why: String,
    /// Shown one at a time, when asked for.
    #[serde(default)]
    pub hints: Vec<String>,
}

/// Which choices are right, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RightChoices {
    /// This one.
    One(usize),
    /// All of these, which are marked and handed in together.
    Several(Vec<usize>),
}

/// How many choices of a poll somebody makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Poll {
    /// One.
    One,
    /// As many as they want.
    Several,
}

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextForm {
    /// A line.
    Line,
    /// Several lines.
    Lines,
}

/// What somebody does who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Makes one of the choices.
    Chooses,
    /// Marks some of them, and hands them in together.
    Marks,
    /// Writes.
    Writes(TextForm),
}

impl Ask {
    /// What somebody does who answers.
    pub fn asked(&self) -> Asked {
        match (self.text, self.poll, &self.answer) {
            (Some(form), ..) => Asked::Writes(form),
            (None, Some(Poll::Several), _) | (None, None, Some(RightChoices::Several(_))) => {
                Asked::Marks
            }
            (None, ..) => Asked::Chooses,
        }
    }

    /// The right choices, counted from 1 and in order; none of a poll, and where something is written.
    pub fn right(&self) -> Vec<usize> {
        let mut right = match &self.answer {
            Some(RightChoices::One(one)) => vec![*one],
            Some(RightChoices::Several(several)) => several.clone(),
            None => Vec::new(),
        };
        right.sort_unstable();
        right
    }

    /// Whether an answer is right or wrong.
    pub fn is_scored(&self) -> bool {
        match self.text {
            Some(_) => !self.accept.is_empty(),
            None => self.poll.is_none(),
        }
    }

    /// Whether what was written is right.
    pub fn accepts(&self, written: &str) -> bool {
        let written = normal(written);
        !written.is_empty() && self.accept.iter().any(|text| normal(text) == written)
    }

    /// A choice by its number, as learners read it.
    pub fn choice(&self, number: usize) -> Option<&str> {
        let choice = self.choices.get(number.checked_sub(1)?)?;
        Some(choice.trim())
    }

    /// Choices by their numbers, as learners read them, with commas between them.
    pub fn listed(&self, numbers: &[usize]) -> String {
        let named = numbers.iter().filter_map(|&number| self.choice(number));
        named.collect::<Vec<_>>().join(", ")
    }
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
        texts.extend(self.replies.values_mut());
        texts.extend(&mut self.hints);
        texts
    }

    fn replies(&self) -> Vec<(usize, &str)> {
        let replies = self.replies.iter();
        replies.map(|(to, reply)| (*to, reply.as_str())).collect()
    }

    fn figures(&self) -> Vec<Promised> {
        Vec::new()
    }

    fn hints(&self) -> Option<&[String]> {
        let can_be_stuck = self.is_scored() || !self.hints.is_empty();
        can_be_stuck.then_some(self.hints.as_slice())
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

impl<'de> Deserialize<'de> for RightChoices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrSeveral)
    }
}

/// A number, or a list of numbers.
struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = RightChoices;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the number of a choice, or a list of such numbers")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<RightChoices, E> {
        // A number that large is none of a choice either.
        Ok(RightChoices::One(
            usize::try_from(number).unwrap_or(usize::MAX),
        ))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RightChoices, A::Error> {
        let mut several = Vec::new();
        while let Some(number) = list.next_element()? {
            several.push(number);
        }
        Ok(RightChoices::Several(several))
    }
}

impl JsonSchema for RightChoices {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RightChoices".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let number = serde_json::json!({ "type": "integer", "minimum": 1 });
        json_schema!({ "anyOf": [number, { "type": "array", "items": number, "minItems": 1 }] })
    }
}
