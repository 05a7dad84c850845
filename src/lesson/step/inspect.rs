//! Looking closely at a network's answers.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::saliency::Explanation;
use crate::eval::{Confusion, Evaluation, by_group};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::detail::Detail;
use crate::lesson::figures::of_slice;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{
    answer, answers, calibration, groups, measured, metrics, mistakes, most, ood,
};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::pack::text::Figure;
use crate::pack::{Among, Inspect, InspectView, Spec};
use crate::say;
use crate::train::RunId;
use crate::words::Words;

/// Pictures whose answers are explained at most, the worst first: a second of work each slice.
const EXPLAINED: usize = 12;

/// How far the looking is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InspectState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
    /// The measurement.
    #[serde(skip)]
    pub measuring: Measuring,
    /// What the answers to the worst pictures depend on, slice by slice; shorter while it is worked out.
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

    /// Asks what the answers to the worst pictures depend on.
    fn explain(&mut self, inspect: &Inspect, run: &RunId, around: &Around) -> Vec<Order> {
        if !explains(inspect) || !self.explained.is_empty() {
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

/// Whether it is shown which pixels answers depend on.
fn explains(inspect: &Inspect) -> bool {
    inspect.show.contains(&InspectView::Saliency)
}

impl InspectState {
    /// Everything that the lesson shows of a slice, but for single pictures.
    fn closely(&self, inspect: &Inspect, slice: usize, words: Words) -> Vec<Block> {
        let Some(result) = self.result(slice) else {
            return Vec::new();
        };
        let views = inspect.show.iter().flat_map(|view| match view {
            InspectView::Confusion => mistakes(result, words),
            InspectView::Groups => groups(result, words),
            InspectView::Calibration => calibration(result, words),
            InspectView::Ood => self.told_apart(slice, words),
            InspectView::Worst | InspectView::Saliency => Vec::new(),
        });
        views.collect()
    }

    /// How well the slice is told from the first one; of the first one, how all others are.
    fn told_apart(&self, slice: usize, words: Words) -> Vec<Block> {
        let mut results = self.measuring.evaluations();
        let Some(ours) = results.next() else {
            return Vec::new();
        };
        let others: Vec<&Evaluation> = match slice {
            0 => results.collect(),
            slice => self.result(slice).into_iter().collect(),
        };
        ood(ours, &others, words)
    }

    /// Where the pixels are that an answer depends on.
    fn tell_why(
        &self,
        result: &Evaluation,
        slice: usize,
        picture: usize,
        words: Words,
    ) -> Vec<Block> {
        if let Some(why) = &self.unexplained {
            return vec![Block::Text(why.clone())];
        }
        let explanation = self.explained.get(slice).and_then(|list| list.get(picture));
        let place = result.worst_first.get(picture);
        let prediction = place.and_then(|&place| result.predictions.get(place));
        let (Some(explanation), Some(prediction)) = (explanation, prediction) else {
            return vec![Block::Text(say!(words, "plain-no-more-pictures"))];
        };
        let shape = result.pictures.dataset().shape();
        let size = (shape.width, shape.height);
        let covering = explanation.occlusion.iter();
        let gradient: Vec<f32> = explanation.gradient.iter().map(|v| v.abs()).collect();
        let spoke_for: Vec<f32> = covering.clone().map(|v| v.max(0.0)).collect();
        let against: Vec<f32> = covering.map(|v| (-v).max(0.0)).collect();
        let lines = [
            ("plain-by-gradient", gradient),
            ("plain-by-covering", spoke_for),
            ("plain-against", against),
        ];
        let lines = lines.into_iter().filter_map(|(id, values)| {
            let place = most(&values, size, words)?;
            Some(Block::Text(say!(words, id, place = place)))
        });
        let answer = answer(result, *prediction, picture + 1, words);
        answer.into_iter().chain(lines).collect()
    }
}

impl Kind for InspectState {
    type Spec = Inspect;

    fn stage(&self, inspect: &Inspect) -> Stage {
        self.measuring.stage(inspect.slices.len())
    }

    fn can(&self, inspect: &Inspect) -> Vec<Can> {
        let mut can = vec![Can::LookAtSlice];
        can.extend(explains(inspect).then_some(Can::LookAtPixels));
        can
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        Some(&mut self.gate)
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            ..Self::default()
        }
    }

    fn figures(&self, inspect: &Inspect) -> Vec<Figure> {
        self.measuring
            .evaluations()
            .flat_map(|result| of_slice(result, &inspect.of))
            .collect()
    }

    fn enter(&mut self, inspect: &Inspect, around: &Around) -> Vec<Order> {
        let run = [inspect.of.as_str()];
        self.measuring.order(&run, &inspect.slices, around)
    }

    fn act(&mut self, inspect: &Inspect, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Begin if self.measuring.failure.is_some() => {
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
        if let Some(outcome) = self.measured(inspect) {
            let questions = inspect.questions();
            orders.extend(self.gate.settle(&questions, 0, outcome, &run, around));
        }
        orders
    }

    fn tell(&self, inspect: &Inspect, words: Words) -> Vec<Block> {
        let results = (0..inspect.slices.len()).filter_map(|slice| self.result(slice));
        let results = results.map(|result| format!("{}: {}", result.slice, metrics(result, words)));
        let mut blocks = Block::unasked(inspect, &inspect.say);
        blocks.extend(Block::said(&self.gate.answered(inspect.questions()), words));
        blocks.push(Block::Numbered(results.collect()));
        blocks.extend(self.closely(inspect, 0, words));
        blocks.push(Block::Authored(inspect.takeaway.clone()));
        blocks
    }

    fn done(&self, _inspect: &Inspect, _records: Records<'_>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    fn solution(&self, _inspect: &Inspect) -> Option<Action> {
        None
    }

    /// What the answers depend on has to be there before somebody asks for it.
    fn waits(&self, inspect: &Inspect) -> bool {
        explains(inspect)
            && self.failure().is_none()
            && self.unexplained.is_none()
            && self.explained.len() < inspect.slices.len()
    }

    fn progress(&self, inspect: &Inspect, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Measured => measured(&self.measuring, inspect.slices.len(), words),
            _ => None,
        }
    }

    fn detail(&self, inspect: &Inspect, detail: &Detail, words: Words) -> Option<Vec<Block>> {
        match *detail {
            Detail::Slice { slice, first } => {
                let result = self.result(slice)?;
                let mut blocks = match first {
                    0 => self.closely(inspect, slice, words),
                    _ => Vec::new(),
                };
                let worst = result.worst_first.iter().copied();
                blocks.extend(answers(result, worst, first, words));
                Some(blocks)
            }
            Detail::Pixels { slice, picture } if explains(inspect) => {
                Some(self.tell_why(self.result(slice)?, slice, picture, words))
            }
            _ => None,
        }
    }
}
