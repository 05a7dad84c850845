//! Who carries runs out: this process, or, for a workshop over several hosts, others.

use super::control::{Control, Next};
use super::error::TrainError;
use super::event::{Ending, Event};
use super::experiment::Experiment;
use super::run_id::RunId;
use super::store::RunStore;
use crate::dataset::Library;

/// A run that is to be carried out.
pub struct Task<'a> {
    /// Which.
    pub id: &'a RunId,
    /// What it is.
    pub experiment: &'a Experiment,
    /// Where its pictures come from.
    pub library: &'a Library,
    /// Where it is to be once it is over.
    pub store: &'a RunStore,
    /// Who asked for it, by whom turns are counted.
    pub asker: &'a str,
    pub(super) control: &'a Control,
}

impl Task<'_> {
    /// What those who listen want of it now.
    pub fn wish(&self) -> Next {
        self.control.next()
    }
}

/// Carries runs out somewhere else.
pub trait Carrier: Send + Sync {
    /// Has a run trained, tells what happens to it but its end, and returns once the store has what it came to. None where
    /// it has to be trained here.
    ///
    /// # Errors
    /// When it failed there.
    fn carry_out(
        &self,
        task: &Task<'_>,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Option<Ending>, TrainError>;
}
