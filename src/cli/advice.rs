//! What errors of the library leave to the command line to say: its own switches.

use crate::dataset::import::ImportError;
use crate::pack::installed::InstalledError;
use crate::progress::ProgressError;
use crate::train::{Known, TrainError};
use crate::workshop::host_key::KeyError;
use crate::workshop::roster::RosterError;

/// Behind an error that asks for another data folder.
const DATA_DIR: &str = " with --data-dir";

/// What stands behind the message of an error; empty where nothing is to be added.
pub(super) fn advice(error: &anyhow::Error) -> &'static str {
    let is_about_the_folder = matches!(
        error.downcast_ref(),
        Some(
            ProgressError::Folder { .. }
                | ProgressError::Database { .. }
                | ProgressError::Newer { .. }
        )
    ) || matches!(error.downcast_ref(), Some(TrainError::Store { .. }))
        || matches!(error.downcast_ref(), Some(ImportError::Unwritable { .. }))
        || matches!(error.downcast_ref(), Some(KeyError::File { .. }))
        || error.is::<RosterError>();
    if let Some(TrainError::UnknownRun { known, .. }) = error.downcast_ref() {
        return match known {
            Known::None => " with mindgap train",
            Known::Others => " with mindgap runs list",
            Known::Newest(_) | Known::Several(_) => "",
        };
    }
    match error.downcast_ref() {
        _ if is_about_the_folder => DATA_DIR,
        Some(InstalledError::Taken(_)) => "; put the new one in its place with --replace",
        _ => "",
    }
}
