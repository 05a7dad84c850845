//! A network while it learns: forward, backward, update; and how well it does on what it does not
//! learn from.

use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::Tensor;
use rand::Rng;

use super::adam::{EPSILON, FusedAdam};
use super::cross_entropy::cross_entropy;
use super::error::TrainError;
use super::experiment::{Optimizer, Recipe};
use crate::model::backend::{rows, values};
use crate::model::classifier::argmax;
use crate::model::{NetworkClassifier, Operations};

/// A classifier and the optimizer that changes it.
#[derive(Clone)]
pub struct TrainableClassifier {
    classifier: NetworkClassifier,
    optimizer: ModuleOptimizer,
    rate: f64,
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
        Self::resume(classifier, fresh_optimizer(recipe), recipe)
    }

    /// One that goes on with an optimizer's state.
    pub(crate) fn resume(
        classifier: NetworkClassifier,
        optimizer: ModuleOptimizer,
        recipe: &Recipe,
    ) -> Self {
        Self {
            classifier: classifier.on(recipe.operations),
            optimizer,
            rate: recipe.learning_rate(),
        }
    }

    /// What has been learned.
    pub fn classifier(&self) -> &NetworkClassifier {
        &self.classifier
    }

    pub(crate) fn optimizer(&self) -> &ModuleOptimizer {
        &self.optimizer
    }

    /// Forward, backward, update, for normalised inputs `[batch, height, width, channels]`. The masks
    /// of dropout are drawn from `masks`. A loss that is not finite changes nothing.
    ///
    /// # Errors
    /// When the backend cannot hand its result back.
    pub fn step(
        &mut self,
        inputs: Tensor<4>,
        labels: &[u8],
        masks: &mut impl Rng,
    ) -> Result<BatchScore, TrainError> {
        let operations = self.classifier.operations();
        let network = self.classifier.network();
        let logits = network.forward_training(inputs, operations, masks); // [batch, classes]
        let loss = cross_entropy(logits.clone(), labels, operations); // [1], the mean
        let score = score(loss.clone(), logits.inner(), labels)?;
        if score.loss.is_finite() {
            let gradients = GradientsParams::from_grads(loss.backward(), network);
            let optimizer = &mut self.optimizer;
            let rate = self.rate;
            self.classifier = self
                .classifier
                .clone()
                .map_network(|network| optimizer.step(rate, network, gradients));
        }
        Ok(score)
    }
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
pub(crate) fn fresh_optimizer(recipe: &Recipe) -> ModuleOptimizer {
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
    let answers = rows(logits, classes)?;
    let pairs = answers.iter().zip(labels);
    Ok(BatchScore {
        loss: scalar(loss)?,
        correct: pairs
            .filter(|(row, label)| argmax(row).0 == **label)
            .count(),
    })
}

fn scalar(tensor: Tensor<1>) -> Result<f64, TrainError> {
    Ok(values(tensor)?
        .first()
        .map_or(f64::NAN, |&value| f64::from(value)))
}
