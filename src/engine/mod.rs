//! Carries out what a walk orders: trains, measures, remembers. The one engine under every shell;
//! a shell hands it orders and passes the news that come back on to the walk.

mod answer;
mod desk;
mod explain;
mod measure;
mod photo;
mod rehearsal;
mod results;
mod session;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use desk::Desk;

use crate::lesson::step::PhotoSource;
use crate::lesson::{Order, Report, Walk, Work};
use crate::progress::{Place, Progress, ProgressError};
use crate::train::{Event, Experiment, RunHandle, Trainer};

pub use desk::Listener;
pub use rehearsal::{Measured, Rehearsal, rehearse};
pub use results::Results;
pub use session::Session;

/// What a learner at another machine is told who names a file.
const FILES_ARE_ELSEWHERE: &str = "your files are on your own machine, and this lesson runs on the workshop's; take a photo that ships";

/// Works for one learner in one lesson. Dropping it lets go of its runs and ends its measurements.
pub struct Engine {
    trainer: Trainer,
    results: Results,
    listener: Listener,
    /// By step and part.
    runs: HashMap<(usize, usize), RunHandle>,
    /// To the thread that lets runs answer, once there is one.
    answering: Option<Sender<answer::Request>>,
    left: Arc<AtomicBool>,
    /// Whether the learner may name files of this machine.
    has_files: bool,
}

impl Engine {
    /// An engine that trains with `trainer`, measures together with everybody who has the same `results`,
    /// and tells `listener`.
    pub fn new(trainer: Trainer, results: Results, listener: Listener) -> Self {
        Self {
            trainer,
            results,
            listener,
            runs: HashMap::new(),
            answering: None,
            left: Arc::default(),
            has_files: true,
        }
    }

    /// The same for a learner at another machine, who cannot name files of this one.
    pub fn without_files(mut self) -> Self {
        self.has_files = false;
        self
    }

    /// Carries an order out, or begins to: what takes time is reported as news.
    ///
    /// # Errors
    /// When something could not be remembered. The walk itself can go on.
    pub fn carry_out(
        &mut self,
        order: Order,
        walk: &Walk,
        place: &Place,
        progress: &Progress,
    ) -> Result<(), ProgressError> {
        match order {
            Order::Work { step, work } => self.work(step, work),
            Order::Save => progress.save_walk(place, &walk.saved())?,
            Order::Note(note) => progress.keep_note(place, &note)?,
            Order::Finished => {}
        }
        Ok(())
    }

    fn work(&mut self, step: usize, work: Work) {
        let desk = Desk {
            step,
            listener: self.listener.clone(),
            left: self.left.clone(),
        };
        match work {
            Work::Train { part, experiment } => self.train(desk, part, *experiment),
            Work::Pause => self.steer(&desk, RunHandle::pause),
            Work::Resume => self.steer(&desk, RunHandle::resume),
            Work::Stop => self.steer(&desk, RunHandle::stop),
            Work::Measure { runs, slices } => {
                let (trainer, results) = (self.trainer.clone(), self.results.clone());
                desk.on_a_thread("measure", move |desk| {
                    measure::measure(&trainer, &results, desk, &runs, &slices);
                });
            }
            Work::Photo {
                ticket,
                source: PhotoSource::Own(_),
                ..
            } if !self.has_files => {
                let seen = Err(FILES_ARE_ELSEWHERE.to_owned());
                desk.report(Report::Photographed { ticket, seen });
            }
            Work::Photo {
                run,
                ticket,
                source,
                stages,
            } => {
                let request = photo::Request {
                    run,
                    ticket,
                    source,
                    stages,
                };
                let trainer = self.trainer.clone();
                desk.on_a_thread("photo", move |desk| photo::follow(&trainer, desk, &request));
            }
            Work::Explain { run, pictures } => {
                let trainer = self.trainer.clone();
                desk.on_a_thread("explain", move |desk| {
                    explain::explain_all(&trainer, desk, &run, &pictures);
                });
            }
            Work::Answer {
                run,
                ticket,
                pictures,
            } => {
                let request = answer::Request {
                    desk,
                    run,
                    ticket,
                    pictures,
                };
                let answering = match self.answering.take() {
                    Some(answering) => answering,
                    None => match answer::answering(self.trainer.clone()) {
                        Ok(answering) => answering,
                        Err(error) => return request.desk.failed(&error),
                    },
                };
                // The thread ends only when this sender does.
                let _ = answering.send(request);
                self.answering = Some(answering);
            }
        }
    }

    fn train(&mut self, desk: Desk, part: usize, experiment: Experiment) {
        match self.trainer.start(experiment) {
            Ok((handle, events)) => {
                self.runs.insert((desk.step, part), handle);
                desk.on_a_thread("events", move |desk| pass_on(desk, part, &events));
            }
            Err(error) => {
                let message = error.to_string();
                let event = Event::Failed { message };
                desk.report(Report::Run { part, event });
            }
        }
    }

    fn steer(&self, desk: &Desk, act: fn(&RunHandle) -> bool) {
        let mine = self.runs.iter().filter(|((step, _), _)| *step == desk.step);
        let mut refused = false;
        for (_, run) in mine {
            refused |= !act(run);
        }
        if refused {
            desk.report(Report::Shared);
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.left.store(true, Ordering::Relaxed);
    }
}

fn pass_on(desk: &Desk, part: usize, events: &Receiver<Event>) {
    for event in events {
        if !desk.report(Report::Run { part, event }) {
            return;
        }
    }
}
