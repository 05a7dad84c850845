//! What Ctrl-C does to a command that runs for a while.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};

const NO_LISTENING: &str = "the program cannot listen for Ctrl-C";
/// The exit status of a program that was interrupted: 128 and the signal's number.
const STATUS: i32 = 130;

/// Counts how often Ctrl-C was pressed, so that a command can end in good order. The `last` time ends the
/// process.
///
/// # Errors
/// When the program cannot listen for it.
pub(super) fn count(last: usize) -> Result<Arc<AtomicUsize>> {
    let presses = Arc::new(AtomicUsize::new(0));
    let counted = presses.clone();
    ctrlc::set_handler(move || {
        if counted.fetch_add(1, Ordering::Relaxed) + 1 >= last {
            std::process::exit(STATUS);
        }
    })
    .context(NO_LISTENING)?;
    Ok(presses)
}

/// Ctrl-C ends the process, and takes these folders with it: nobody else needs them.
///
/// # Errors
/// When the program cannot listen for it.
pub(super) fn removes(folders: Vec<PathBuf>) -> Result<()> {
    ctrlc::set_handler(move || {
        for folder in &folders {
            // What cannot be removed is left where temporary files are.
            let _ = std::fs::remove_dir_all(folder);
        }
        std::process::exit(STATUS);
    })
    .context(NO_LISTENING)
}
