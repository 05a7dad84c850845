//! `compare`: two trained networks on the same pictures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::slice_prediction::SlicePrediction;
use super::spec::{Amount, Question, Spec, measured, promised};
use crate::eval::SliceSpec;
use crate::pack::text::{Promised, Quantity};

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

impl Spec for Compare {
    fn kind(&self) -> &'static str {
        "compare"
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
        let (one, other) = &self.runs;
        let differences = self.slices.iter().flat_map(|slice| {
            [both(one, other), both(other, one)].map(|by| Promised {
                quantities: vec![Quantity::Difference],
                of: slice.name.clone(),
                by: Some(by),
            })
        });
        let read = [one, other]
            .into_iter()
            .flat_map(|run| promised(&self.slices, run));
        let errors = [(one, other), (other, one)].map(|(run, baseline)| Promised {
            quantities: vec![Quantity::CorruptionError, Quantity::RelativeCorruptionError],
            of: run.clone(),
            by: Some(baseline.clone()),
        });
        let errors = errors
            .into_iter()
            .filter(|_| !self.corruptions().is_empty());
        read.chain(differences).chain(errors).collect()
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
        vec![&self.runs.0, &self.runs.1]
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        measured(&mut self.slices)
    }
}

impl Compare {
    /// The corruptions among its slices, as the places of the clean slice and of those of each corruption: slices to
    /// which one corruption and nothing else was applied, of the same pictures as the first to which nothing was.
    pub(crate) fn corruptions(&self) -> BTreeMap<&'static str, (usize, Vec<usize>)> {
        let mut found: BTreeMap<_, (usize, Vec<usize>)> = BTreeMap::new();
        let is_plain = |slice: &SliceSpec| slice.dial.is_none() && slice.attack.is_none();
        for (place, slice) in self.slices.iter().enumerate() {
            let [shift] = slice.apply.as_slice() else {
                continue;
            };
            let is_clean = |other: &&SliceSpec| {
                is_plain(other)
                    && other.apply.is_empty()
                    && (&other.from, other.sample, other.seed)
                        == (&slice.from, slice.sample, slice.seed)
            };
            let clean = self.slices.iter().position(|other| is_clean(&other));
            if let Some(clean) = clean.filter(|_| is_plain(slice)) {
                let of_it = found
                    .entry(shift.corruption.name)
                    .or_insert((clean, Vec::new()));
                if of_it.0 == clean {
                    of_it.1.push(place);
                }
            }
        }
        found
    }
}

/// How texts call two runs of which the accuracy of the second is taken from that of the first.
pub(crate) fn both(one: &str, other: &str) -> String {
    format!("{one} and {other}")
}
