//! `train`: a network to train, live.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::{Amount, Question, Spec};
use crate::model::Architecture;
use crate::pack::text::{Promised, Quantity};
use crate::train::{DataChoice, Experiment, Recipe, RunId, seeds};

/// A network to train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Train {
    /// What later steps call this run.
    #[serde(rename = "as")]
    pub name: String,
    /// Text above the training, in Markdown.
    #[serde(default)]
    pub say: String,
    /// The run of an earlier step whose weights this one goes on from; fresh ones, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Which pictures; to go on from another run, also `pendigits@learn` and the like.
    pub data: DataChoice,
    /// Which layers; those of the other run, where it goes on from one.
    pub model: Architecture,
    /// How it is trained.
    #[serde(default)]
    pub recipe: Recipe,
    /// How many networks of this recipe are trained, 1 to 10: one with the recipe's seed, which the learner
    /// watches and later steps ask, then one with each of the next seeds. A reveal and a card of the run then show
    /// how far the networks spread.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub seeds: u64,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Vec<TrainPrediction>,
    /// Shown when the run is over, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

fn one() -> u64 {
    1
}

fn is_one(networks: &u64) -> bool {
    *networks == 1
}

impl Spec for Train {
    fn kind(&self) -> &'static str {
        "train"
    }

    fn about(&self) -> &str {
        &self.name
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.say, &mut self.takeaway];
        texts.extend(self.predict.iter_mut().map(|asked| &mut asked.question));
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        let epochs = (1..=self.recipe.epochs).map(|epoch| self.after(epoch));
        let names = [self.name.clone()].into_iter().chain(epochs);
        let names = names.filter(|_| self.data.validation > 0);
        let validated = names.map(|of| Promised {
            quantities: vec![Quantity::ValidationAccuracy, Quantity::ValidationLoss],
            of,
            by: None,
        });
        let run = Promised {
            quantities: vec![Quantity::Run],
            of: self.name.clone(),
            by: None,
        };
        validated.chain([run]).collect()
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        let asked = self.predict.iter();
        asked
            .flat_map(|asked| Question::number(&self.say, Some(&asked.question)))
            .collect()
    }

    fn trains(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn uses(&self) -> Vec<&str> {
        self.from.as_deref().into_iter().collect()
    }

    fn reseed(&mut self, times: u64) {
        let further = times.wrapping_mul(self.seeds);
        self.recipe.seed = self.recipe.seed.wrapping_add(further);
    }

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        vec![Amount::Trained(&mut self.model, &mut self.data)]
    }
}

impl Train {
    /// How texts call this run after an epoch, from 1.
    pub(crate) fn after(&self, epoch: usize) -> String {
        format!("{} after epoch {epoch}", self.name)
    }

    /// What is to be trained, where `parent` is the run that it goes on from, if it does.
    pub fn experiment(&self, parent: Option<RunId>) -> Experiment {
        Experiment {
            from: parent,
            data: self.data.clone(),
            model: self.model.clone(),
            recipe: self.recipe.clone(),
        }
    }

    /// The seeds of its networks: the recipe's, then the next ones. Only that where there are not so many.
    pub fn seeds(&self) -> RangeInclusive<u64> {
        let first = self.recipe.seed;
        seeds(first, self.seeds).unwrap_or(first..=first)
    }
}

/// Asks for the validation accuracy after an epoch, before the first one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainPrediction {
    /// What is asked; the answer is a percentage.
    pub question: String,
    /// The epoch after which it is measured, from 1.
    pub after: usize,
}
