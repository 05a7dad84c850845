//! A worker at work, until it is told to end.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::engine::Engine;
use super::said::{Said, WorkerError};
use super::worker::Worker;
use crate::base::metrics::Metrics;
use crate::base::thread;
use crate::train::Trainer;

/// A worker that works.
pub struct Working {
    worker: Arc<Worker>,
    threads: Vec<JoinHandle<()>>,
}

impl Working {
    /// Begins to work, on so many runs at once, under a name for people; data that does not ship comes into a folder.
    ///
    /// # Errors
    /// When the engine refuses something, or the system has no threads.
    pub fn begin(
        engine: &Arc<Engine>,
        trainer: Trainer,
        (name, slots): (&str, usize),
        data: &Path,
        says: impl Fn(Said) + Send + Sync + 'static,
    ) -> Result<Self, WorkerError> {
        let worker = Worker::new(engine, trainer, (name, slots), data, says)?;
        engine.handle().spawn(worker.clone().hears_of_work());
        engine
            .handle()
            .spawn(worker.clone().says_what_is_in_progress());
        let threads = (0..slots).map(|_| {
            let worker = worker.clone();
            thread::start("worker", move || worker.works())
        });
        let threads = threads.collect::<Result<_, _>>()?;
        Ok(Self { worker, threads })
    }

    /// The metrics of the worker.
    pub fn metrics(&self) -> Metrics {
        let worker = Arc::downgrade(&self.worker);
        Metrics::looked_up(move || {
            let worker = worker.upgrade();
            worker.map_or_else(Vec::new, |worker| worker.figures())
        })
    }

    /// Ends it: runs are stopped after their present step, and given back with their checkpoints.
    pub fn end(self) {
        self.worker.is_told_to_end();
        for thread in self.threads {
            let _ = thread.join();
        }
        self.worker.leaves();
    }
}
