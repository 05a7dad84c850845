//! `label`: the human control. The learner reads the pictures too.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::{Amount, Question, Spec};
use crate::eval::SliceSpec;
use crate::pack::text::{LEARNER, Promised, Quantity};

/// The learner says what pictures show, and is measured as the network is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The name of a run that was trained in an earlier step, and reads the same pictures.
    pub of: String,
    /// Shown above the first picture, in Markdown.
    #[serde(default)]
    pub say: String,
    /// The pictures; each slice says with `sample` how many.
    pub slices: Vec<SliceSpec>,
    /// Decides in which order they come.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Spec for Label {
    fn kind(&self) -> &'static str {
        "label"
    }

    fn about(&self) -> &str {
        &self.say
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        vec![&mut self.say, &mut self.takeaway]
    }

    fn figures(&self) -> Vec<Promised> {
        let names = self.slices.iter().map(|slice| slice.name.as_str());
        let names = names.chain([Self::ALL]);
        let read = names.flat_map(|name| {
            [LEARNER, &self.of].map(|reader| Promised {
                quantities: Quantity::OF_READERS.to_vec(),
                of: name.to_owned(),
                by: Some(reader.to_owned()),
            })
        });
        read.collect()
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
        self.slices.iter_mut().map(Amount::Read).collect()
    }
}

fn default_seed() -> u64 {
    7
}

impl Label {
    /// How texts call all of its pictures together.
    pub const ALL: &str = "all of them";

    /// The order in which the pictures come: the places of slices and of pictures in them. `counts`
    /// says how many each slice has.
    pub fn order(&self, counts: &[usize]) -> Vec<(usize, usize)> {
        let all = counts.iter().enumerate();
        let mut order: Vec<(usize, usize)> = all
            .flat_map(|(slice, &n)| (0..n).map(move |place| (slice, place)))
            .collect();
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        // Fisher and Yates; that a remainder favours the low ones by 2^-58 does no harm here.
        for place in 0..order.len() {
            let left = (order.len() - place) as u64;
            order.swap(place, place + (random.next_u64() % left) as usize);
        }
        order
    }
}
