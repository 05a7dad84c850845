//! What a worker says of itself, and why there may be none.

use super::storage::StorageError;
use crate::base::thread::ThreadError;
use crate::dataset::ParcelError;
use crate::train::RunId;

/// What a worker says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It has taken a run.
    Takes {
        /// Which.
        run: RunId,
        /// Whether another worker had it before.
        from_another: bool,
    },
    /// A run is over.
    Over {
        /// Which.
        run: RunId,
        /// How it ended, in a word.
        status: &'static str,
    },
    /// A run was given back to the queue.
    GivesBack(RunId),
    /// Something was not understood, or did not work.
    Trouble(String),
}

/// Why there is no worker.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The engine refuses something.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// What comes to it cannot be kept.
    #[error(transparent)]
    Data(#[from] ParcelError),
    /// The system has no threads.
    #[error(transparent)]
    Thread(#[from] ThreadError),
}
