//! What Ctrl-C does to a command that runs for a while.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::base::signal::{self, ENDING, SignalError};

/// Whether the process ends, and what it worked on is being removed.
static REMOVES: AtomicBool = AtomicBool::new(false);

/// Counts how often Ctrl-C was pressed, so that a command can end in good order. The `last` time ends the
/// process.
///
/// # Errors
/// When the program cannot listen for it.
pub(super) fn count(last: usize) -> Result<Arc<AtomicUsize>, SignalError> {
    let presses = Arc::new(AtomicUsize::new(0));
    let counted = presses.clone();
    signal::listen(&ENDING, move |_| {
        if counted.fetch_add(1, Ordering::Relaxed) + 1 >= last {
            std::process::exit(signal::exit_status().into());
        }
    })?;
    Ok(presses)
}

/// Ctrl-C ends the process, and takes these folders with it, if any: nobody else needs them.
///
/// # Errors
/// When the program cannot listen for it.
pub(super) fn removes(folders: Vec<PathBuf>) -> Result<(), SignalError> {
    signal::listen(&ENDING, move |_| {
        REMOVES.store(true, Ordering::SeqCst);
        for folder in &folders {
            // What cannot be removed is left where temporary files are.
            let _ = std::fs::remove_dir_all(folder);
        }
        std::process::exit(signal::exit_status().into());
    })
}

/// Does not return where the process is ended by [`removes`]: what a command says that finds its folder gone is no error of
/// anybody's.
pub(super) fn wait_if_removing() {
    while REMOVES.load(Ordering::SeqCst) {
        thread::park();
    }
}
