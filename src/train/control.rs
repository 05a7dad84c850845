//! Pause, resume and stop: flags that the loop looks at between two steps.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Shared between a run and whoever steers it. Clones steer the same run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Control(Arc<(Mutex<Wish>, Condvar)>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wish {
    #[default]
    Run,
    Pause,
    Stop,
}

/// What a run has to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Its next step.
    Continue,
    /// Nothing, until somebody says otherwise.
    Pause,
    /// Write its checkpoint and end.
    Stop,
}

impl Control {
    /// Holds the run after its current step.
    pub(super) fn pause(&self) {
        self.change(|wish| {
            if *wish == Wish::Run {
                *wish = Wish::Pause;
            }
        });
    }

    /// Lets a held run go on.
    pub(super) fn resume(&self) {
        self.change(|wish| {
            if *wish == Wish::Pause {
                *wish = Wish::Run;
            }
        });
    }

    /// Ends the run after its current step, held or not. Its checkpoint is written.
    pub(super) fn stop(&self) {
        self.change(|wish| *wish = Wish::Stop);
    }

    /// Somebody wants a run that was to be stopped.
    pub(super) fn go_on(&self) {
        self.change(|wish| {
            if *wish == Wish::Stop {
                *wish = Wish::Run;
            }
        });
    }

    pub(crate) fn next(&self) -> Next {
        match *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Wish::Run => Next::Continue,
            Wish::Pause => Next::Pause,
            Wish::Stop => Next::Stop,
        }
    }

    /// Sleeps until the run is no longer paused.
    pub(crate) fn wait_while_paused(&self) {
        let wish = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(
            self.0
                .1
                .wait_while(wish, |wish| *wish == Wish::Pause)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    fn change(&self, change: impl FnOnce(&mut Wish)) {
        change(&mut self.0.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.1.notify_all();
    }
}
