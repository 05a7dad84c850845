//! What a run learned from, and so what it can be measured on.

use anyhow::{Context, Result};

use super::output::warn;
use crate::dataset::{Library, Selector};
use crate::eval::SliceSpec;
use crate::train::{RunRecord, RunStore, Trainer};

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

/// Says of each slice that a run learned from it, since that is no test.
pub(super) fn warn_of_learned(
    who: &str,
    record: &RunRecord,
    specs: &[SliceSpec],
    trainer: &Trainer,
) -> Result<()> {
    let learned = trainer.store().learned(record, trainer.library())?;
    let is_learned = |spec: &&SliceSpec| learned.iter().any(|one| one.may_share(&spec.from));
    for spec in specs.iter().filter(is_learned) {
        warn(format!(
            "{} is what {who} learned from, so how it does there is no test",
            spec.from
        ))?;
    }
    Ok(())
}
