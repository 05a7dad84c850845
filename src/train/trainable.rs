//! A network while it learns: forward, backward, update; and how well it does on what it does not
//! learn from.

use std::fmt::Display;
use std::sync::Arc;

use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::{Bytes, Tensor};
use rand::Rng;

use super::adam::{EPSILON, FusedAdam};
use super::cross_entropy::cross_entropy;
use super::dense::DenseTraining;
use super::error::TrainError;
use super::experiment::{Optimizer, Recipe};
use crate::model::backend::values;
use crate::model::classifier::argmax;
use crate::model::network_classifier::Preprocessing;
use crate::model::{NetworkClassifier, Operations};

/// A classifier and the optimizer that changes it.
#[derive(Clone)]
pub struct TrainableClassifier {
    learning: Learning,
    rate: f64,
    /// Normalised pictures, in memory that is used again.
    values: Vec<f32>,
}

#[derive(Clone)]
enum Learning {
    /// Layers and their gradients as burn strings them together.
    Graph {
        classifier: NetworkClassifier,
        optimizer: ModuleOptimizer,
    },
    Dense(DenseTraining),
}

/// How one batch went, before the network was changed by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchScore {
    /// Mean cross-entropy in nats.
    pub loss: f64,
    /// Right answers.
    pub correct: usize,
}

impl TrainableClassifier {
    /// One at the beginning. The classifier's parameters have to be on a device with gradients.
    pub fn new(classifier: NetworkClassifier, recipe: &Recipe) -> Self {
        let classifier = classifier.on(recipe.operations);
        let learning = match DenseTraining::new(&classifier, None) {
            Some(Ok(dense)) if is_dense(recipe) => Learning::Dense(dense),
            _ => Learning::Graph {
                classifier,
                optimizer: fresh_optimizer(recipe),
            },
        };
        Self::with(learning, recipe)
    }

    /// One that goes on with an optimizer's state.
    ///
    /// # Errors
    /// When that cannot be read.
    pub(crate) fn resume(
        classifier: NetworkClassifier,
        optimizer: Bytes,
        recipe: &Recipe,
    ) -> Result<Self, TrainError> {
        let classifier = classifier.on(recipe.operations);
        let dense = match is_dense(recipe) {
            true => DenseTraining::new(&classifier, Some(optimizer.clone())),
            false => None,
        };
        let learning = match dense {
            Some(dense) => Learning::Dense(dense.map_err(backend)?),
            None => Learning::Graph {
                classifier,
                optimizer: fresh_optimizer(recipe)
                    .from_bytes(optimizer)
                    .map_err(backend)?,
            },
        };
        Ok(Self::with(learning, recipe))
    }

    fn with(learning: Learning, recipe: &Recipe) -> Self {
        Self {
            learning,
            rate: recipe.learning_rate(),
            values: Vec::new(),
        }
    }

    /// What has been learned.
    pub fn classifier(&self) -> &NetworkClassifier {
        match &self.learning {
            Learning::Graph { classifier, .. } => classifier,
            Learning::Dense(dense) => dense.classifier(),
        }
    }

    /// How bytes become inputs.
    pub(crate) fn preprocessing(&self) -> &Arc<Preprocessing> {
        match &self.learning {
            Learning::Graph { classifier, .. } => classifier.preprocessing(),
            Learning::Dense(dense) => dense.before().preprocessing(),
        }
    }

    /// The optimizer's state, as a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn optimizer(&self) -> Result<Bytes, TrainError> {
        match &self.learning {
            Learning::Graph { optimizer, .. } => optimizer.into_bytes().map_err(backend),
            Learning::Dense(dense) => dense.optimizer().map_err(backend),
        }
    }

    /// Forward, backward, update, for pictures as bytes, a label each. The masks of dropout are drawn from `masks`. A loss
    /// that is not finite changes nothing.
    ///
    /// # Errors
    /// When the backend cannot hand its result back.
    pub fn learn<'a>(
        &mut self,
        pictures: impl Iterator<Item = &'a [u8]>,
        labels: &[u8],
        masks: &mut impl Rng,
    ) -> Result<BatchScore, TrainError> {
        let pictures: Vec<&[u8]> = pictures.collect();
        let mut values = std::mem::take(&mut self.values);
        values.clear();
        self.preprocessing().append(&pictures, &mut values);
        let score = self.step(&mut values, labels, masks);
        self.values = values;
        score
    }

    /// The same for normalised pictures, one after the other, each `height * width * channels` values.
    ///
    /// # Errors
    /// When the backend cannot hand its result back.
    pub(crate) fn step(
        &mut self,
        values: &mut Vec<f32>,
        labels: &[u8],
        masks: &mut impl Rng,
    ) -> Result<BatchScore, TrainError> {
        match &mut self.learning {
            Learning::Dense(dense) => {
                let (loss, logits) = dense.step(values, labels, self.rate);
                let classes = logits.len() / labels.len().max(1);
                Ok(BatchScore {
                    loss: f64::from(loss),
                    correct: correct(logits.chunks_exact(classes.max(1)), labels),
                })
            }
            Learning::Graph {
                classifier,
                optimizer,
            } => {
                let device = crate::model::device().autodiff();
                let preprocessing = classifier.preprocessing();
                let inputs = preprocessing.tensor(std::mem::take(values), &device);
                let operations = classifier.operations();
                let network = classifier.network();
                // [batch, classes]
                let logits = network.forward_training(inputs.clone(), operations, masks);
                let loss = cross_entropy(logits.clone(), labels, operations); // [1], the mean
                let score = score(loss.clone(), logits.inner(), labels)?;
                if score.loss.is_finite() {
                    let gradients = GradientsParams::from_grads(loss.backward(), network);
                    let rate = self.rate;
                    *classifier = classifier
                        .clone()
                        .map_network(|network| optimizer.step(rate, network, gradients));
                }
                // Nobody else holds the inputs any more, so this is the very same memory.
                *values = inputs.into_data().try_into_vec().unwrap_or_default();
                Ok(score)
            }
        }
    }
}

/// Whether a network that is dense is trained without a graph.
fn is_dense(recipe: &Recipe) -> bool {
    (recipe.optimizer, recipe.operations) == (Optimizer::Adam, Operations::Fused)
}

fn backend(error: impl Display) -> TrainError {
    TrainError::Backend(error.to_string())
}

/// Mean loss and right answers of a classifier without gradients.
///
/// # Errors
/// When the backend cannot hand its result back.
pub(crate) fn evaluate_batch<'a>(
    classifier: &NetworkClassifier,
    pictures: impl ExactSizeIterator<Item = &'a [u8]>,
    labels: &[u8],
) -> Result<BatchScore, TrainError> {
    let logits = classifier.logits(pictures, &crate::model::device());
    let loss = cross_entropy(logits.clone(), labels, classifier.operations());
    score(loss, logits, labels)
}

/// The optimizer as recipes mean it.
fn fresh_optimizer(recipe: &Recipe) -> ModuleOptimizer {
    match (recipe.optimizer, recipe.operations) {
        (Optimizer::Adam, Operations::Fused) => FusedAdam.into(),
        (Optimizer::Adam, Operations::Burn) => AdamConfig::new().with_epsilon(EPSILON).init(),
        (Optimizer::Sgd, _) => {
            let momentum = MomentumConfig::new().with_momentum(0.9).with_dampening(0.0);
            SgdConfig::new().with_momentum(Some(momentum)).init()
        }
    }
}

fn score(loss: Tensor<1>, logits: Tensor<2>, labels: &[u8]) -> Result<BatchScore, TrainError> {
    let [_, classes] = logits.dims();
    let logits = values(logits)?;
    Ok(BatchScore {
        loss: scalar(loss)?,
        correct: correct(logits.chunks_exact(classes.max(1)), labels),
    })
}

fn correct<'a>(rows: impl Iterator<Item = &'a [f32]>, labels: &[u8]) -> usize {
    rows.zip(labels)
        .filter(|(row, label)| argmax(row).0 == **label)
        .count()
}

fn scalar(tensor: Tensor<1>) -> Result<f64, TrainError> {
    Ok(values(tensor)?
        .first()
        .map_or(f64::NAN, |&value| f64::from(value)))
}
