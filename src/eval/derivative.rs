//! How a number that a network gives changes with what it is given: the one backward pass to the inputs, on
//! which saliency and attacks stand.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::error::MetricError;
use crate::model::backend::values;
use crate::model::{BackendError, NetworkClassifier};

/// The gradient of the sum of what `target` makes of the logits `[batch, classes]`, with respect to normalised
/// inputs `[batch, height, width, channels]`, by the operations that the classifier runs on. `make` gets the
/// device that the inputs have to be on.
///
/// # Errors
/// Those of `target`, and when the backend hands nothing back.
pub(super) fn input_gradient(
    classifier: &NetworkClassifier,
    device: &Device,
    make: impl FnOnce(&Device) -> Tensor<4>,
    target: impl FnOnce(Tensor<2>) -> Result<Tensor<2>, MetricError>,
) -> Result<Vec<f32>, MetricError> {
    let device = device.clone().autodiff();
    // Gradients are wanted of the pictures, not of the weights.
    let network = classifier.network().clone().no_grad().train();
    let inputs = make(&device).require_grad();
    let logits = network.forward(inputs.clone(), classifier.operations());
    let gradients = target(logits)?.sum().backward();
    match inputs.grad(&gradients) {
        Some(found) => Ok(values(found)?),
        None => Err(BackendError::NoGradient.into()),
    }
}
