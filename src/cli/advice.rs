//! What errors of the library leave to the command line to say: its own switches.

use std::borrow::Cow;
use std::io;

use rusqlite::ErrorCode;

use super::{Home, train};
use crate::base::Lang;
use crate::base::file;
use crate::dataset::import::ImportError;
use crate::pack::installed::InstalledError;
use crate::progress::{ProgressError, SetError};
use crate::train::{Known, RecordProblem, TrainError};
use crate::workshop::host_key::KeyError;
use crate::workshop::roster::RosterError;

/// Behind an error that asks for another data folder.
const DATA_DIR: &str = " with --data-dir";

/// What stands behind the message of an error; empty where nothing is to be added.
pub(super) fn advice(error: &anyhow::Error, home: &Home) -> Cow<'static, str> {
    let is_about_the_folder =
        matches!(
            error.downcast_ref(),
            Some(
                ProgressError::Folder { .. }
                    | ProgressError::Database { .. }
                    | ProgressError::Newer { .. }
            )
        ) || matches!(error.downcast_ref(), Some(ImportError::Unwritable { .. }))
            || matches!(error.downcast_ref(), Some(KeyError::File { .. }))
            || matches!(error.downcast_ref(), Some(InstalledError::Folder { .. }))
            || error.is::<RosterError>()
            || error.is::<SetError>();
    let advice = match (error.downcast_ref(), error.downcast_ref()) {
        _ if is_about_the_folder && is_full(error) => return to_free(home),
        _ if is_about_the_folder => DATA_DIR,
        (Some(train), _) => return of_a_run(train, home),
        (_, Some(InstalledError::Taken(_))) => "; put the new one in its place with --replace",
        _ => "",
    };
    advice.into()
}

/// Whether the disk is full, as the system says it, or SQLite.
fn is_full(error: &anyhow::Error) -> bool {
    let import = match error.downcast_ref() {
        Some(ImportError::Unwritable { why, .. }) => Some(why.kind()),
        _ => None,
    };
    import.is_some_and(file::is_full)
        || error.chain().any(|cause| {
            let system = cause.downcast_ref::<io::Error>();
            let database = cause.downcast_ref::<rusqlite::Error>();
            system.is_some_and(|error| file::is_full(error.kind()))
                || database.and_then(rusqlite::Error::sqlite_error_code)
                    == Some(ErrorCode::DiskFull)
        })
}

/// What there is to free in the data folder.
fn to_free(home: &Home) -> Cow<'static, str> {
    match home.store() {
        Ok(store) => format!(
            "{DATA_DIR}; the runs in {} take {}: delete some that you do not need with mindgap runs delete",
            store.root().display(),
            Lang::English.bytes(store.size())
        )
        .into(),
        Err(_) => DATA_DIR.into(),
    }
}

fn of_a_run(error: &TrainError, home: &Home) -> Cow<'static, str> {
    let advice = match error {
        TrainError::UnknownRun { known, .. } => match known {
            Known::None => " with mindgap train",
            Known::Others => " with mindgap runs list",
            Known::Newest(_) | Known::Several(_) => "",
        },
        TrainError::Store { .. } | TrainError::Full { .. } => DATA_DIR,
        TrainError::Record { problem, .. } => match problem {
            RecordProblem::Foreign(_) | RecordProblem::Newer(_) => DATA_DIR,
            RecordProblem::Damaged(_) | RecordProblem::Folder(_) => "",
        },
        TrainError::Weights { run, .. } => {
            let record = home.store().and_then(|store| Ok(store.known(run)?));
            let command = record
                .ok()
                .and_then(|record| train::command(record.experiment()?));
            return command.map_or("".into(), |command| format!(": {command}").into());
        }
        _ => "",
    };
    advice.into()
}
