//! Pictures that a run reads wrongly. What a lesson measured is remembered in numbers, so the pictures are found anew:
//! among the first of a slice, so that it is quick.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use burn::tensor::Device;

use crate::dataset::{Library, Split};
use crate::eval::{EvalError, SliceSpec, evaluate};
use crate::lesson::Picture;
use crate::lesson::results::mistaken;
use crate::model::{Classifier, device};
use crate::shift::alter;
use crate::train::{RunId, RunStore};
use crate::words::Words;

/// Pictures that are read at most to find mistakes among them.
const READ: usize = 500;

/// Mistakes of a run on a slice, those that it was surest of first.
pub(super) struct Mistakes {
    /// Each with what it is and what it was read as.
    pub(super) pictures: Vec<Picture>,
    /// Among how many pictures they were found.
    pub(super) read: usize,
}

/// Finds mistakes of the runs of a store.
pub struct MistakeFinder<'a> {
    store: &'a RunStore,
    /// Hears what is looked at, and may stop it.
    watch: &'a dyn Fn(&str) -> ControlFlow<()>,
    device: Device,
    /// Those that were loaded; none where there is nothing to load any more.
    classifiers: RefCell<HashMap<RunId, Option<Rc<Classifier>>>>,
}

impl<'a> MistakeFinder<'a> {
    /// Of these runs. `watch` hears the slice that is looked at, and may stop it.
    pub fn new(store: &'a RunStore, watch: &'a dyn Fn(&str) -> ControlFlow<()>) -> Self {
        Self {
            store,
            watch,
            device: device(),
            classifiers: RefCell::default(),
        }
    }

    /// The runs.
    pub(super) fn store(&self) -> &RunStore {
        self.store
    }

    /// At most so many mistakes of a run on a slice; none where it makes none among the first pictures, or where run or
    /// data are not there any more.
    ///
    /// # Errors
    /// When `watch` stops it.
    pub(super) fn of(
        &self,
        run: &RunId,
        spec: &SliceSpec,
        (library, most, words): (&Library, usize, Words),
    ) -> Result<Option<Mistakes>, EvalError> {
        if (self.watch)(spec.title()).is_break() {
            return Err(EvalError::Stopped);
        }
        let Some(classifier) = self.classifier(run) else {
            return Ok(None);
        };
        let Some(first) = first_pictures(spec, library) else {
            return Ok(None);
        };
        let watch = |_| (self.watch)(spec.title());
        let evaluation = match evaluate(&classifier, spec, &first, &self.device, watch) {
            Err(EvalError::Stopped) => return Err(EvalError::Stopped),
            // What it cannot read has no mistakes to show.
            Err(_) => return Ok(None),
            Ok(evaluation) => evaluation,
        };
        let pictures: Vec<Picture> = mistaken(&evaluation, words).take(most).collect();
        Ok((!pictures.is_empty()).then_some(Mistakes {
            pictures,
            read: evaluation.n,
        }))
    }

    fn classifier(&self, run: &RunId) -> Option<Rc<Classifier>> {
        let mut known = self.classifiers.borrow_mut();
        let load = || {
            let record = self.store.record(run).ok().flatten()?;
            Some(Rc::new(self.store.classifier(&record, &self.device).ok()?))
        };
        known.entry(run.clone()).or_insert_with(load).clone()
    }
}

/// The first pictures of a slice as a network reads them; none where its data is not there any more.
fn first_pictures(spec: &SliceSpec, library: &Library) -> Option<Split> {
    let untouched = SliceSpec {
        apply: Vec::new(),
        ..spec.clone()
    };
    let drawn = untouched.draw(library).ok()?;
    let first = drawn.pick(0..drawn.len().min(READ));
    Some(match spec.apply.as_slice() {
        [] => first,
        shifts => alter(&first, shifts, spec.seed),
    })
}
