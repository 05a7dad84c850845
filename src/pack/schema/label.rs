//! `label`: the human control. The learner reads the pictures too.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::settings::Settings;
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
    #[serde(default)]
    pub slices: Vec<SliceSpec>,
    /// Settings of dials whose pictures are read too: what learners call them stands at the dial.
    #[serde(default)]
    pub dials: Vec<Settings>,
    /// Whether only what the learner read is shown in the end, and nothing that the network says: for whoever has to
    /// predict it afterwards.
    #[serde(default)]
    pub alone: bool,
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
        let names = self.pictures().into_iter().map(|slice| slice.name);
        let names = names.chain([Self::ALL.to_owned()]);
        let readers = [Some(LEARNER), self.reads_beside()];
        let read = names.flat_map(|name| {
            readers.into_iter().flatten().map(move |reader| Promised {
                quantities: Quantity::OF_READERS.to_vec(),
                of: name.clone(),
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
        let slices = self.slices.iter_mut().map(Amount::Read);
        let dials = self.dials.iter_mut();
        let dials = dials.map(|settings| Amount::ReadTurned(&mut settings.sample));
        slices.chain(dials).collect()
    }
}

fn default_seed() -> u64 {
    7
}

impl Label {
    /// How texts call all of its pictures together.
    pub const ALL: &str = "all of them";

    /// Everything that is read: the slices, then the settings of dials.
    pub fn pictures(&self) -> Vec<SliceSpec> {
        let turned = self.dials.iter().flat_map(Settings::slices);
        self.slices.iter().cloned().chain(turned).collect()
    }

    /// The run whose answers stand beside what the learner read, if any do.
    pub fn reads_beside(&self) -> Option<&str> {
        (!self.alone).then_some(self.of.as_str())
    }

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
