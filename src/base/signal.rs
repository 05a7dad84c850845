//! Signals, told on a thread of their own instead of ending the process at once.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering};

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use thiserror::Error;

use super::thread::{self, ThreadError};

/// Signals that end a command: Ctrl-C, `kill`, a window that is closed.
pub const ENDING: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];
/// Signals that end a program which holds a terminal: Ctrl-\ as well, so that the terminal is given back.
pub(crate) const ENDING_SCREEN: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];
/// The terminal has another size.
pub(crate) const RESIZED: i32 = SIGWINCH;
/// The program has to leave the foreground.
pub(crate) const SUSPENDED: i32 = SIGTSTP;
/// The program goes on after it was stopped.
pub(crate) const CONTINUED: i32 = SIGCONT;
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
    let mut signals = Signals::new(signals)?;
    thread::start("signals", move || {
        for signal in signals.forever() {
            if ENDING_SCREEN.contains(&signal) {
                LAST.store(signal, Ordering::Relaxed);
            }
            hear(signal);
        }
    })?;
    Ok(())
}

/// The exit status of a program that such a signal ended: Ctrl-C's, if none was heard.
pub fn exit_status() -> u8 {
    let last = match LAST.load(Ordering::Relaxed) {
        0 => SIGINT,
        last => last,
    };
    u8::try_from(STATUS + last).unwrap_or(u8::MAX)
}

/// Stops the process as the system would have, until somebody lets it go on.
///
/// # Errors
/// When the system says no.
pub(crate) fn suspend() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(SIGTSTP)
}
