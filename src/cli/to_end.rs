//! Training a run to its end without telling of it: where a command trains several.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::train::{Event, Experiment, RunId, Status, Trainer};

/// Between two looks at whether somebody pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// Trains a run, or takes it from the store; none when Ctrl-C was pressed. What was trained is kept.
///
/// # Errors
/// When it fails or diverges.
pub(super) fn train_to_end(
    trainer: &Trainer,
    experiment: Experiment,
    interrupted: &AtomicUsize,
) -> Result<Option<RunId>> {
    let rate = experiment.recipe.learning_rate();
    let (handle, events) = trainer.start(experiment)?;
    let mut is_stopped = false;
    loop {
        if interrupted.load(Ordering::Relaxed) > 0 && !is_stopped {
            is_stopped = true;
            handle.stop();
        }
        match events.recv_timeout(LOOK) {
            Ok(Event::Done(ending)) => {
                return match ending.status {
                    Status::Diverged => bail!(
                        "run {} diverged; lower the learning rate: --learning-rate {} is a tenth of this one",
                        ending.run,
                        rate / 10.0
                    ),
                    status => Ok(status.is_final().then_some(ending.run)),
                };
            }
            Ok(Event::Failed { message }) => bail!("run {}: {message}", handle.id),
            Err(RecvTimeoutError::Disconnected) => bail!("run {} ended without a word", handle.id),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}
