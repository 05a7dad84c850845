//! What answers: a network that mindgap trained or read, or somebody's ONNX model. Whatever comes after takes either.

use burn::tensor::Device;

use super::backend::BackendError;
use super::network_classifier::NetworkClassifier;
use super::onnx::OnnxClassifier;
use crate::dataset::Shape;

/// Pictures in one forward pass of an evaluation: large enough to be fast, small enough for memory.
pub(crate) const EVALUATION_BATCH: usize = 256;

/// What reads pictures as bytes (rows, channels last) and answers with logits and probabilities.
#[derive(Debug, Clone)]
pub enum Classifier {
    /// A burn network with its preprocessing.
    Network(NetworkClassifier),
    /// An ONNX model with the form in which it wants its inputs.
    Onnx(OnnxClassifier),
}

impl Classifier {
    /// The shape of the pictures that it reads.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Network(network) => network.config().shape,
            Self::Onnx(onnx) => onnx.shape(),
        }
    }

    /// The names of its classes, in the order of the logits.
    pub fn classes(&self) -> &[String] {
        match self {
            Self::Network(network) => &network.config().classes,
            Self::Onnx(onnx) => onnx.classes(),
        }
    }

    /// The network, for `what` needs its layers and gradients.
    ///
    /// # Errors
    /// When it is an ONNX model, which only answers.
    pub fn network(&self, what: &'static str) -> Result<&NetworkClassifier, BackendError> {
        match self {
            Self::Network(network) => Ok(network),
            Self::Onnx(_) => Err(BackendError::OnlyAnswers(what)),
        }
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
        match self {
            Self::Network(network) => network.logits_and_probabilities(pictures, device),
            Self::Onnx(onnx) => onnx.logits_and_probabilities(pictures),
        }
    }
}

impl From<NetworkClassifier> for Classifier {
    fn from(network: NetworkClassifier) -> Self {
        Self::Network(network)
    }
}

/// The class with the largest value, and that value. The first one, where several are equal.
pub(crate) fn argmax(row: &[f32]) -> (u8, f32) {
    let start = (0u8, f32::NEG_INFINITY);
    row.iter().zip(0u8..).fold(
        start,
        |best, (&value, class)| {
            if value > best.1 { (class, value) } else { best }
        },
    )
}
