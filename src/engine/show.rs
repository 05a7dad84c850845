//! Draws pictures of what is about to be shown or learned from, on a thread of its own.

use super::reporter::Reporter;
use crate::eval::SliceSpec;
use crate::lesson::{Report, Specimens};
use crate::train::{Experiment, Trainer};

/// Reports some pictures of slices. What cannot be drawn is left out: its measurement says why.
pub(super) fn slices(trainer: &Trainer, reporter: &Reporter, slices: &[SliceSpec]) {
    let drawn = slices.iter().filter_map(|slice| {
        let library = trainer.library();
        let all = library.count(&slice.from).ok()?;
        let few = SliceSpec {
            sample: slice.sample.map(|sample| sample.min(all)),
            ..slice.clone()
        };
        let split = few.draw(library).ok()?;
        Some(Specimens::of_slice(slice.title().to_owned(), &split))
    });
    let specimens = drawn.collect();
    reporter.report(Report::Shown { specimens });
}

/// Reports some pictures of what an experiment learns from. Where it cannot be trained, none: its training says why.
pub(super) fn learned(trainer: &Trainer, reporter: &Reporter, experiment: &Experiment) {
    let learned = experiment.glimpse(trainer.library());
    let specimens = learned.map_or_else(|_| Vec::new(), Specimens::of_learned);
    reporter.report(Report::Shown { specimens });
}
