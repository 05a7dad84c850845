//! The loop that learns: shuffle, step, validate, keep. One page to see all of training on.
//!
//! Every random choice is drawn from the seed and the place in the run, never from what happened
//! before, so a run that is stopped and taken up again gives the same numbers as one that is not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::seq::SliceRandom;

use super::batches::{Batch, Batches, Source};
use super::beginning::beginning;
use super::control::{Control, Next};
use super::divergence::by_loss;
use super::error::TrainError;
use super::event::{
    Answer, CurvePoint, Divergence, Ending, EpochRecord, Event, Glance, Start, Status, StepMetrics,
};
use super::experiment::{Experiment, Recipe, Splits};
use super::random::{Purpose, generator, place_in_epoch};
use super::record::{Origin, Position, RunRecord, Sums};
use super::run_id::RunId;
use super::store::RunStore;
use super::trainable::{BatchScore, TrainableClassifier, evaluate_batch};
use super::turns::{Turn, Turns};
use crate::dataset::Split;
use crate::model::classifier::{EVALUATION_BATCH, argmax};
use crate::model::device;

/// Points of the training curve in an epoch: what a wide chart can show.
const POINTS_IN_EPOCH: usize = 40;
/// Between two progress events at least this long: faster than an eye can follow.
const PROGRESS_EVERY: Duration = Duration::from_millis(50);
/// Between two glances at the same pictures.
const GLANCE_EVERY: Duration = Duration::from_millis(250);
/// Filters or units of the first layer that a glance tells: as many as the widest first layer of convolutions that
/// ships has, and of a linear layer over a digit 50 kB.
const FILTERS: usize = 16;

/// Trains a run to its end, from the beginning or from where it was left, and says what happens.
///
/// # Errors
/// When the data, the store or the backend fails. A stop by `control` and a diverged loss are no
/// errors: the [`Ending`] names them.
pub(crate) fn run(
    id: RunId,
    experiment: &Experiment,
    splits: &Splits,
    store: &RunStore,
    (control, turns): (&Control, &Turns),
    emit: &mut dyn FnMut(Event),
) -> Result<Ending, TrainError> {
    let _lock = store.lock(&id)?;
    let mut train = || {
        let mut run = Run::prepare(
            id.clone(),
            experiment,
            splits,
            store,
            (control, turns),
            emit,
        )?;
        let status = run.train()?;
        run.end(status)
    };
    let ending = train();
    if ending.is_err() {
        store.tidy(&id);
    }
    ending
}

struct Run<'a> {
    record: RunRecord,
    recipe: Recipe,
    trainable: TrainableClassifier,
    splits: &'a Splits,
    store: &'a RunStore,
    control: &'a Control,
    turns: &'a Turns,
    turn: Option<Turn<'a>>,
    emit: &'a mut dyn FnMut(Event),
    specimens: Split,
    since: Instant,
}

/// How an epoch's steps ended.
enum Steps {
    Complete,
    Stopped,
    Diverged,
}

impl<'a> Run<'a> {
    fn prepare(
        id: RunId,
        experiment: &Experiment,
        splits: &'a Splits,
        store: &'a RunStore,
        (control, turns): (&'a Control, &'a Turns),
        emit: &'a mut dyn FnMut(Event),
    ) -> Result<Self, TrainError> {
        let device = device().autodiff();
        let recipe = &experiment.recipe;
        // A checkpoint that cannot be read is none: trained from the beginning, the numbers are the
        // same, only later.
        let before = store.record_to_train(&id)?;
        let name = before.as_ref().and_then(|record| record.name.clone());
        let left = before.and_then(|record| {
            let resume = record.resume.as_ref()?;
            let (classifier, optimizer) = store.resume(&id, resume, &device).ok()?;
            let trainable = TrainableClassifier::resume(classifier, optimizer, recipe).ok()?;
            Some((record, trainable))
        });
        let (record, trainable) = match left {
            Some(left) => left,
            None => {
                let classifier = beginning(experiment, splits, store, &device)?;
                let config = classifier.config();
                let parameters = experiment
                    .model
                    .parameters(config.shape, config.classes.len())?;
                let origin = Origin::Trained(experiment.clone());
                let mut record = RunRecord::new(id, origin, parameters);
                record.name = name;
                (record, TrainableClassifier::new(classifier, recipe))
            }
        };
        Ok(Self {
            record,
            recipe: recipe.clone(),
            trainable,
            splits,
            store,
            control,
            turns,
            turn: Some(turns.take()),
            emit,
            specimens: splits.specimens(),
            since: Instant::now(),
        })
    }

    fn steps_in_epoch(&self) -> usize {
        let batch = self.recipe.batch;
        self.splits.train.len().div_ceil(batch)
    }

    fn train(&mut self) -> Result<Status, TrainError> {
        let recipe = self.recipe.clone();
        let position = &self.record.position;
        let steps = self.steps_in_epoch();
        let start = Start {
            run: self.record.id.clone(),
            parameters: self.record.parameters,
            train: self.splits.train.len(),
            validation: self.splits.validation.len(),
            epochs: recipe.epochs,
            steps,
            seed: recipe.seed,
            resumed_at: position.epochs as f64 + position.step as f64 / steps as f64,
            replayed_from: None,
        };
        (self.emit)(Event::Started(start));
        for epoch in self.record.epochs.clone() {
            (self.emit)(Event::Epoch(epoch));
        }
        if !self.record.curve.is_empty() {
            (self.emit)(Event::Step(StepMetrics {
                epoch: self.record.position.epochs + 1,
                step: self.record.position.step,
                images_per_second: self.record.position.images_per_second(),
                points: self.record.curve.clone(),
            }));
        }
        (self.emit)(Event::Specimens(self.specimens.clone()));
        self.look();
        while self.record.position.epochs < recipe.epochs {
            match self.epoch()? {
                Steps::Complete => {}
                Steps::Stopped => return Ok(Status::Stopped),
                Steps::Diverged => return Ok(Status::Diverged),
            }
            if self.should_stop_early() {
                return Ok(Status::EarlyStopped);
            }
        }
        Ok(Status::Finished)
    }

    /// One epoch from its current step on, validation and checkpoint included.
    fn epoch(&mut self) -> Result<Steps, TrainError> {
        let epoch = self.record.position.epochs + 1;
        match self.steps(epoch)? {
            Steps::Complete => {}
            early @ (Steps::Stopped | Steps::Diverged) => return Ok(early),
        }
        let validation = match self.splits.validation.len() {
            0 => None,
            _ => {
                (self.emit)(Event::Validating { epoch });
                match self.validate()? {
                    Some((loss, _)) if !loss.is_finite() => return Ok(Steps::Diverged),
                    Some(means) => Some(means),
                    // Stopped while validating: the steps stand, the epoch is not complete.
                    None => return Ok(Steps::Stopped),
                }
            }
        };
        let (train_loss, train_accuracy) = self.record.position.epoch_sums.means();
        let record = EpochRecord {
            epoch,
            train_loss,
            train_accuracy,
            validation_loss: validation.map(|(loss, _)| loss),
            validation_accuracy: validation.map(|(_, accuracy)| accuracy),
            images_per_second: self.record.position.images_per_second(),
        };
        self.record.epochs.push(record.clone());
        self.record.position = Position {
            epochs: epoch,
            ..Position::default()
        };
        if !self.checkpoint(Status::Running)? {
            return Ok(Steps::Diverged);
        }
        self.look();
        (self.emit)(Event::Epoch(record));
        Ok(Steps::Complete)
    }

    /// The steps of an epoch that are left.
    fn steps(&mut self, epoch: usize) -> Result<Steps, TrainError> {
        let recipe = &self.recipe;
        let (splits, batch) = (self.splits, recipe.batch);
        let order = shuffled(splits.train.len(), recipe.seed, epoch);
        let done = self.record.position.step;
        let source = Source {
            split: &splits.train,
            preprocessing: self.trainable.preprocessing().clone(),
            augment: &splits.augment,
            seed: recipe.seed,
            epoch,
        };
        std::thread::scope(|scope| {
            let left = order.chunks(batch).skip(done);
            let batches = Batches::ahead(scope, source, left);
            self.learn(epoch, &batches)
        })
    }

    /// Learns from an epoch's batches.
    fn learn(&mut self, epoch: usize, batches: &Batches) -> Result<Steps, TrainError> {
        let steps = self.steps_in_epoch();
        let point_every = steps.div_ceil(POINTS_IN_EPOCH);
        let mut progress = Every::new(PROGRESS_EVERY);
        let mut glance = Every::new(GLANCE_EVERY);
        let mut points = Vec::new();
        while self.record.position.step < steps {
            match self.control.next() {
                Next::Continue => {}
                Next::Pause => {
                    self.pause()?;
                    if self.control.next() == Next::Stop {
                        return Ok(Steps::Stopped);
                    }
                }
                Next::Stop => return Ok(Steps::Stopped),
            }
            let began = Instant::now();
            self.turn = self.turn.take().map(Turn::or_next);
            let Some(batch) = batches.next() else {
                return Err(TrainError::Backend("the batches ended early".to_owned()));
            };
            let n = batch.labels.len();
            let BatchScore { loss, correct } = self.step(batch, epoch, batches)?;
            if !loss.is_finite() {
                return Ok(Steps::Diverged);
            }
            let position = &mut self.record.position;
            position.seconds += began.elapsed().as_secs_f64();
            position.step += 1;
            position.epoch_sums.add(loss, correct, n);
            position.point_sums.add(loss, correct, n);
            let step = position.step;
            if step.is_multiple_of(point_every) || step == steps {
                let (loss, accuracy) = std::mem::take(&mut position.point_sums).means();
                let point = CurvePoint {
                    at: (epoch - 1) as f64 + step as f64 / steps as f64,
                    loss,
                    accuracy,
                };
                self.record.curve.push(point);
                points.push(point);
            }
            if progress.due() || step == steps {
                (self.emit)(Event::Step(StepMetrics {
                    epoch,
                    step,
                    images_per_second: self.record.position.images_per_second(),
                    points: std::mem::take(&mut points),
                }));
            }
            if glance.due() {
                self.look();
            }
        }
        Ok(Steps::Complete)
    }

    /// Learns from a batch and gives its buffers back.
    fn step(
        &mut self,
        mut batch: Batch,
        epoch: usize,
        batches: &Batches,
    ) -> Result<BatchScore, TrainError> {
        let place = place_in_epoch(epoch, self.record.position.step);
        let mut masks = generator(self.recipe.seed, Purpose::Dropout, place);
        let Batch { values, labels } = &mut batch;
        let score = self.trainable.step(values, labels, &mut masks)?;
        batches.reuse(batch);
        Ok(score)
    }

    /// Mean loss and accuracy on the validation pictures; none when stopped on the way.
    fn validate(&mut self) -> Result<Option<(f64, f64)>, TrainError> {
        let split = &self.splits.validation;
        let classifier = self.trainable.classifier().valid();
        let mut sums = Sums::default();
        let places: Vec<usize> = (0..split.len()).collect();
        for chunk in places.chunks(EVALUATION_BATCH) {
            if self.control.next() == Next::Stop {
                return Ok(None);
            }
            self.turn = self.turn.take().map(Turn::or_next);
            let pictures = chunk.iter().map(|&at| split.picture(at));
            let labels: Vec<u8> = chunk.iter().map(|&at| split.label(at)).collect();
            let BatchScore { loss, correct } = evaluate_batch(&classifier, pictures, &labels)?;
            sums.add(loss, correct, chunk.len());
        }
        Ok(Some(sums.means()))
    }

    /// Says what the model answers now. A failing backend shows itself in the next step.
    fn look(&mut self) {
        let pictures: Vec<usize> = (0..self.specimens.len()).collect();
        let inputs = pictures.iter().map(|&at| self.specimens.picture(at));
        let classifier = self.trainable.classifier().valid();
        let (Ok(probabilities), Ok(filters)) = (
            classifier.probabilities(inputs, &device()),
            classifier.filters(FILTERS),
        ) else {
            return;
        };
        let answers = probabilities.iter().enumerate().map(|(at, row)| {
            let (answer, confidence) = argmax(row);
            Answer {
                label: self.specimens.label(at),
                answer,
                confidence,
            }
        });
        let answers = answers.collect();
        let filters = Arc::new(filters);
        (self.emit)(Event::Glance(Glance { answers, filters }));
    }

    fn pause(&mut self) -> Result<(), TrainError> {
        // A paused run may be left for good: what it has learned is put away first.
        self.checkpoint(Status::Stopped)?;
        (self.emit)(Event::Paused);
        self.turn = None;
        self.control.wait_while_paused();
        self.turn = Some(self.turns.take());
        self.since = Instant::now();
        (self.emit)(Event::Resumed);
        Ok(())
    }

    fn should_stop_early(&self) -> bool {
        let (Some(patience), Some(kept)) = (self.recipe.early_stop, &self.record.weights) else {
            return false;
        };
        kept.validation_loss.is_some() && self.record.position.epochs - kept.epoch >= patience
    }

    /// Says whether there is one now: weights that are not finite are not kept.
    fn checkpoint(&mut self, status: Status) -> Result<bool, TrainError> {
        self.record.status = status;
        self.record.seconds += self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        let optimizer = match status.is_final() {
            true => None,
            false => Some(self.trainable.optimizer()?),
        };
        let classifier = self.trainable.classifier();
        self.store
            .save(&mut self.record, classifier, optimizer.as_deref())
    }

    fn end(mut self, mut status: Status) -> Result<Ending, TrainError> {
        let classes = self.splits.train.dataset().classes().len();
        self.record.divergence = match status {
            Status::Diverged => Some(Divergence::NotFinite),
            Status::Finished | Status::EarlyStopped => by_loss(&self.record.curve, classes),
            Status::Running | Status::Stopped => None,
        };
        if self.record.divergence.is_some() {
            status = Status::Diverged;
        }
        let is_finite = self.record.divergence != Some(Divergence::NotFinite);
        if !is_finite || !self.checkpoint(status)? {
            // The weights that diverged answer for nothing: the last good checkpoint stays.
            status = Status::Diverged;
            self.record.status = status;
            self.record.divergence = Some(Divergence::NotFinite);
            self.record.resume = None;
            self.store.save_record(&mut self.record)?;
        }
        Ok(Ending {
            run: self.record.id,
            status,
            divergence: self.record.divergence,
            epochs: self.record.position.epochs,
            kept_epoch: self.record.weights.map(|weights| weights.epoch),
            seconds: self.record.seconds,
        })
    }
}

/// Says when it is time to say something again.
struct Every {
    interval: Duration,
    last: Instant,
}

impl Every {
    fn new(interval: Duration) -> Self {
        Self {
            interval,
            last: Instant::now(),
        }
    }

    fn due(&mut self) -> bool {
        let due = self.last.elapsed() >= self.interval;
        if due {
            self.last = Instant::now();
        }
        due
    }
}

fn shuffled(n: usize, seed: u64, epoch: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.shuffle(&mut generator(seed, Purpose::Order, epoch as u64));
    order
}
