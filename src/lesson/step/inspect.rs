//! Looking closely at a network's answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::activations::Inside;
use crate::eval::attack_curve::{BUDGETS, at_budgets};
use crate::eval::label_shift::LabelShift;
use crate::eval::saliency::Explanation;
use crate::eval::{
    Confusion, Evaluation, RunCalibration, SliceSpec, ValidationCalibration, by_group,
};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::detail::Detail;
use crate::lesson::explained::tell_why;
use crate::lesson::figures::{of_people, of_slice};
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::inside::tell_inside;
use crate::lesson::intervals::intervals;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{answers, calibration, groups, measured, metrics, mistakes, ood};
use crate::lesson::robustness::{attack, label_shift, threshold};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::pack::text::Figure;
use crate::pack::{Among, Inspect, InspectView, Spec};
use crate::say;
use crate::train::RunId;
use crate::words::Words;

/// Pictures whose answers are explained at most, the worst first: a second of work each slice.
const EXPLAINED: usize = 12;

/// Pictures of a slice, the worst first, that the network is looked into with: what all layers give for one is a few
/// hundred kilobytes.
const LOOKED_INSIDE: usize = 6;

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
    /// What the network's layers make of the worst pictures, slice by slice; shorter while that is worked out.
    #[serde(skip)]
    pub inside: Vec<Arc<Inside>>,
    /// Why either cannot be said.
    #[serde(skip)]
    pub unexplained: Option<String>,
    /// What is measured under attack: each slice that can be attacked, at every budget.
    #[serde(skip)]
    pub attack_slices: Vec<SliceSpec>,
    /// How these are measured.
    #[serde(skip)]
    pub attacks: Measuring,
    /// What is fitted on the run's validation pictures, once it is known, or why it is not.
    #[serde(skip)]
    pub calibration: Option<Result<Arc<RunCalibration>, String>>,
}

impl InspectState {
    /// What was measured on a slice.
    pub fn result(&self, slice: usize) -> Option<&Evaluation> {
        self.measuring.evaluations().nth(slice)
    }

    /// A slice under attack, at each budget; nothing while it is measured, or where it cannot be attacked.
    pub fn attacked(&self, inspect: &Inspect, slice: usize) -> Option<Vec<&Evaluation>> {
        let place = self
            .attackable(inspect)
            .position(|(place, _)| place == slice)?;
        let results = self.attacks.evaluations().skip(place * BUDGETS.len());
        let results: Vec<&Evaluation> = results.take(BUDGETS.len()).collect();
        (results.len() == BUDGETS.len()).then_some(results)
    }

    /// The slices that can be attacked, with their places: not those that are under attack already, nor those of
    /// classes that the network does not know, since an attack leads away from the true class.
    pub fn attackable<'a>(
        &'a self,
        inspect: &'a Inspect,
    ) -> impl Iterator<Item = (usize, &'a SliceSpec)> {
        let slices = inspect.slices.iter().enumerate();
        slices.filter(|(place, spec)| {
            let result = self.result(*place);
            spec.attack.is_none() && result.is_some_and(Evaluation::knows_classes)
        })
    }

    /// Whether nothing is measured under attack any more.
    fn is_attacked(&self) -> bool {
        self.attacks.failure.is_some() || self.attacks.results.len() >= self.attack_slices.len()
    }

    /// Whether everything is known that the views show from their beginning.
    fn is_probed(&self, inspect: &Inspect) -> bool {
        let is_calibrated = !calibrates(inspect) || self.calibration.is_some();
        is_calibrated && self.is_attacked()
    }

    /// Orders the attacks, and what is fitted on the run's validation pictures.
    fn probe(&mut self, inspect: &Inspect, run: &RunId, around: &Around) -> Vec<Order> {
        let mut orders = Vec::new();
        if inspect.show.contains(&InspectView::Attack) {
            let slices = self.attackable(inspect);
            let slices = slices.filter_map(|(place, spec)| Some((spec, self.result(place)?.n)));
            self.attack_slices = slices.flat_map(|(spec, n)| at_budgets(spec, n)).collect();
        }
        if !self.attack_slices.is_empty() {
            let runs = [inspect.of.as_str()];
            orders = self.attacks.order(&runs, &self.attack_slices, around);
        }
        if calibrates(inspect) {
            let results = self.measuring.results.iter();
            let corrected = results.filter(|_| inspect.show.contains(&InspectView::LabelShift));
            orders.push(around.work(Work::Calibrate {
                run: run.clone(),
                corrected: corrected.map(|(_, result)| result.clone()).collect(),
            }));
        }
        orders
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

    /// Asks what the answers to the worst pictures depend on, and what the layers make of them.
    fn explain(&mut self, inspect: &Inspect, run: &RunId, around: &Around) -> Vec<Order> {
        let worst = |result: &Evaluation, most: usize| {
            let places = result.worst_first.iter().take(most);
            let pictures = places.filter_map(|&place| {
                let prediction = result.predictions.get(place)?;
                Some(result.pictures.picture(prediction.index).to_vec())
            });
            pictures.collect::<Vec<Vec<u8>>>()
        };
        let lists = |most| {
            let results = self.measuring.evaluations();
            results.map(|result| worst(result, most)).collect()
        };
        let mut orders = Vec::new();
        if looks_inside(inspect) && self.inside.is_empty() {
            orders.push(around.work(Work::LookInside {
                run: run.clone(),
                pictures: lists(LOOKED_INSIDE),
            }));
        }
        if explains(inspect) && self.explained.is_empty() {
            orders.push(around.work(Work::Explain {
                run: run.clone(),
                pictures: lists(EXPLAINED),
            }));
        }
        orders
    }
}

/// Whether it is shown which pixels answers depend on.
fn explains(inspect: &Inspect) -> bool {
    inspect.show.contains(&InspectView::Saliency)
}

/// Whether it is shown what the layers make of pictures.
fn looks_inside(inspect: &Inspect) -> bool {
    inspect.show.contains(&InspectView::Inside)
}

/// Whether something is shown that is fitted on validation pictures.
fn calibrates(inspect: &Inspect) -> bool {
    let mut show = inspect.show.iter();
    show.any(|view| matches!(view, InspectView::Threshold | InspectView::LabelShift))
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
            InspectView::Interval => intervals(result, words),
            InspectView::Calibration => calibration(result, words),
            InspectView::Ood => self.told_apart(slice, words),
            InspectView::Attack => {
                let heading = Block::Heading(3, say!(words, "tab-attack"));
                let told = match self.attacked(inspect, slice) {
                    Some(budgets) => attack(&budgets, result.n, words),
                    None => vec![Block::Text(self.not_attacked(slice, words))],
                };
                [heading].into_iter().chain(told).collect()
            }
            InspectView::Threshold => {
                let heading = Block::Heading(3, say!(words, "tab-threshold"));
                let told = match self.validation(words) {
                    Ok(validation) => threshold(result, validation, words),
                    Err(why) => vec![Block::Text(why)],
                };
                [heading].into_iter().chain(told).collect()
            }
            InspectView::LabelShift => {
                let heading = Block::Heading(3, say!(words, "tab-label-shift"));
                let told = match self.label_shift(slice, words) {
                    Ok(shift) => label_shift(result, shift, words),
                    Err(why) => vec![Block::Text(why)],
                };
                [heading].into_iter().chain(told).collect()
            }
            InspectView::Worst | InspectView::Saliency | InspectView::Inside => Vec::new(),
        });
        views.collect()
    }

    /// What is waited for: the slices, and then the attacks on them.
    pub fn waited_for<'a>(&'a self, inspect: &'a Inspect) -> (&'a [SliceSpec], &'a Measuring) {
        match self.measuring.results.len() >= inspect.slices.len() && !self.is_attacked() {
            true => (&self.attack_slices, &self.attacks),
            false => (&inspect.slices, &self.measuring),
        }
    }

    /// Why there is nothing to see of a slice under attack.
    pub fn not_attacked(&self, slice: usize, words: Words) -> String {
        match &self.attacks.failure {
            Some(why) => why.clone(),
            None => match self.result(slice).is_some_and(Evaluation::knows_classes) {
                true => say!(words, "attack-of-attacked"),
                false => say!(words, "attack-unknown-classes"),
            },
        }
    }

    /// What was fitted on the run's validation pictures.
    ///
    /// # Errors
    /// Says why nothing is.
    fn calibration(&self, words: Words) -> Result<&RunCalibration, String> {
        match &self.calibration {
            Some(Ok(calibration)) => Ok(calibration),
            Some(Err(why)) => Err(why.clone()),
            None => Err(say!(words, "not-measured")),
        }
    }

    /// The thresholds that were chosen there.
    ///
    /// # Errors
    /// Says why there are none.
    pub fn validation(&self, words: Words) -> Result<&ValidationCalibration, String> {
        let validation = self.calibration(words)?.validation.as_ref();
        validation.ok_or_else(|| say!(words, "no-validation-pictures"))
    }

    /// The shares of the classes of a slice.
    ///
    /// # Errors
    /// Says why they cannot be estimated.
    pub fn label_shift(&self, slice: usize, words: Words) -> Result<&LabelShift, String> {
        let calibration = self.calibration(words)?;
        if !self.result(slice).is_some_and(Evaluation::knows_classes) {
            return Err(say!(words, "label-shift-unknown-classes"));
        }
        match calibration.label_shifts.get(slice) {
            Some(Ok(shift)) => Ok(shift),
            Some(Err(why)) => Err(why.to_string()),
            None => Err(say!(words, "no-validation-pictures")),
        }
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
}

impl Kind for InspectState {
    type Spec = Inspect;

    fn stage(&self, inspect: &Inspect) -> Stage {
        match self.measuring.stage(inspect.slices.len()) {
            Stage::Look if !self.is_probed(inspect) => Stage::Wait,
            stage => stage,
        }
    }

    fn can(&self, inspect: &Inspect) -> Vec<Can> {
        let mut can = vec![Can::LookAtSlice];
        can.extend(explains(inspect).then_some(Can::LookAtPixels));
        can.extend(looks_inside(inspect).then_some(Can::LookInside));
        can
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        Some(&mut self.gate)
    }

    fn measured(&self) -> Vec<&Evaluation> {
        self.measuring.all().chain(self.attacks.all()).collect()
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
        let measured = self.measuring.evaluations();
        let measured = measured.flat_map(|result| of_slice(result, &inspect.of));
        measured.chain(of_people(&inspect.slices)).collect()
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
            Report::LookedInside { inside } => {
                self.inside.push(inside);
                return Vec::new();
            }
            Report::Calibrated { found } => {
                self.calibration = Some(found);
                return Vec::new();
            }
            // First all slices are measured, then attacked, and then answers are explained: one after the other,
            // so that it is known what failed.
            report if is_measured && !self.is_attacked() => {
                self.attacks.hear(report, self.attack_slices.len());
                let run = self.measuring.results.first().map(|(run, _)| run.clone());
                return match run.filter(|_| self.is_attacked()) {
                    Some(run) => self.explain(inspect, &run, around),
                    None => Vec::new(),
                };
            }
            Report::Failed { message } if is_measured => {
                // Whatever it was that failed, it is not waited for.
                if calibrates(inspect) {
                    self.calibration.get_or_insert(Err(message.clone()));
                }
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
        let mut orders = self.probe(inspect, &run, around);
        if self.is_attacked() {
            orders.extend(self.explain(inspect, &run, around));
        }
        if !self.is_probed(inspect) {
            let n = self.measuring.evaluations().map(|result| result.n).sum();
            self.measuring.progress = Some((n, n));
        }
        if let Some(outcome) = self.measured(inspect) {
            let questions = inspect.questions();
            orders.extend(self.gate.settle(&questions, 0, outcome, &run, around));
        }
        orders
    }

    fn tell(&self, inspect: &Inspect, words: Words) -> Vec<Block> {
        let results = (0..inspect.slices.len()).filter_map(|slice| self.result(slice));
        let results = results.map(|result| format!("{}: {}", result.title, metrics(result, words)));
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
        let all = inspect.slices.len();
        let is_explained = !explains(inspect) || self.explained.len() >= all;
        let is_seen = !looks_inside(inspect) || self.inside.len() >= all;
        let is_known = self.unexplained.is_some() || (is_explained && is_seen);
        self.failure().is_none() && !is_known
    }

    fn progress(&self, inspect: &Inspect, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Measured if self.attacks.results.is_empty() => {
                measured(&self.measuring, inspect.slices.len(), words)
            }
            Heard::Measured => measured(&self.attacks, self.attack_slices.len(), words),
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
                let explained = self.explained.get(slice);
                let explained = explained.and_then(|list| list.get(picture));
                let explained = explained.ok_or(self.unexplained.as_deref());
                Some(tell_why(self.result(slice)?, explained, picture, words))
            }
            Detail::Inside { slice, picture } if looks_inside(inspect) => {
                let inside = self.inside.get(slice).map(AsRef::as_ref);
                let why = self.unexplained.as_deref();
                Some(tell_inside(
                    self.result(slice)?,
                    inside.ok_or(why),
                    picture,
                    words,
                ))
            }
            _ => None,
        }
    }
}
