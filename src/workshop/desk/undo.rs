//! What the instructor did to somebody can be taken back, the last first.

use anyhow::Result;

use super::Desk;
use super::done::Done;
use crate::say;
use crate::words::Words;

impl Desk<'_> {
    /// Takes back what was done last, and says of whom.
    pub(super) fn undo(&mut self, words: Words) -> String {
        let Some(done) = self.done.pop() else {
            return say!(words, "desk-nothing-to-undo");
        };
        match self.take_back(&done) {
            Ok(true) => {
                tracing::info!(learner = done.name, "the instructor takes something back");
                say!(words, "desk-undone", name = done.name)
            }
            Ok(false) => say!(words, "desk-name-taken", name = done.name),
            Err(error) => {
                let told = format!("{error:#}");
                self.done.push(done);
                told
            }
        }
    }

    fn take_back(&self, done: &Done) -> Result<bool> {
        if let Some(joined) = &done.joined {
            self.workshop.part(joined)?;
        }
        Ok(self.workshop.roster.restore(&done.before)?)
    }
}
