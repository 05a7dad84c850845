//! The loop that learns: shuffle, step, validate, keep. One page to see all of training on.
//!
//! Every random choice is drawn from the seed and the place in the run, never from what happened
//! before, so a run that is stopped and taken up again gives the same numbers as one that is not.

use std::time::{Duration, Instant};

use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::TrainError;
use super::control::{Control, Next};
use super::event::{
    Answer, CurvePoint, Ending, EpochRecord, Event, Glance, Progress, Start, Status,
};
use super::experiment::{Experiment, Material, Optimizer, RunId};
use super::store::{Position, RunRecord, RunStore, Sums};
use crate::dataset::Split;
use crate::model::classifier::{Blueprint, EVALUATION_BATCH, most_probable, rows};
use crate::model::{Classifier, Normalisation, device};

/// Points of the training curve in an epoch: what a wide chart can show.
const POINTS_IN_EPOCH: usize = 40;
/// Between two progress events at least this long: faster than an eye can follow.
const PROGRESS_EVERY: Duration = Duration::from_millis(50);
/// Between two glances at the same pictures.
const GLANCE_EVERY: Duration = Duration::from_millis(250);
/// Trains a run to its end, from the beginning or from where it was left, and says what happens.
///
/// # Errors
/// When the data, the store or the backend fails. A stop by `control` and a diverged loss are no
/// errors: the [`Ending`] names them.
pub(crate) fn run(
    id: RunId,
    experiment: &Experiment,
    material: &Material,
    store: &RunStore,
    control: &Control,
    emit: &mut dyn FnMut(Event),
) -> Result<Ending, TrainError> {
    let _lock = store.lock(&id)?;
    let mut run = Run::prepare(id, experiment, material, store, control, emit)?;
    let status = run.train()?;
    run.end(status)
}

struct Run<'a> {
    record: RunRecord,
    classifier: Classifier,
    optimizer: ModuleOptimizer,
    material: &'a Material,
    store: &'a RunStore,
    control: &'a Control,
    emit: &'a mut dyn FnMut(Event),
    device: Device,
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
        material: &'a Material,
        store: &'a RunStore,
        control: &'a Control,
        emit: &'a mut dyn FnMut(Event),
    ) -> Result<Self, TrainError> {
        let device = device().autodiff();
        // A checkpoint that cannot be read is none: trained from the beginning, the numbers are the
        // same, only later.
        let left = store.record(&id)?.and_then(|record| {
            let resume = record.resume.as_ref()?;
            let fresh = optimizer(experiment.recipe.optimizer);
            let (classifier, optimizer) = store.resume(&id, resume, fresh, &device).ok()?;
            Some((record, classifier, optimizer))
        });
        let (record, classifier, optimizer) = match left {
            Some(left) => left,
            None => {
                let dataset = material.train.dataset();
                let blueprint = Blueprint {
                    architecture: experiment.model.clone(),
                    shape: dataset.shape(),
                    classes: dataset.classes().to_vec(),
                    normalisation: Normalisation::of(&material.train),
                };
                let parameters = experiment
                    .model
                    .parameters(blueprint.shape, blueprint.classes.len())?;
                let classifier = Classifier::new(blueprint, experiment.recipe.seed, &device)?;
                let record = RunRecord::new(id, experiment.clone(), parameters);
                (record, classifier, optimizer(experiment.recipe.optimizer))
            }
        };
        let pictures = match material.validation.len() {
            0 => &material.train,
            _ => &material.validation,
        };
        Ok(Self {
            record,
            classifier,
            optimizer,
            material,
            store,
            control,
            emit,
            device,
            specimens: one_of_each_class(pictures),
            since: Instant::now(),
        })
    }

    fn steps_in_epoch(&self) -> usize {
        let batch = self.record.experiment.recipe.batch;
        self.material.train.len().div_ceil(batch)
    }

    fn train(&mut self) -> Result<Status, TrainError> {
        let recipe = self.record.experiment.recipe.clone();
        let position = &self.record.position;
        let steps = self.steps_in_epoch();
        let start = Start {
            run: self.record.id.clone(),
            parameters: self.record.parameters,
            train: self.material.train.len(),
            validation: self.material.validation.len(),
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
        let validation = match self.material.validation.len() {
            0 => None,
            _ => {
                (self.emit)(Event::Validating { epoch });
                match self.validate()? {
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
        self.checkpoint(Status::Running)?;
        self.look();
        (self.emit)(Event::Epoch(record));
        Ok(Steps::Complete)
    }

    /// The steps of an epoch that are left.
    fn steps(&mut self, epoch: usize) -> Result<Steps, TrainError> {
        let recipe = self.record.experiment.recipe.clone();
        let order = shuffled(self.material.train.len(), recipe.seed, epoch);
        let batches: Vec<&[u32]> = order.chunks(recipe.batch).collect();
        let point_every = batches.len().div_ceil(POINTS_IN_EPOCH);
        let mut progress = Every::new(PROGRESS_EVERY);
        let mut glance = Every::new(GLANCE_EVERY);
        let mut points = Vec::new();
        for (index, batch) in batches.iter().enumerate() {
            if index < self.record.position.step {
                continue;
            }
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
            let (loss, correct) = self.step(batch, epoch, index)?;
            if !loss.is_finite() {
                return Ok(Steps::Diverged);
            }
            let step = index + 1;
            let position = &mut self.record.position;
            position.seconds += began.elapsed().as_secs_f64();
            position.step = step;
            position.epoch_sums.add(loss, correct, batch.len());
            position.point_sums.add(loss, correct, batch.len());
            if step % point_every == 0 || step == batches.len() {
                let (loss, accuracy) = std::mem::take(&mut position.point_sums).means();
                let point = CurvePoint {
                    at: (epoch - 1) as f64 + step as f64 / batches.len() as f64,
                    loss,
                    accuracy,
                };
                self.record.curve.push(point);
                points.push(point);
            }
            if progress.due() || step == batches.len() {
                (self.emit)(Event::Step(Progress {
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

    /// Forward, backward, update. Returns the mean loss and how many answers were right.
    fn step(
        &mut self,
        batch: &[u32],
        epoch: usize,
        index: usize,
    ) -> Result<(f64, usize), TrainError> {
        let split = &self.material.train;
        let pictures = batch.iter().map(|&at| split.picture(at as usize));
        let labels: Vec<u8> = batch.iter().map(|&at| split.label(at as usize)).collect();
        let seed = self.record.experiment.recipe.seed;
        let mut masks = generator(
            seed,
            Purpose::Dropout,
            ((epoch as u64) << 32) | index as u64,
        );
        let inputs = self.classifier.inputs(pictures, &self.device);
        let logits = self
            .classifier
            .network()
            .forward_training(inputs, &mut masks);
        let loss = cross_entropy(logits.clone(), &labels, &self.device);
        let value = scalar(loss.clone())?;
        let answers = rows(logits.inner(), self.classifier.blueprint().classes.len())
            .map_err(TrainError::Backend)?;
        let correct = count_correct(&answers, &labels);
        if value.is_finite() {
            let gradients = loss.backward();
            let gradients = GradientsParams::from_grads(gradients, self.classifier.network());
            let rate = self.record.experiment.recipe.learning_rate();
            let optimizer = &mut self.optimizer;
            self.classifier = self
                .classifier
                .clone()
                .map_network(|network| optimizer.step(rate, network, gradients));
        }
        Ok((value, correct))
    }

    /// Mean loss and accuracy on the held-out pictures; none when stopped on the way.
    fn validate(&mut self) -> Result<Option<(f64, f64)>, TrainError> {
        let split = &self.material.validation;
        let classifier = self.classifier.valid();
        let device = device();
        let mut sums = Sums::default();
        let places: Vec<usize> = (0..split.len()).collect();
        for chunk in places.chunks(EVALUATION_BATCH) {
            if self.control.next() == Next::Stop {
                return Ok(None);
            }
            let pictures = chunk.iter().map(|&at| split.picture(at));
            let labels: Vec<u8> = chunk.iter().map(|&at| split.label(at)).collect();
            let logits = classifier
                .network()
                .forward(classifier.inputs(pictures, &device));
            let loss = scalar(cross_entropy(logits.clone(), &labels, &device))?;
            let answers =
                rows(logits, classifier.blueprint().classes.len()).map_err(TrainError::Backend)?;
            sums.add(loss, count_correct(&answers, &labels), chunk.len());
        }
        Ok(Some(sums.means()))
    }

    /// Says what the model answers now. A failing backend shows itself in the next step.
    fn look(&mut self) {
        let pictures: Vec<usize> = (0..self.specimens.len()).collect();
        let inputs = pictures.iter().map(|&at| self.specimens.picture(at));
        let Ok(probabilities) = self.classifier.valid().probabilities(inputs, &device()) else {
            return;
        };
        let answers = probabilities.iter().enumerate().map(|(at, row)| {
            let (answer, confidence) = most_probable(row);
            Answer {
                label: self.specimens.label(at),
                answer,
                confidence,
            }
        });
        let answers = answers.collect();
        (self.emit)(Event::Glance(Glance { answers }));
    }

    fn pause(&mut self) -> Result<(), TrainError> {
        // A paused run may be left for good: what it has learned is put away first.
        self.checkpoint(Status::Stopped)?;
        (self.emit)(Event::Paused);
        self.control.wait_while_paused();
        self.since = Instant::now();
        (self.emit)(Event::Resumed);
        Ok(())
    }

    fn should_stop_early(&self) -> bool {
        let (Some(patience), Some(kept)) = (
            self.record.experiment.recipe.early_stop,
            &self.record.weights,
        ) else {
            return false;
        };
        kept.validation_loss.is_some() && self.record.position.epochs - kept.epoch >= patience
    }

    fn checkpoint(&mut self, status: Status) -> Result<(), TrainError> {
        self.record.status = status;
        self.record.seconds += self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        let optimizer = (!status.is_final()).then_some(&self.optimizer);
        self.store
            .save(&mut self.record, &self.classifier, optimizer)
    }

    fn end(mut self, status: Status) -> Result<Ending, TrainError> {
        if status == Status::Diverged {
            // The weights that diverged answer for nothing: the last good checkpoint stays.
            self.record.status = status;
            self.record.resume = None;
            self.store.save_record(&mut self.record)?;
        } else {
            self.checkpoint(status)?;
        }
        Ok(Ending {
            run: self.record.id,
            status,
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

fn optimizer(choice: Optimizer) -> ModuleOptimizer {
    match choice {
        Optimizer::Adam => AdamConfig::new().with_epsilon(1e-8).init(),
        Optimizer::Sgd => {
            let momentum = MomentumConfig::new().with_momentum(0.9).with_dampening(0.0);
            SgdConfig::new().with_momentum(Some(momentum)).init()
        }
    }
}

/// What a generator is for. Together with the seed and a place it makes an independent stream.
#[derive(Clone, Copy)]
enum Purpose {
    Order = 1,
    Dropout = 2,
}

fn generator(seed: u64, purpose: Purpose, place: u64) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8] = purpose as u8;
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(place);
    rng
}

fn shuffled(n: usize, seed: u64, epoch: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.shuffle(&mut generator(seed, Purpose::Order, epoch as u64));
    order
}

/// The first picture of each class, in the order of the classes.
fn one_of_each_class(split: &Split) -> Split {
    let classes = split.dataset().classes().len();
    let first = (0..classes)
        .filter_map(|class| (0..split.len()).find(|&at| usize::from(split.label(at)) == class));
    split.pick(first)
}

fn cross_entropy(logits: Tensor<2>, labels: &[u8], device: &Device) -> Tensor<1> {
    let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
    let shape = [labels.len()];
    let targets: Tensor<1, Int> = Tensor::from_data(TensorData::new(labels, shape), device);
    CrossEntropyLossConfig::new()
        .init(device)
        .forward(logits, targets)
}

fn scalar(tensor: Tensor<1>) -> Result<f64, TrainError> {
    let values: Vec<f32> = tensor
        .into_data()
        .try_into_vec()
        .map_err(|error| TrainError::Backend(format!("{error:?}")))?;
    Ok(values.first().map_or(f64::NAN, |&value| f64::from(value)))
}

fn count_correct(answers: &[Vec<f32>], labels: &[u8]) -> usize {
    let pairs = answers.iter().zip(labels);
    pairs
        .filter(|(row, label)| most_probable(row).0 == **label)
        .count()
}
