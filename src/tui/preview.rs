//! A pack that is being written: whenever one of its files is saved, the screen shows the step that
//! changed, or what is wrong.

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::event::AppEvent;
use crate::base::thread as threads;
use crate::pack::{Lesson, Pack, PackError, Stock};
use crate::words::Lang;

/// Editors save in several steps; what comes within this time is one change.
const SETTLED: Duration = Duration::from_millis(150);

/// A pack's folder, and how it is read.
pub struct Preview {
    /// The folder.
    pub folder: PathBuf,
    /// What it may draw on.
    pub stock: Stock,
    /// In which language.
    pub lang: Lang,
}

impl Preview {
    /// The pack as it is now.
    ///
    /// # Errors
    /// With everything that is wrong with it.
    pub fn read(&self) -> Result<Pack, PackError> {
        Pack::open(&self.folder, self.stock.clone(), self.lang)
    }

    /// Reads the pack after every change below the folder and tells of it, for as long as the watcher
    /// lives. On a thread of its own: much data takes a while to be imported.
    ///
    /// # Errors
    /// When the system cannot watch the folder.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "who watches is the full-screen shell")
    )]
    pub(super) fn watch(
        self,
        tell: impl Fn(AppEvent) -> bool + Send + 'static,
    ) -> Result<RecommendedWatcher> {
        let (changed, changes) = mpsc::channel();
        let notice = move |change: notify::Result<notify::Event>| {
            let is_change = change.is_ok_and(|change| !change.kind.is_access());
            if is_change {
                // Nobody listens any more only when the program is ending.
                let _ = changed.send(());
            }
        };
        let failed = || format!("{} cannot be watched", self.folder.display());
        let mut watcher = notify::recommended_watcher(notice).with_context(failed)?;
        watcher
            .watch(&self.folder, RecursiveMode::Recursive)
            .with_context(failed)?;
        threads::start("preview", move || {
            while changes.recv().is_ok() {
                thread::sleep(SETTLED);
                changes.try_iter().for_each(drop);
                let written = self.read().map_err(|error| error.diagnoses);
                if !tell(AppEvent::Written(Box::new(written))) {
                    return;
                }
            }
        })?;
        Ok(watcher)
    }
}

/// The first step, from 0, in which two forms of a lesson differ.
pub(super) fn changed(before: &Lesson, after: &Lesson) -> Option<usize> {
    let same = before
        .steps
        .iter()
        .zip(&after.steps)
        .take_while(|(one, other)| one == other);
    let same = same.count();
    (same < after.steps.len().max(before.steps.len()))
        .then(|| same.min(after.steps.len().saturating_sub(1)))
}
