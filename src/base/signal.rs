//! Signals, told on a thread of their own instead of ending the process at once.

#[cfg(not(unix))]
#[path = "signal/other.rs"]
mod system;
#[cfg(unix)]
#[path = "signal/unix.rs"]
mod system;

use std::io;
use std::sync::atomic::{AtomicI32, Ordering};

use thiserror::Error;

use super::thread::{self, ThreadError};
pub use system::ENDING;
#[cfg(unix)]
pub(crate) use system::{CONTINUED, ENDING_SCREEN, RESIZED, SUSPENDED, suspend};
use system::{CTRL_C, Heard};

/// What shells add to a signal's number for the exit status of a process that it ended.
const STATUS: i32 = 128;

/// The signal that came last of those that end a command; 0 before the first.
static LAST: AtomicI32 = AtomicI32::new(0);

/// Signals cannot be listened for.
#[derive(Debug, Error)]
pub enum SignalError {
    /// The system says no.
    #[error("the program cannot listen for signals ({0})")]
    Denied(#[from] io::Error),
    /// There is no thread that could hear them.
    #[error(transparent)]
    NoThread(#[from] ThreadError),
}

/// Tells `hear` of each of these signals, as long as the program runs.
///
/// # Errors
/// When the system gives no thread, or does not let go of one of the signals.
pub fn listen(
    signals: &[i32],
    mut hear: impl FnMut(i32) + Send + 'static,
) -> Result<(), SignalError> {
    let signals = Heard::new(signals)?;
    thread::start("signals", move || {
        signals.forever(|signal| {
            if system::ends(signal) {
                LAST.store(signal, Ordering::Relaxed);
            }
            hear(signal);
        });
    })?;
    Ok(())
}

/// The exit status of a program that such a signal ended: Ctrl-C's, if none was heard.
pub fn exit_status() -> u8 {
    let last = match LAST.load(Ordering::Relaxed) {
        0 => CTRL_C,
        last => last,
    };
    u8::try_from(STATUS + last).unwrap_or(u8::MAX)
}
