//! How far a command is, on the terminal of whoever waits; the results have none of it.

use std::io::{self, IsTerminal};
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::ascii::{shown, speaks_unicode};
use crate::base::terminal::printable_line;

/// A bar with a text beside it, if anybody sees it.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// One that looks like this (see indicatif), unless it is not wanted or standard error is no terminal.
    pub(super) fn new(is_wanted: bool, template: &str) -> Result<Self> {
        let target = match is_wanted && io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template(template)?;
        let style = match speaks_unicode() {
            true => style,
            false => style.progress_chars("#-").tick_chars("-\\|/ "),
        };
        let bar = ProgressBar::with_draw_target(None, target).with_style(style);
        Ok(Self(bar))
    }

    /// Something new begins, of so many pictures or pieces.
    pub(super) fn begin(&self, total: usize) {
        self.0.reset();
        self.0.set_length(total as u64);
    }

    /// So many are done.
    pub(super) fn done(&self, done: usize) {
        self.0.set_position(done as u64);
    }

    /// So many more are done.
    pub(super) fn advance(&self, more: usize) {
        self.0.inc(more as u64);
    }

    /// How many are done.
    pub(super) fn position(&self) -> usize {
        usize::try_from(self.0.position()).unwrap_or(usize::MAX)
    }

    /// What is going on.
    pub(super) fn tell(&self, what: &str) {
        self.0
            .set_message(shown(&printable_line(what)).into_owned());
    }

    /// It moves by itself, where nobody knows how long something takes.
    pub(super) fn spin(&self) {
        self.0.enable_steady_tick(Duration::from_millis(100));
    }

    /// Writes something above it.
    pub(super) fn above<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    /// It goes.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
