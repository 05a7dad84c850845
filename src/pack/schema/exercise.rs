//! `exercise`: the learner turns the knobs of a recipe until a run meets a goal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::goal::{Goal, GoalPart};
use super::knob::Knob;
use super::spec::{Amount, Question, Spec, promised};
use crate::eval::SliceSpec;
use crate::model::Architecture;
use crate::pack::text::{Promised, Quantity};
use crate::train::{DataChoice, Experiment, Recipe, RunId};

/// The learner turns the knobs of a recipe until a run meets a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// How the goal and texts call the run that the learner trains.
    #[serde(rename = "as")]
    pub name: String,
    /// The task, in Markdown.
    pub say: String,
    /// The run of an earlier step whose weights each try goes on from; fresh ones, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Which pictures; to go on from another run, also `pendigits@learn` and the like.
    pub data: DataChoice,
    /// Which layers.
    pub model: Architecture,
    /// How it is trained, but for the knobs.
    #[serde(default)]
    pub recipe: Recipe,
    /// What the learner turns; each stands at its first value in the beginning.
    pub knobs: Vec<Knob>,
    /// What a run has to meet. To tune on, name validation pictures or data that is no test.
    pub goal: Goal,
    /// The slices that the goal names: every run is measured on them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<SliceSpec>,
    /// Values with which the goal is met: the place of each knob's in its list, from 1.
    pub solution: Vec<usize>,
    /// Shown one at a time, when asked for.
    #[serde(default)]
    pub hints: Vec<String>,
    /// The test: what the learner's best run is measured on, once, in the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reveal: Vec<SliceSpec>,
    /// Shown when the goal is met, or the learner gives up, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Spec for Exercise {
    fn kind(&self) -> &'static str {
        "exercise"
    }

    fn about(&self) -> &str {
        &self.say
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.say, &mut self.takeaway];
        texts.extend(&mut self.hints);
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        let own = Promised {
            quantities: vec![
                Quantity::ValidationAccuracy,
                Quantity::ValidationLoss,
                Quantity::Run,
            ],
            of: self.name.clone(),
            by: None,
        };
        let reached = self.slices.iter().map(|slice| Promised {
            quantities: vec![Quantity::Accuracy],
            of: slice.name.clone(),
            by: Some(self.name.clone()),
        });
        let tested = promised(&self.reveal, &self.name);
        [own].into_iter().chain(reached).chain(tested).collect()
    }

    fn hints(&self) -> Option<&[String]> {
        Some(&self.hints)
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Vec::new()
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        self.from.as_deref().into_iter().collect()
    }

    fn reseed(&mut self, times: u64) {
        self.recipe.seed = self.recipe.seed.wrapping_add(times);
    }

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        let mut amounts = vec![Amount::Trained(&mut self.model, &mut self.data)];
        amounts.extend(self.knobs.iter_mut().map(Amount::Varied));
        let slices = self.slices.iter_mut().chain(&mut self.reveal);
        amounts.extend(slices.map(Amount::Measured));
        amounts
    }
}

impl Exercise {
    /// What is trained with the knobs at these places of their lists, from 0; at the first where none is named.
    /// `parent` is the run that it goes on from, if it does.
    pub fn experiment(&self, parent: Option<RunId>, places: &[usize]) -> Experiment {
        let mut experiment = Experiment {
            from: parent,
            data: self.data.clone(),
            model: self.model.clone(),
            recipe: self.recipe.clone(),
        };
        for (at, knob) in self.knobs.iter().enumerate() {
            knob.turn(places.get(at).copied().unwrap_or(0), &mut experiment);
        }
        experiment
    }

    /// Every choice of layers.
    pub(in crate::pack) fn models(&self) -> Vec<Architecture> {
        let knobs = self.knobs.iter().find_map(|knob| match knob {
            Knob::Model(models) => Some(models.clone()),
            _ => None,
        });
        knobs.unwrap_or_else(|| vec![self.model.clone()])
    }

    /// How many recipes the knobs make.
    pub fn recipes(&self) -> usize {
        let values = self.knobs.iter().map(|knob| knob.values().len());
        values.fold(1, usize::saturating_mul)
    }

    /// The places of the knobs for every recipe that they make.
    pub fn all_places(&self) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for knob in &self.knobs {
            let values = 0..knob.values().len();
            let longer = all.iter().flat_map(|places: &Vec<usize>| {
                values.clone().map(|value| {
                    let mut places = places.clone();
                    places.push(value);
                    places
                })
            });
            all = longer.collect();
        }
        all
    }

    /// The places of the knobs with which the goal is met, from 0.
    pub fn solved_at(&self) -> Vec<usize> {
        let places = self.solution.iter();
        places.map(|place| place.saturating_sub(1)).collect()
    }

    /// The place among the slices of the one that a part of the goal is about.
    pub fn slice_of(&self, part: &GoalPart) -> Option<usize> {
        self.slices.iter().position(|slice| slice.name == part.of)
    }
}
