//! Carries out what a walk orders: trains, measures, remembers. The one engine under every shell;
//! a shell hands it orders and passes the news that come back on to the walk.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;

use crate::dataset::{Library, Split};
use crate::eval::{EvalError, SliceSpec, evaluate};
use crate::lesson::{News, Order, Walk};
use crate::model::device;
use crate::progress::{Place, Progress, ProgressError};
use crate::train::{Event, Experiment, RunHandle, RunId, TrainError, Trainer};

/// Where news go, called from other threads. Says whether anybody still listens.
pub type Report = Arc<dyn Fn(News) -> bool + Send + Sync>;

/// Works for one learner in one lesson. Dropping it lets go of its runs and ends its measurements.
pub struct Engine {
    trainer: Trainer,
    report: Report,
    runs: HashMap<usize, RunHandle>,
    left: Arc<AtomicBool>,
}

impl Engine {
    /// An engine that trains with `trainer` and tells `report`.
    pub fn new(trainer: Trainer, report: Report) -> Self {
        Self {
            trainer,
            report,
            runs: HashMap::new(),
            left: Arc::default(),
        }
    }

    /// Carries an order out, or begins to: what takes time is reported as news.
    ///
    /// # Errors
    /// When something could not be remembered. The walk itself can go on.
    pub fn carry_out(
        &mut self,
        order: Order,
        walk: &Walk,
        place: &Place,
        progress: &Progress,
    ) -> Result<(), ProgressError> {
        match order {
            Order::Train { step, experiment } => self.train(step, *experiment),
            Order::Pause(step) => self.steer(step, RunHandle::pause),
            Order::Resume(step) => self.steer(step, RunHandle::resume),
            Order::Stop(step) => self.steer(step, RunHandle::stop),
            Order::Measure { step, run, slices } => self.measure(step, run, slices),
            Order::Save => progress.save_walk(place, &walk.saved())?,
            Order::Note(note) => progress.keep_note(place, &note)?,
            Order::Finished => {}
        }
        Ok(())
    }

    fn train(&mut self, step: usize, experiment: Experiment) {
        let report = self.report.clone();
        match self.trainer.start(experiment) {
            Ok((handle, events)) => {
                self.runs.insert(step, handle);
                thread::spawn(move || pass_on(step, &events, &report));
            }
            Err(error) => {
                let message = error.to_string();
                report(News::Run {
                    step,
                    event: Event::Failed { message },
                });
            }
        }
    }

    fn steer(&self, step: usize, act: fn(&RunHandle) -> bool) {
        if let Some(run) = self.runs.get(&step) {
            act(run);
        }
    }

    fn measure(&self, step: usize, run: RunId, slices: Vec<SliceSpec>) {
        let measurement = Measurement {
            trainer: self.trainer.clone(),
            report: self.report.clone(),
            left: self.left.clone(),
            step,
        };
        thread::spawn(move || measurement.run(&run, &slices));
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.left.store(true, Ordering::Relaxed);
    }
}

fn pass_on(step: usize, events: &Receiver<Event>, report: &Report) {
    for event in events {
        if !report(News::Run { step, event }) {
            return;
        }
    }
}

/// One reveal's measurement, on a thread of its own.
struct Measurement {
    trainer: Trainer,
    report: Report,
    left: Arc<AtomicBool>,
    step: usize,
}

/// Why a measurement ended before its end.
#[derive(Debug, thiserror::Error)]
enum MeasureError {
    #[error(transparent)]
    Run(#[from] TrainError),
    #[error(transparent)]
    Data(#[from] crate::dataset::DataError),
    #[error(transparent)]
    Eval(#[from] EvalError),
}

impl Measurement {
    fn run(&self, run: &RunId, slices: &[SliceSpec]) {
        match self.measure(run, slices) {
            Ok(()) | Err(MeasureError::Eval(EvalError::Stopped)) => {}
            Err(error) => {
                (self.report)(News::MeasureFailed {
                    step: self.step,
                    message: error.to_string(),
                });
            }
        }
    }

    fn measure(&self, run: &RunId, slices: &[SliceSpec]) -> Result<(), MeasureError> {
        let record = self.trainer.store().find(run.as_str())?;
        let device = device();
        let classifier = self.trainer.store().classifier(&record, &device)?;
        let library: &Library = self.trainer.library();
        let drawn = slices.iter().map(|slice| slice.draw(library));
        let drawn = drawn.collect::<Result<Vec<Split>, _>>()?;
        let total = drawn.iter().map(Split::len).sum();
        let mut before = 0;
        for (spec, split) in slices.iter().zip(&drawn) {
            let result = evaluate(&classifier, spec, split, &device, |done| {
                let listening = (self.report)(News::Measuring {
                    step: self.step,
                    done: before + done,
                    total,
                });
                if listening && !self.left.load(Ordering::Relaxed) {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })?;
            before += split.len();
            (self.report)(News::Measured {
                step: self.step,
                result: Box::new(result),
            });
        }
        Ok(())
    }
}
