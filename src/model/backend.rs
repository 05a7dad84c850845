//! What networks are calculated by: the device, what it hands back, and why it may not.

use burn::tensor::{Device, Tensor};
use thiserror::Error;

/// A computation has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BackendError {
    /// It does not hand back what it computed.
    #[error("the backend did not return its numbers: {0}")]
    NoNumbers(String),
    /// What it computed is of no use to anybody.
    #[error(
        "the network's answers are not finite numbers: its weights are damaged, or it diverged; train it again, with a lower learning rate if that is not the first time"
    )]
    NotFinite,
    /// It does not know how the result depends on the picture.
    #[error("the backend gives no gradient for the picture")]
    NoGradient,
    /// What is asked needs the layers one by one, and an ONNX model is only asked for its answers.
    #[error(
        "{0} needs gradients and layers, and of an ONNX model there are only its answers; bring the weights as safetensors with --layers, or look at a network that mindgap trained"
    )]
    OnlyAnswers(&'static str),
    /// An ONNX model failed at pictures that it was given.
    #[error("the ONNX model failed: {0}; run it on such pictures where it was made")]
    Foreign(String),
}

/// The device on which networks answer; training uses it with `.autodiff()`.
pub fn device() -> Device {
    Device::flex()
}

/// A tensor `[n, width]` as n rows.
pub(crate) fn rows(tensor: Tensor<2>, width: usize) -> Result<Vec<Vec<f32>>, BackendError> {
    Ok(values(tensor)?
        .chunks_exact(width.max(1))
        .map(<[f32]>::to_vec)
        .collect())
}

/// The values of a tensor, its last dimension fastest.
pub(crate) fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, BackendError> {
    tensor
        .into_data()
        .try_into_vec()
        .map_err(|error| BackendError::NoNumbers(format!("{error:?}")))
}
