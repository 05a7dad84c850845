//! What Unix has of signals.

use std::io;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

/// Signals that end a command: Ctrl-C, `kill`, a window that is closed.
pub const ENDING: [i32; 3] = [CTRL_C, SIGTERM, SIGHUP];
/// Signals that end a program which holds a terminal: Ctrl-\ as well, so that the terminal is given back.
pub(crate) const ENDING_SCREEN: [i32; 4] = [CTRL_C, SIGTERM, SIGHUP, SIGQUIT];
/// The terminal has another size.
pub(crate) const RESIZED: i32 = SIGWINCH;
/// The program has to leave the foreground.
pub(crate) const SUSPENDED: i32 = SIGTSTP;
/// The program goes on after it was stopped.
pub(crate) const CONTINUED: i32 = SIGCONT;
pub(super) const CTRL_C: i32 = SIGINT;

/// Signals that no longer end the process at once.
pub(super) struct Heard(Signals);

impl Heard {
    pub(super) fn new(signals: &[i32]) -> io::Result<Self> {
        Signals::new(signals).map(Self)
    }

    /// Tells of each, as long as the program runs.
    pub(super) fn forever(mut self, hear: impl FnMut(i32)) {
        self.0.forever().for_each(hear);
    }
}

/// Whether a program ends by it.
pub(super) fn ends(signal: i32) -> bool {
    ENDING_SCREEN.contains(&signal)
}

/// Stops the process as the system would have, until somebody lets it go on.
///
/// # Errors
/// When the system says no.
pub(crate) fn suspend() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(SUSPENDED)
}
