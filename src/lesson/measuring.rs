//! A measurement that a step waits for: runs on slices, one after the other.

use std::sync::Arc;

use super::around::Around;
use super::stage::Stage;
use super::talk::{Order, Report, Work};
use crate::eval::{Evaluation, SliceSpec};
use crate::train::RunId;

/// How far a measurement is. Nothing of it is remembered: it is measured anew, so that it is never
/// older than the program.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measuring {
    /// Pictures done and to do, while it goes on.
    pub progress: Option<(usize, usize)>,
    /// What was measured: of the first run all slices in their order, then of the next.
    pub results: Vec<(RunId, Arc<Evaluation>)>,
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
        let fresh = Self::default();
        if *self != fresh {
            return Vec::new();
        }
        let known = runs.iter().map(|name| around.run(name));
        match known.collect::<Result<Vec<_>, _>>() {
            Ok(runs) => {
                self.progress = Some((0, 0));
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
            Report::Measured { run, result } => {
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
            | Report::Calibrated { .. }
            | Report::Photographed { .. }
            | Report::Shared => None,
        }
    }

    /// What was measured, slice by slice, of the only or first run.
    pub fn evaluations(&self) -> impl Iterator<Item = &Evaluation> {
        let first = self.results.first().map(|(run, _)| run);
        let mine = move |run: &RunId| Some(run) == first;
        let results = self.results.iter();
        results.filter_map(move |(run, result)| mine(run).then_some(&**result))
    }
}
