//! Looking closely at a network's answers.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Can, Kind, Order, Question, Report, Stage, Work};
use crate::eval::saliency::Explanation;
use crate::eval::{Confusion, Evaluation, by_group};
use crate::lesson::guess::{Guess, Outcome};
use crate::lesson::measuring::Measuring;
use crate::pack::{Among, Inspect, InspectView};
use crate::train::RunId;

/// Pictures whose answers are explained at most, the worst first: a second of work each slice.
pub const EXPLAINED: usize = 12;

/// How far the looking is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InspectState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be.
    pub outcome: Option<Outcome>,
    /// The measurement.
    #[serde(skip)]
    pub measuring: Measuring,
    /// What the answers to the worst pictures hang on, slice by slice; shorter while it is worked out.
    #[serde(skip)]
    pub explained: Vec<Vec<Explanation>>,
    /// Why that cannot be said.
    #[serde(skip)]
    pub unexplained: Option<String>,
}

impl InspectState {
    /// What was measured on a slice.
    pub fn result(&self, slice: usize) -> Option<&Evaluation> {
        self.measuring.evaluations().nth(slice)
    }

    /// The lowest of those that could be chosen, on the first slice.
    fn measured(&self, inspect: &Inspect) -> Option<Outcome> {
        let predict = inspect.predict.as_ref()?;
        let result = self.result(0)?;
        let shares: Vec<(String, Option<f64>)> = match predict.lowest {
            Among::Class => {
                let confusion = Confusion::of(result).ok()?;
                let names = confusion.classes().iter().cloned();
                let recalls = confusion
                    .per_class()
                    .into_iter()
                    .map(|class| class.recall.share);
                names.zip(recalls).collect()
            }
            Among::Group => {
                let groups = by_group(result).into_iter();
                groups
                    .map(|group| (group.name, group.accuracy.share))
                    .collect()
            }
        };
        let among = shares
            .into_iter()
            .filter(|(name, _)| predict.among.contains(name))
            .filter_map(|(name, share)| Some((name, share?)));
        let lowest = among.min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Outcome::Choice { choice: lowest.0 })
    }

    /// Asks what the answers to the worst pictures hang on.
    fn explain(&mut self, inspect: &Inspect, run: &RunId, around: &Around) -> Vec<Order> {
        if !inspect.show.contains(&InspectView::Saliency) || !self.explained.is_empty() {
            return Vec::new();
        }
        let worst = |result: &Evaluation| {
            let places = result.worst_first.iter().take(EXPLAINED);
            let pictures = places.filter_map(|&place| {
                let prediction = result.predictions.get(place)?;
                Some(result.pictures.picture(prediction.index).to_vec())
            });
            pictures.collect::<Vec<Vec<u8>>>()
        };
        vec![around.work(Work::Explain {
            run: run.clone(),
            pictures: self.measuring.evaluations().map(worst).collect(),
        })]
    }
}

impl Kind for InspectState {
    type Spec = Inspect;

    fn stage(&self, inspect: &Inspect) -> Stage {
        match (&inspect.predict, &self.guess) {
            (Some(_), None) => Stage::Predict,
            _ => self.measuring.stage(inspect.slices.len()),
        }
    }

    fn can(&self, inspect: &Inspect) -> Vec<Can> {
        let mut can = vec![Can::LookAtSlice];
        let is_explained = inspect.show.contains(&InspectView::Saliency);
        can.extend(is_explained.then_some(Can::LookAtPixels));
        can
    }

    fn remembered(&self) -> Self {
        Self {
            guess: self.guess.clone(),
            outcome: self.outcome.clone(),
            ..Self::default()
        }
    }

    fn question<'a>(&self, inspect: &'a Inspect) -> Option<Question<'a>> {
        let predict = inspect.predict.as_ref()?;
        Some(Question {
            say: &inspect.say,
            text: &predict.question,
            choices: predict.among.clone(),
        })
    }

    fn answered<'a>(&'a self, inspect: &'a Inspect) -> Vec<Answered<'a>> {
        let said = inspect.predict.iter().zip(&self.guess);
        said.map(|(predict, guess)| Answered {
            question: &predict.question,
            guess,
            outcome: self.outcome.as_ref(),
        })
        .collect()
    }

    fn enter(&mut self, inspect: &Inspect, around: &Around) -> Vec<Order> {
        if self.stage(inspect) == Stage::Predict {
            return Vec::new();
        }
        let run = [inspect.of.as_str()];
        self.measuring.order(&run, &inspect.slices, around)
    }

    fn act(&mut self, inspect: &Inspect, action: Action, around: &Around) -> Vec<Order> {
        match (action, &inspect.predict) {
            (Action::Predict(guess), Some(predict)) => {
                self.guess = Some(guess.clone());
                let mut orders = around.said(&predict.question, guess);
                orders.extend(self.enter(inspect, around));
                orders
            }
            (Action::Begin, _) if self.stage(inspect) == Stage::Retry => {
                self.measuring.reset();
                self.enter(inspect, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, inspect: &Inspect, report: Report, around: &Around) -> Vec<Order> {
        let all = inspect.slices.len();
        let is_measured = self.measuring.results.len() >= all;
        match report {
            Report::Explained { explanations } => {
                self.explained.push(explanations);
                return Vec::new();
            }
            Report::Failed { message } if is_measured => {
                self.unexplained = Some(message);
                return Vec::new();
            }
            _ => {}
        }
        let heard = self.measuring.hear(report, all);
        let Some(run) = heard.map(|(run, _)| run.clone()) else {
            return Vec::new();
        };
        if self.measuring.results.len() < all {
            return Vec::new();
        }
        let mut orders = self.explain(inspect, &run, around);
        if let (Some(outcome), Some(predict)) = (self.measured(inspect), &inspect.predict)
            && self.outcome.as_ref() != Some(&outcome)
        {
            self.outcome = Some(outcome.clone());
            orders.extend(around.turned_out(&predict.question, outcome, run));
        }
        orders
    }
}
