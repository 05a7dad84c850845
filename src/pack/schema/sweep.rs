//! `sweep`: one knob of a recipe at several values, each with several seeds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::knob::Knob;
use super::spec::{Amount, Question, Spec};
use crate::eval::SliceSpec;
use crate::model::Architecture;
use crate::pack::text::{Promised, Quantity};
use crate::train::{DataChoice, Experiment, Recipe};

/// One knob of a recipe at several values, each with several seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// Which pictures.
    pub data: DataChoice,
    /// Which layers.
    pub model: Architecture,
    /// How it is trained, but for the knob and the seed.
    #[serde(default)]
    pub recipe: Recipe,
    /// What is turned.
    pub vary: Knob,
    /// The seeds, each tried with each value.
    pub seeds: Vec<u64>,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Option<SweepPrediction>,
    /// What all of them are measured on in the end.
    #[serde(default)]
    pub test: Option<SliceSpec>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Spec for Sweep {
    fn kind(&self) -> &'static str {
        "sweep"
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
        let of_value = self.vary.values().into_iter().map(|of| Promised {
            quantities: [&[Quantity::ValidationAccuracy], &Quantity::OF_SEEDS[..]].concat(),
            of,
            by: None,
        });
        let tested = [Self::CHOSEN, Self::BEST].map(|of| Promised {
            quantities: vec![Quantity::Accuracy],
            of: of.to_owned(),
            by: None,
        });
        let tested = tested.into_iter().filter(|_| self.test.is_some());
        of_value.chain(tested).collect()
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Question::choice(
            &self.say,
            self.predict.as_ref().map(|asked| &asked.question),
            self.vary.values(),
        )
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        Vec::new()
    }

    fn reseed(&mut self, times: u64) {
        let further = times.wrapping_mul(self.seeds.len() as u64);
        for seed in &mut self.seeds {
            *seed = seed.wrapping_add(further);
        }
    }

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        let mut amounts = vec![
            Amount::Trained(&mut self.model, &mut self.data),
            Amount::Varied(&mut self.vary),
        ];
        amounts.extend(self.test.as_mut().map(Amount::Measured));
        amounts
    }
}

/// Asks which value has the highest mean accuracy on validation pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepPrediction {
    /// What is asked; the answer is one of the values.
    pub(crate) question: String,
}

impl Sweep {
    /// How texts call the run that is best on validation pictures, on the test.
    pub const CHOSEN: &str = "the choice on validation";
    /// How texts call the run that is best on the test itself.
    pub const BEST: &str = "the best on the test";

    /// Every run: the place of its value, its seed, and what is trained; value by value.
    pub fn runs(&self) -> Vec<(usize, u64, Experiment)> {
        let values = self.vary.values().len();
        let places =
            (0..values).flat_map(|place| self.seeds.iter().map(move |&seed| (place, seed)));
        let run = |(place, seed)| {
            let mut experiment = Experiment {
                from: None,
                data: self.data.clone(),
                model: self.model.clone(),
                recipe: Recipe {
                    seed,
                    ..self.recipe.clone()
                },
            };
            self.vary.turn(place, &mut experiment);
            (place, seed, experiment)
        };
        places.map(run).collect()
    }
}
