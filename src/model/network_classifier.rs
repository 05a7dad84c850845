//! A burn network together with its preprocessing: what mindgap trains.
//!
//! Bytes go in and probabilities come out, by one path for training, validation, the live screen
//! and the reveal. A model that is normalised in one place and not in another is thereby
//! impossible.

use std::sync::{Arc, OnceLock};

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData, activation};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::architecture::{Architecture, ArchitectureError};
use super::backend::{BackendError, rows, values};
use super::network::{Network, Operations};
use crate::dataset::{Shape, Split};
use crate::kernel::{self, DenseNetwork};

/// Pictures that one thread answers for at a time. So few, because threads that share a product of
/// small matrices spend more time waiting for each other than multiplying.
const INFERENCE_PART: usize = 32;

/// Mean and standard deviation for each channel, of pixels as 0..1. Taken from the training split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Normalisation {
    /// Mean of each channel, 0..1.
    pub mean: Vec<f32>,
    /// Standard deviation of each channel, 0..1; 1 where a channel does not vary.
    #[serde(alias = "deviation")]
    pub std: Vec<f32>,
}

impl Normalisation {
    /// Measures it over every pixel of a split. Counts are exact, so order does not matter.
    pub fn of(split: &Split) -> Self {
        let channels = split.dataset().shape().channels.max(1);
        let mut counts = vec![[0u64; 256]; channels];
        for (picture, _) in split.iter() {
            for pixel in picture.chunks_exact(channels) {
                for (count, &value) in counts.iter_mut().zip(pixel) {
                    count[usize::from(value)] += 1;
                }
            }
        }
        let (mean, std) = counts.iter().map(moments).unzip();
        Self { mean, std }
    }

    /// For each channel, the factor and the offset that make an input of a byte.
    fn scales(&self) -> Vec<[f32; 2]> {
        let channels = self.mean.iter().zip(&self.std);
        channels
            .map(|(mean, std)| [1.0 / (255.0 * std), -mean / std])
            .collect()
    }
}

/// Mean and standard deviation of bytes as 0..1, from how often each occurs.
fn moments(count: &[u64; 256]) -> (f32, f32) {
    let total = count.iter().sum::<u64>() as f64;
    if total == 0.0 {
        return (0.0, 1.0);
    }
    let values = count.iter().enumerate();
    let weighted = values.map(|(byte, &n)| (byte as f64 / 255.0, n as f64));
    let mean = weighted.clone().map(|(value, n)| value * n).sum::<f64>() / total;
    let variance = weighted
        .map(|(value, n)| (value - mean).powi(2) * n)
        .sum::<f64>()
        / total;
    let std = variance.sqrt();
    (mean as f32, if std > 0.0 { std as f32 } else { 1.0 })
}

/// Everything that a checkpoint must know beside the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassifierConfig {
    /// The layers.
    pub architecture: Architecture,
    /// The shape of the pictures that it reads.
    pub shape: Shape,
    /// The names of the classes, in the order of the logits.
    pub classes: Vec<String>,
    /// How bytes become inputs.
    pub normalisation: Normalisation,
}

/// A network that reads pictures as bytes (rows, channels last) and answers with probabilities.
#[derive(Debug, Clone)]
pub struct NetworkClassifier {
    config: ClassifierConfig,
    network: Network,
    operations: Operations,
    preprocessing: Arc<Preprocessing>,
    /// The network as the kernels answer with it, if it is dense; made when it is first asked.
    dense: Arc<OnceLock<Option<DenseNetwork>>>,
}

/// How pictures as bytes become a network's inputs.
#[derive(Debug)]
pub struct Preprocessing {
    shape: Shape,
    /// For each channel, factor and offset.
    scales: Vec<[f32; 2]>,
}

impl Preprocessing {
    /// Appends the normalised values of pictures: `height * width * channels` of each, in the order
    /// of its bytes.
    pub(crate) fn append(&self, pictures: &[&[u8]], values: &mut Vec<f32>) {
        kernel::normalise(pictures, &self.scales, values);
    }

    /// The normalised values of pictures whose bytes need not be whole numbers, as those on the way of an
    /// attack; in the order of `bytes`.
    pub(crate) fn normalised(&self, bytes: &[f32]) -> Vec<f32> {
        let scales = self.scales.iter().cycle();
        let values = bytes.iter().zip(scales);
        values
            .map(|(byte, [factor, offset])| byte * factor + offset)
            .collect()
    }

    /// Values of whole pictures as a tensor `[batch, height, width, channels]`.
    pub fn tensor(&self, values: Vec<f32>, device: &Device) -> Tensor<4> {
        let Shape {
            width,
            height,
            channels,
        } = self.shape;
        let batch = values.len() / (width * height * channels).max(1);
        let shape = [batch, height, width, channels];
        Tensor::from_data(TensorData::new(values, shape), device)
    }
}

impl NetworkClassifier {
    /// A classifier with fresh weights drawn from `seed`, on the given device.
    ///
    /// # Errors
    /// When the architecture does not fit pictures of this shape.
    pub fn new(
        config: ClassifierConfig,
        seed: u64,
        device: &Device,
    ) -> Result<Self, ArchitectureError> {
        let network = Network::new(
            &config.architecture,
            config.shape,
            config.classes.len(),
            &mut ChaCha8Rng::seed_from_u64(seed),
            device,
        )?;
        Ok(Self::with_network(config, network))
    }

    pub(crate) fn with_network(config: ClassifierConfig, network: Network) -> Self {
        let preprocessing = Arc::new(Preprocessing {
            shape: config.shape,
            scales: config.normalisation.scales(),
        });
        Self {
            config,
            network,
            operations: Operations::default(),
            preprocessing,
            dense: Arc::default(),
        }
    }

    /// The same classifier, made to run on these operations.
    pub fn on(mut self, operations: Operations) -> Self {
        self.operations = operations;
        self
    }

    /// The same with inputs that are made of bytes like this.
    pub fn normalised_by(self, normalisation: Normalisation) -> Self {
        let config = ClassifierConfig {
            normalisation,
            ..self.config
        };
        Self::with_network(config, self.network).on(self.operations)
    }

    /// What its network runs on.
    pub fn operations(&self) -> Operations {
        self.operations
    }

    /// How bytes become its network's inputs.
    pub fn preprocessing(&self) -> &Arc<Preprocessing> {
        &self.preprocessing
    }

    /// What it is made of.
    pub fn config(&self) -> &ClassifierConfig {
        &self.config
    }

    /// The layers and weights.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The same classifier after a step of training.
    pub(crate) fn map_network(mut self, step: impl FnOnce(Network) -> Network) -> Self {
        self.network = step(self.network);
        self.dense = Arc::default();
        self
    }

    /// A copy without gradients, to evaluate or to hand to another thread.
    pub fn valid(&self) -> Self {
        Self {
            network: self.network.valid(),
            ..self.clone()
        }
    }

    /// Normalised inputs `[batch, height, width, channels]` for pictures of this classifier's shape.
    /// Each picture holds `height * width * channels` bytes.
    pub fn inputs<'a>(
        &self,
        pictures: impl ExactSizeIterator<Item = &'a [u8]>,
        device: &Device,
    ) -> Tensor<4> {
        let pictures: Vec<&[u8]> = pictures.collect();
        let mut values = Vec::new();
        self.preprocessing.append(&pictures, &mut values);
        self.preprocessing.tensor(values, device)
    }

    /// Logits `[batch, classes]` for pictures as bytes.
    pub fn logits<'a>(
        &self,
        pictures: impl ExactSizeIterator<Item = &'a [u8]>,
        device: &Device,
    ) -> Tensor<2> {
        let Some(dense) = self.dense() else {
            let inputs = self.inputs(pictures, device);
            return self.network.forward(inputs, self.operations);
        };
        let pictures: Vec<&[u8]> = pictures.collect();
        let mut values = Vec::new();
        self.preprocessing.append(&pictures, &mut values);
        let logits = dense.logits(&values, pictures.len());
        let shape = [pictures.len(), self.config.classes.len()];
        Tensor::from_data(TensorData::new(logits, shape), device)
    }

    fn dense(&self) -> Option<&DenseNetwork> {
        if self.operations != Operations::Fused {
            return None;
        }
        let dense = || Some(DenseNetwork::new(&self.network.dense()?));
        self.dense.get_or_init(dense).as_ref()
    }

    /// The probability of each class for each picture: softmax of the logits.
    ///
    /// # Errors
    /// When the backend cannot hand its result back, or it is not finite.
    pub fn probabilities<'a>(
        &self,
        pictures: impl ExactSizeIterator<Item = &'a [u8]>,
        device: &Device,
    ) -> Result<Vec<Vec<f32>>, BackendError> {
        let (_, probabilities) = self.logits_and_probabilities(pictures, device)?;
        Ok(probabilities)
    }

    /// The logits `[batch, classes]`, one row after the other, and the probabilities that they lead
    /// to.
    ///
    /// # Errors
    /// When the backend cannot hand its result back, or it is not finite.
    pub fn logits_and_probabilities<'a>(
        &self,
        pictures: impl ExactSizeIterator<Item = &'a [u8]>,
        device: &Device,
    ) -> Result<(Vec<f32>, Vec<Vec<f32>>), BackendError> {
        let pictures: Vec<&[u8]> = pictures.collect();
        let classes = self.config.classes.len();
        let answers = pictures.par_chunks(INFERENCE_PART).map(|pictures| {
            let logits = self.logits(pictures.iter().copied(), device);
            let probabilities = rows(activation::softmax(logits.clone(), 1), classes)?;
            let logits = values(logits)?;
            match logits.iter().all(|logit| logit.is_finite()) {
                true => Ok((logits, probabilities)),
                false => Err(BackendError::NotFinite),
            }
        });
        let answers = answers.collect::<Result<Vec<_>, BackendError>>()?;
        let (logits, probabilities): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
        Ok((logits.concat(), probabilities.concat()))
    }
}
