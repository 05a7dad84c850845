//! Threads with a name. `std::thread::spawn` panics where the system has no thread left; here that is
//! an error like any other.

use std::io;
use std::thread::{Builder, JoinHandle};

use thiserror::Error;

/// The system gave no thread.
#[derive(Debug, Error)]
#[error("no thread could be started for {work} ({source}); close other programs, then try again")]
pub struct ThreadError {
    /// What it would have done: its name.
    work: &'static str,
    /// What the system said.
    source: io::Error,
}

/// Starts a thread that is called after its work.
///
/// # Errors
/// When the system has no thread left.
pub fn start<T: Send + 'static>(
    work: &'static str,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, ThreadError> {
    Builder::new()
        .name(work.to_owned())
        .spawn(run)
        .map_err(|source| ThreadError { work, source })
}
