//! Carries out what a walk orders: trains, measures, remembers. The one engine under every shell;
//! a shell hands it orders and passes the news that come back on to the walk.

mod answer;
mod calibrate;
pub mod door;
mod exit;
mod explain;
mod hand;
mod measure;
mod photo;
mod rehearsal;
mod reporter;
mod results;
mod sent;
mod session;
mod show;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use reporter::Reporter;
use sent::SentPhotos;

use crate::lesson::step::PhotoSource;
use crate::lesson::{Order, Report, Walk, Work};
use crate::progress::{Place, Progress, ProgressError};
use crate::train::{Event, Experiment, RunHandle, Trainer};

pub use exit::Exit;
pub use rehearsal::{Held, Measured, Rehearsal, rehearse};
pub use reporter::Listener;
pub use results::Results;
pub use session::Session;

/// What a learner at another machine is told who names a file.
const FILES_ARE_ELSEWHERE: &str = "your files are on your own machine, and this lesson runs on the workshop's; take a photo that ships";

/// Works for one learner in one lesson. Dropping it lets go of its runs and ends its measurements.
struct Engine {
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
    /// What the learner's phone has sent.
    sent: Option<SentPhotos>,
}

impl Engine {
    /// An engine that trains with `trainer`, measures together with everybody who has the same `results`,
    /// and tells `listener`.
    fn new(trainer: Trainer, results: Results, listener: Listener) -> Self {
        Self {
            trainer,
            results,
            listener,
            runs: HashMap::new(),
            answering: None,
            left: Arc::default(),
            has_files: true,
            sent: None,
        }
    }

    /// The same for a learner at another machine, who cannot name files of this one.
    fn without_files(mut self) -> Self {
        self.has_files = false;
        self
    }

    /// The same for a learner whose phone has sent these.
    fn with_sent(mut self, sent: Option<SentPhotos>) -> Self {
        self.sent = sent;
        self
    }

    /// Carries an order out, or begins to: what takes time is reported as news.
    ///
    /// # Errors
    /// When something could not be remembered. The walk itself can go on.
    fn carry_out(
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
            // Who keeps digits, the session knows.
            Order::Finished | Order::Keep { .. } => {}
        }
        Ok(())
    }

    fn work(&mut self, step: usize, work: Work) {
        let reporter = Reporter {
            step,
            listener: self.listener.clone(),
            left: self.left.clone(),
        };
        match work {
            Work::Train { part, experiment } => self.train(reporter, part, *experiment),
            Work::Pause => self.steer(&reporter, RunHandle::pause),
            Work::Resume => self.steer(&reporter, RunHandle::resume),
            Work::Stop => self.steer(&reporter, RunHandle::stop),
            Work::Measure { runs, slices } => {
                let (trainer, results) = (self.trainer.clone(), self.results.clone());
                reporter.on_a_thread("measure", move |reporter| {
                    measure::measure(&trainer, &results, reporter, &runs, &slices);
                });
            }
            Work::Photo {
                ticket,
                source: PhotoSource::Own(_),
                ..
            } if !self.has_files => {
                let seen = Err(FILES_ARE_ELSEWHERE.to_owned());
                reporter.report(Report::Photographed { ticket, seen });
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
                let (trainer, sent) = (self.trainer.clone(), self.sent.clone());
                reporter.on_a_thread("photo", move |reporter| {
                    photo::follow(&trainer, sent.as_ref(), reporter, &request)
                });
            }
            Work::Show { slices } => {
                let trainer = self.trainer.clone();
                reporter.on_a_thread("show", move |reporter| {
                    show::slices(&trainer, reporter, &slices);
                });
            }
            Work::ShowLearned { experiment } => {
                let trainer = self.trainer.clone();
                reporter.on_a_thread("show", move |reporter| {
                    show::learned(&trainer, reporter, &experiment);
                });
            }
            Work::Explain { run, pictures } => {
                let trainer = self.trainer.clone();
                reporter.on_a_thread("explain", move |reporter| {
                    explain::explain_all(&trainer, reporter, &run, &pictures);
                });
            }
            Work::LookInside { run, pictures } => {
                let trainer = self.trainer.clone();
                reporter.on_a_thread("inside", move |reporter| {
                    explain::look_inside_all(&trainer, reporter, &run, &pictures);
                });
            }
            Work::Calibrate { run, corrected } => {
                let trainer = self.trainer.clone();
                reporter.on_a_thread("calibrate", move |reporter| {
                    calibrate::calibrate(&trainer, reporter, &run, &corrected);
                });
            }
            Work::Answer {
                run,
                ticket,
                pictures,
            } => {
                let request = answer::Request {
                    reporter,
                    run,
                    ticket,
                    pictures,
                };
                let answering = match self.answering.take() {
                    Some(answering) => answering,
                    None => match answer::answering(self.trainer.clone()) {
                        Ok(answering) => answering,
                        Err(error) => return request.reporter.failed(&error),
                    },
                };
                // The thread ends only when this sender does.
                let _ = answering.send(request);
                self.answering = Some(answering);
            }
        }
    }

    fn train(&mut self, reporter: Reporter, part: usize, experiment: Experiment) {
        match self.trainer.start(experiment) {
            Ok((handle, events)) => {
                self.runs.insert((reporter.step, part), handle);
                reporter.on_a_thread("events", move |reporter| pass_on(reporter, part, &events));
            }
            Err(error) => {
                let message = error.to_string();
                let event = Event::Failed { message };
                reporter.report(Report::Run { part, event });
            }
        }
    }

    fn steer(&self, reporter: &Reporter, act: fn(&RunHandle) -> bool) {
        let mine = self
            .runs
            .iter()
            .filter(|((step, _), _)| *step == reporter.step);
        let mut refused = false;
        for (_, run) in mine {
            refused |= !act(run);
        }
        if refused {
            reporter.report(Report::Shared);
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.left.store(true, Ordering::Relaxed);
    }
}

fn pass_on(reporter: &Reporter, part: usize, events: &Receiver<Event>) {
    for event in events {
        if !reporter.report(Report::Run { part, event }) {
            return;
        }
    }
}
