//! A group: the runs of one recipe, each with a seed of its own. Nothing is kept of it; equal recipes are
//! what makes it.

use std::ops::RangeInclusive;

use super::error::TrainError;
use super::experiment::Experiment;
use super::record::RunRecord;
use super::store::RunStore;
use crate::dataset::Library;

/// The seeds of so many networks of one recipe, 1 or more: the first one, the next and so on. None where there
/// are not so many.
pub fn seeds(first: u64, networks: u64) -> Option<RangeInclusive<u64>> {
    let last = first.checked_add(networks.saturating_sub(1))?;
    Some(first..=last)
}

/// The runs of one recipe.
#[derive(Debug, Default)]
pub struct Group {
    /// Those that are over and have weights, diverged ones among them, by their seeds.
    pub records: Vec<RunRecord>,
    /// How many others there are: unfinished, or diverged without weights.
    pub left_out: usize,
}

impl Group {
    /// The seeds, in order.
    pub fn seeds(&self) -> impl Iterator<Item = u64> + '_ {
        let experiments = self.records.iter().filter_map(RunRecord::experiment);
        experiments.map(|experiment| experiment.recipe.seed)
    }
}

impl Experiment {
    /// The same with another seed.
    pub fn with_seed(&self, seed: u64) -> Self {
        let mut experiment = self.clone();
        experiment.recipe.seed = seed;
        experiment
    }
}

impl RunStore {
    /// The runs that differ from this one in nothing but their seed: in no setting, nor in the data as it is
    /// today, nor in this program's numerics.
    ///
    /// # Errors
    /// When the run is of an older program or of data that has changed, or the store's folder cannot be read.
    pub fn group(&self, of: &RunRecord, library: &Library) -> Result<Group, TrainError> {
        let wanted = of.trained()?.with_seed(0);
        // An older program, or other data under the same name, gave a run another id.
        let is_current = |record: &RunRecord| {
            let id = record
                .experiment()
                .map(|experiment| experiment.run_id(library));
            id.is_some_and(|id| id.is_ok_and(|id| id == record.id))
        };
        if !is_current(of) {
            return Err(TrainError::Outdated(of.id.clone()));
        }
        let mut group = Group::default();
        for record in self.list()?.records {
            let recipe = record
                .experiment()
                .map(|experiment| experiment.with_seed(0));
            if recipe.as_ref() != Some(&wanted) || !is_current(&record) {
                continue;
            }
            match record.status.is_final() && record.weights.is_some() {
                true => group.records.push(record),
                false => group.left_out += 1,
            }
        }
        group
            .records
            .sort_by_key(|record| record.experiment().map(|experiment| experiment.recipe.seed));
        Ok(group)
    }
}
