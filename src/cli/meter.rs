//! Measuring slices in a command: a progress bar follows, and Ctrl-C is heard.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use burn::tensor::Device;

use super::bar::Bar;
use crate::dataset::{Library, Split};
use crate::eval::{EvalError, Evaluation, Logits, SliceSpec, evaluate, ood};
use crate::model::{Classifier, device};

/// Measures, while the progress bar follows and Ctrl-C is heard.
pub(super) struct Meter {
    /// How far it is.
    pub(super) bar: Bar,
    interrupted: Arc<AtomicUsize>,
    device: Device,
}

impl Meter {
    /// With a progress bar where one is wanted.
    pub(super) fn new(is_wanted: bool, interrupted: Arc<AtomicUsize>) -> Result<Self> {
        Ok(Self {
            bar: Bar::new(is_wanted, "{bar:30} {percent:>3} %  {eta:>4} left  {msg}")?,
            interrupted,
            device: device(),
        })
    }

    /// Whether Ctrl-C was pressed.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed) > 0
    }

    /// To be handed on to what is not measured here.
    pub(super) fn interrupted(&self) -> &AtomicUsize {
        &self.interrupted
    }

    /// Something new begins, of so many pictures.
    pub(super) fn begin(&self, pictures: usize) {
        self.bar.begin(pictures);
    }

    /// Whether to go on, so many pictures after `before`.
    fn go_on(&self, before: usize, done: usize) -> ControlFlow<()> {
        self.bar.done(before + done);
        self.watch()
    }

    /// Whether to go on.
    fn watch(&self) -> ControlFlow<()> {
        match self.is_interrupted() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// How a classifier does on them, where the bar counts something else than pictures; none when Ctrl-C was
    /// pressed.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub(super) fn measure_as_one(
        &self,
        classifier: &Classifier,
        spec: &SliceSpec,
        split: &Split,
    ) -> Result<Option<Evaluation>, EvalError> {
        match evaluate(classifier, spec, split, &self.device, |_| self.watch()) {
            Err(EvalError::Stopped) => Ok(None),
            result => result.map(Some),
        }
    }

    /// The slice's pictures.
    ///
    /// # Errors
    /// When the data is unknown or damaged, or Ctrl-C was pressed ([`EvalError::Stopped`]).
    pub(super) fn draw(&self, spec: &SliceSpec, library: &Library) -> Result<Split> {
        let before = self.bar.position();
        let drawn = spec.draw_watched(library, |done| self.go_on(before, done))?;
        Ok(drawn.ok_or(EvalError::Stopped)?)
    }

    /// How a classifier does on them.
    ///
    /// # Errors
    /// As [`evaluate`], and when Ctrl-C was pressed.
    pub(super) fn measure(
        &self,
        classifier: &Classifier,
        spec: &SliceSpec,
        split: &Split,
    ) -> Result<Evaluation, EvalError> {
        let before = self.bar.position();
        evaluate(classifier, spec, split, &self.device, |done| {
            self.go_on(before, done)
        })
    }

    /// What a classifier says of a slice's pictures, whatever they show.
    ///
    /// # Errors
    /// As [`ood::read`], and when Ctrl-C was pressed.
    pub(super) fn read(
        &self,
        classifier: &Classifier,
        spec: &SliceSpec,
        split: &Split,
    ) -> Result<Logits, EvalError> {
        let before = self.bar.position();
        ood::read(classifier, spec, split, &self.device, |done| {
            self.go_on(before, done)
        })
    }
}
