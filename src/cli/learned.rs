//! What a run learned from, and so what it can be measured on.

use anyhow::{Context, Result};

use super::output::warn;
use crate::dataset::{DataError, Library, Selector};
use crate::eval::SliceSpec;
use crate::lesson::seen::seen;
use crate::train::{Overlap, RunRecord, RunStore, Trainer};
use crate::words::Words;

/// What a run is measured on where nobody says: the test part of what it learned from, or what was kept apart;
/// of one that goes on from others, also the first one's.
///
/// # Errors
/// When there is none.
pub(super) fn measured_on(
    record: &RunRecord,
    store: &RunStore,
    library: &Library,
) -> Result<Vec<Selector>> {
    let own = record.tested_on(library);
    let own = own.context("say what to measure with --slice")?;
    let first = store.ancestors(record)?.pop();
    let old = first.and_then(|first| first.tested_on(library).ok());
    let old = old.filter(|old| *old != own);
    Ok([own].into_iter().chain(old).collect())
}

/// How many pictures of each slice a run has seen before, of which it tells.
///
/// # Errors
/// When the pictures cannot be read, or the warning cannot be written.
pub(super) fn overlaps(
    who: &str,
    record: &RunRecord,
    specs: &[SliceSpec],
    trainer: &Trainer,
) -> Result<Vec<Overlap>> {
    let library = trainer.library();
    let pictures = trainer.store().seen(record, library)?;
    let overlaps = specs
        .iter()
        .map(|spec| Ok(pictures.among(&spec.originals(library)?)));
    let overlaps = overlaps.collect::<Result<Vec<Overlap>, DataError>>()?;
    let named = specs.iter().map(|spec| spec.name.as_str());
    if let Some(told) = seen(named.zip(overlaps.iter().copied()), Words::default()) {
        warn(format!("{who}: {told}"))?;
    }
    Ok(overlaps)
}
