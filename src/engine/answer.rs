//! Lets runs answer pictures that a step made: one thread, which passes over what is out of date.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::reporter::Reporter;
use crate::base::thread::{self, ThreadError};
use crate::lesson::{Report, Ticket};
use crate::model::{Classifier, device};
use crate::train::{RunId, TrainError, Trainer};

/// Pictures that wait for a run's answers.
pub(super) struct Request {
    pub(super) reporter: Reporter,
    pub(super) run: RunId,
    pub(super) ticket: Ticket,
    pub(super) pictures: Vec<Vec<u8>>,
}

/// Begins to answer; ends when the sender is gone.
///
/// # Errors
/// When the system has no thread for it.
pub(super) fn answering(trainer: Trainer) -> Result<Sender<Request>, ThreadError> {
    let (sender, requests) = channel();
    thread::start("answers", move || answer_all(&trainer, &requests))?;
    Ok(sender)
}

fn answer_all(trainer: &Trainer, requests: &Receiver<Request>) {
    let mut open: Option<(RunId, Arc<Classifier>)> = None;
    while let Ok(first) = requests.recv() {
        let mut waiting: Vec<Request> = std::iter::once(first).chain(requests.try_iter()).collect();
        // Of what changes while it is drawn, only the newest is worth an answer.
        let newest = waiting
            .iter()
            .rposition(|request| matches!(request.ticket, Ticket::Live(_)));
        let mut place = 0;
        waiting.retain(|request| {
            place += 1;
            !matches!(request.ticket, Ticket::Live(_)) || Some(place - 1) == newest
        });
        for request in waiting {
            let known = open.take().filter(|(run, _)| *run == request.run);
            match known.map_or_else(|| opened(trainer, &request.run), Ok) {
                Ok(opened) => open = Some(answer(request, opened)),
                Err(error) => request.reporter.failed(&error),
            }
        }
    }
}

fn opened(trainer: &Trainer, run: &RunId) -> Result<(RunId, Arc<Classifier>), TrainError> {
    let record = trainer.store().known(run)?;
    let classifier = trainer.store().classifier(&record, &device())?;
    Ok((run.clone(), Arc::new(classifier)))
}

fn answer(request: Request, opened: (RunId, Arc<Classifier>)) -> (RunId, Arc<Classifier>) {
    let size = opened.1.shape().pixels();
    // A picture of another size cannot be read, and would end the thread.
    if request.pictures.iter().any(|picture| picture.len() != size) {
        request
            .reporter
            .failed(&"the network reads pictures of another size");
        return opened;
    }
    let pictures = request.pictures.iter().map(Vec::as_slice);
    match opened.1.probabilities(pictures, &device()) {
        Ok(answers) => {
            request.reporter.report(Report::Answered {
                ticket: request.ticket,
                answers,
            });
        }
        Err(error) => request.reporter.failed(&error),
    }
    opened
}
