//! A measurement that a step waits for: runs on slices, one after the other.

use std::sync::Arc;

use super::around::{Around, Untrained};
use super::spread::NamedSpread;
use super::stage::Stage;
use super::talk::{Order, Report, Work};
use crate::eval::{Evaluation, Looks, SliceSpec, spread};
use crate::train::RunId;

/// How far a measurement is. Nothing of it is remembered: it is measured anew, so that it is never
/// older than the program.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measuring {
    /// How many runs are measured; none before it was ordered.
    pub runs: usize,
    /// Pictures done and to do, while it goes on.
    pub progress: Option<(usize, usize)>,
    /// What was measured: of the first run all slices in their order, then of the next.
    pub results: Vec<(RunId, Arc<Evaluation>)>,
    /// How often the data had been looked at by then.
    pub looks: Looks,
    /// Why that cannot be said, if it cannot.
    pub uncounted: Option<String>,
    /// Why it could not be measured.
    pub failure: Option<String>,
}

impl Measuring {
    /// Looking once this many results are there, waiting before, trying again after a failure.
    pub(crate) fn stage(&self, expected: usize) -> Stage {
        if self.failure.is_some() {
            Stage::Retry
        } else if self.results.len() < expected {
            Stage::Wait
        } else {
            Stage::Look
        }
    }

    /// Orders the measurement of runs, by their names in the lesson, unless it was ordered already.
    pub(crate) fn order(
        &mut self,
        runs: &[&str],
        slices: &[SliceSpec],
        around: &Around,
    ) -> Vec<Order> {
        let known = runs.iter().map(|name| around.run(name));
        self.order_runs(known.collect(), slices, around)
    }

    /// The same of the run of this name and all that were trained beside it.
    pub(crate) fn order_group(
        &mut self,
        name: &str,
        slices: &[SliceSpec],
        around: &Around,
    ) -> Vec<Order> {
        let group = around.group(name).map(|group| group.runs.clone());
        self.order_runs(group, slices, around)
    }

    /// The same of these runs.
    pub(crate) fn order_known(
        &mut self,
        runs: Vec<RunId>,
        slices: &[SliceSpec],
        around: &Around,
    ) -> Vec<Order> {
        self.order_runs(Ok(runs), slices, around)
    }

    fn order_runs(
        &mut self,
        runs: Result<Vec<RunId>, Untrained>,
        slices: &[SliceSpec],
        around: &Around,
    ) -> Vec<Order> {
        let fresh = Self::default();
        if *self != fresh {
            return Vec::new();
        }
        match runs {
            Ok(runs) => {
                self.progress = Some((0, 0));
                self.runs = runs.len();
                vec![around.work(Work::Measure {
                    runs,
                    slices: slices.to_vec(),
                })]
            }
            Err(failure) => {
                self.failure = Some(failure.to_string());
                Vec::new()
            }
        }
    }

    /// How many results there will be of so many slices.
    pub(crate) fn expected(&self, slices: usize) -> usize {
        self.runs.max(1) * slices
    }

    /// Whether every run has read this one of so many slices.
    pub(crate) fn has_read(&self, slice: usize, slices: usize) -> bool {
        self.results.len() + slices > self.expected(slices) + slice
    }

    /// Keeps how several runs spread on each of so many slices, once all of them are measured; of one run, nothing.
    pub(crate) fn keep_spreads(&self, slices: usize, kept: &mut Vec<NamedSpread>) -> Option<Order> {
        if self.results.len() < self.expected(slices) {
            return None;
        }
        let spreads = self.spreads(slices);
        let is_new = *kept != spreads;
        *kept = spreads;
        is_new.then_some(Order::Save)
    }

    fn spreads(&self, slices: usize) -> Vec<NamedSpread> {
        if self.runs < 2 || slices == 0 {
            return Vec::new();
        }
        let of_slice = |slice: usize| {
            let networks = self.results.iter().skip(slice).step_by(slices);
            let networks: Vec<&Evaluation> = networks.map(|(_, result)| &**result).collect();
            Some(NamedSpread {
                name: networks.first()?.slice.clone(),
                spread: spread(&networks)?,
            })
        };
        (0..slices).filter_map(of_slice).collect()
    }

    /// Forgets everything, so that it can be ordered again.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Takes a report in; the newest result, if it brought one.
    pub(crate) fn hear(
        &mut self,
        report: Report,
        expected: usize,
    ) -> Option<&(RunId, Arc<Evaluation>)> {
        match report {
            Report::Measuring { done, total } => {
                self.progress = Some((done, total));
                None
            }
            Report::Measured {
                run,
                result,
                looked,
            } => {
                match looked {
                    Ok(looked) => self.looks.add(looked, result.interval),
                    Err(why) => self.uncounted = Some(why),
                }
                self.results.push((run, result));
                if self.results.len() >= expected {
                    self.progress = None;
                }
                self.results.last()
            }
            Report::Failed { message } => {
                self.failure = Some(message);
                self.progress = None;
                None
            }
            Report::Run { .. }
            | Report::Answered { .. }
            | Report::Explained { .. }
            | Report::LookedInside { .. }
            | Report::Calibrated { .. }
            | Report::Photographed { .. }
            | Report::Shown { .. }
            | Report::Shared => None,
        }
    }

    /// What was measured, of all runs.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Evaluation> {
        self.results.iter().map(|(_, result)| &**result)
    }

    /// What was measured, slice by slice, of the only or first run.
    pub fn evaluations(&self) -> impl Iterator<Item = &Evaluation> {
        let first = self.results.first().map(|(run, _)| run);
        let mine = move |run: &RunId| Some(run) == first;
        let results = self.results.iter();
        results.filter_map(move |(run, result)| mine(run).then_some(&**result))
    }
}
