//! What a run says while it is trained, told on the terminal: a line an epoch, a progress bar, or lines of JSON.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Result, bail};

use super::super::bar::Bar;
use super::super::json::{ErrorLine, Line, QueuedLine, ValidatingLine};
use super::super::output::{OutputMode, say};
use super::super::text::{count, epochs, loss, percent};
use crate::train::{Divergence, Ending, EpochRecord, Event, RunHandle, Start, Status};

/// Tells on the terminal what a run says.
pub(super) struct Listener {
    mode: OutputMode,
    pub(super) bar: Bar,
    /// Which of several runs this is.
    pub(super) label: String,
    learning_rate: f64,
    start: Option<Start>,
    /// Its epochs so far.
    epochs: Vec<EpochRecord>,
}

impl Listener {
    pub(super) fn new(mode: OutputMode, learning_rate: f64) -> Result<Self> {
        let template = "{bar:30} {percent:>3} %  {eta:>4} left  {msg}";
        Ok(Self {
            mode,
            bar: Bar::new(
                matches!(mode, OutputMode::Table | OutputMode::Seeds),
                template,
            )?,
            label: String::new(),
            learning_rate,
            start: None,
            epochs: Vec::new(),
        })
    }

    /// Listens until the run is over.
    pub(super) fn listen(
        &mut self,
        handle: &RunHandle,
        events: &Receiver<Event>,
        interrupts: &AtomicUsize,
    ) -> Result<Ending> {
        let mut stopped = false;
        loop {
            if interrupts.load(Ordering::Relaxed) > 0 && !stopped {
                stopped = true;
                handle.stop();
                self.bar.tell("stopping after this step");
            }
            let event = match events.recv_timeout(Duration::from_millis(50)) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => bail!("the training ended without a word"),
            };
            if self.mode == OutputMode::Json
                && let Some(line) = line(&event, handle)
            {
                line.say()?;
            }
            match event {
                Event::Done(ending) => {
                    self.end(&ending)?;
                    return Ok(ending);
                }
                Event::Failed { message } => bail!("run {}: {message}", handle.id),
                event => self.hear(event)?,
            }
        }
    }

    fn hear(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Queued { ahead, .. } => self.bar.tell(&format!("{ahead} runs ahead")),
            Event::Started(start) => self.begin(start)?,
            Event::Step(progress) => {
                let steps = self.start.as_ref().map_or(0, |start| start.steps);
                let done = progress.epoch.saturating_sub(1) * steps + progress.step;
                self.bar.done(done);
                let speed = progress.images_per_second;
                let label = &self.label;
                self.bar.tell(&format!("{speed:>6.0} images/s  {label}"));
            }
            Event::Validating { .. } => self.bar.tell("reading the validation pictures"),
            Event::Epoch(epoch) => {
                self.row(&epoch)?;
                self.epochs.push(epoch);
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, start: Start) -> Result<()> {
        self.bar.begin(start.epochs * start.steps);
        if self.mode == OutputMode::Table {
            self.line(&format!(
                "run {}: {} parameters, seed {},\n{} training and {} validation pictures",
                start.run,
                count(start.parameters),
                start.seed,
                count(start.train),
                count(start.validation)
            ))?;
            if start.replayed_from.is_some() {
                self.line("it was trained before and is replayed; --again trains it anew")?;
            } else if start.resumed_at > 0.0 {
                self.line(&format!("it goes on after {:.2} epochs", start.resumed_at))?;
            }
            self.line("epoch  train loss  train acc.    val. loss    val. acc.  images/s")?;
        }
        self.start = Some(start);
        Ok(())
    }

    fn row(&self, epoch: &EpochRecord) -> Result<()> {
        if self.mode != OutputMode::Table {
            return Ok(());
        }
        let validation = epoch.validation_loss.map_or("–".to_owned(), loss);
        let accuracy = epoch
            .validation_accuracy
            .map_or("–".to_owned(), |share| format!("{:.2} %", share * 100.0));
        self.line(&format!(
            "{:>5}  {:>10}  {:>8.2} %  {validation:>11}  {accuracy:>11}  {:>8.0}",
            epoch.epoch,
            loss(epoch.train_loss),
            epoch.train_accuracy * 100.0,
            epoch.images_per_second
        ))
    }

    fn end(&self, ending: &Ending) -> Result<()> {
        match self.mode {
            OutputMode::Table if ending.status != Status::Diverged => {
                self.line(&format!(
                    "{} after {}, {:.1} s",
                    ending.status.word(),
                    epochs(ending.epochs),
                    ending.seconds
                ))?;
                if ending.status == Status::Stopped {
                    self.line("the same command goes on where it was stopped")?;
                }
                let run = &ending.run;
                self.line(&format!("see what it does: mindgap reveal --run {run}"))?;
            }
            OutputMode::Seeds => self.line(&self.seed_row(ending))?,
            OutputMode::Quiet => self.line(ending.run.as_str())?,
            OutputMode::Table | OutputMode::Json => {}
        }
        Ok(())
    }

    /// The epoch whose weights are kept.
    pub(super) fn kept(&self, ending: &Ending) -> Option<&EpochRecord> {
        let mut epochs = self.epochs.iter();
        epochs.find(|epoch| Some(epoch.epoch) == ending.kept_epoch)
    }

    /// A run among others of its recipe.
    fn seed_row(&self, ending: &Ending) -> String {
        let accuracy = |share: Option<f64>| {
            share.map_or("–".to_owned(), |share| format!("{:.2} %", share * 100.0))
        };
        let kept = self.kept(ending);
        format!(
            "{:>7}  {}  {:>6}  {:>10}  {:>10}  {:>7.1}{}",
            self.start.as_ref().map_or(0, |start| start.seed),
            ending.run,
            ending.epochs,
            accuracy(kept.map(|epoch| epoch.train_accuracy)),
            accuracy(kept.and_then(|epoch| epoch.validation_accuracy)),
            ending.seconds,
            match ending.status {
                Status::Finished => String::new(),
                status => format!("  {}", status.word()),
            },
        )
    }

    /// Why a run diverged, and what to try: a tenth of its learning rate.
    pub(super) fn why(&self, ending: &Ending) -> String {
        let rate = self.learning_rate;
        let try_this = format!(
            "lower the learning rate: --learning-rate {} is a tenth of this one",
            rate / 10.0
        );
        match ending.divergence {
            Some(Divergence::Loss {
                highest,
                last,
                guessing,
                accuracy,
            }) => format!(
                "its loss rose to {} and ended at {}, where guessing costs {}, with {} % right; {try_this}",
                loss(highest),
                loss(last),
                loss(guessing),
                percent(accuracy)
            ),
            Some(Divergence::NotFinite) | None => {
                format!("the loss is no longer a number; {try_this}")
            }
        }
    }

    /// A line above the progress bar.
    pub(super) fn line(&self, text: &str) -> Result<()> {
        Ok(self.bar.above(|| say(text))?)
    }
}

/// Scripts get what happened, not how it looked on the way; nobody else shares or holds a run here.
fn line<'a>(event: &'a Event, handle: &RunHandle) -> Option<Line<'a>> {
    match event {
        Event::Queued { ahead, seconds } => Some(Line::Queued(QueuedLine {
            ahead: *ahead,
            seconds: *seconds,
        })),
        Event::Started(start) => Some(Line::Started(start)),
        Event::Validating { epoch } => Some(Line::Validating(ValidatingLine { epoch: *epoch })),
        Event::Epoch(epoch) => Some(Line::Epoch(epoch)),
        Event::Done(ending) => Some(Line::Done(ending)),
        Event::Failed { message } => Some(Line::Error(ErrorLine {
            error: message.clone(),
            run: Some(handle.id.to_string()),
            ..ErrorLine::default()
        })),
        Event::Apart
        | Event::Joined
        | Event::Step(_)
        | Event::Specimens(_)
        | Event::Glance(_)
        | Event::Paused
        | Event::Resumed => None,
    }
}
