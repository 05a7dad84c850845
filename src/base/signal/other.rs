//! Where there are no signals (Windows), a console tells at least Ctrl-C.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// What ends a command: Ctrl-C. A console that is closed ends the process at once.
pub const ENDING: [i32; 1] = [CTRL_C];
/// Its number in C.
pub(super) const CTRL_C: i32 = 2;

/// Ctrl-C no longer ends the process at once.
pub(super) struct Heard(Runtime);

impl Heard {
    /// Whichever are asked for: there is only Ctrl-C.
    pub(super) fn new(_signals: &[i32]) -> io::Result<Self> {
        Builder::new_current_thread().enable_all().build().map(Self)
    }

    /// Tells of each, as long as the program runs.
    pub(super) fn forever(self, mut hear: impl FnMut(i32)) {
        while self.0.block_on(tokio::signal::ctrl_c()).is_ok() {
            hear(CTRL_C);
        }
    }
}

/// Whether a program ends by it.
pub(super) fn ends(signal: i32) -> bool {
    ENDING.contains(&signal)
}
