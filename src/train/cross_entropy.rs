//! The loss as an operation of burn's: its place in the backend and in the graph of gradients. What it computes is
//! in [`crate::kernel::cross_entropy`].

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::tensor::{Int, Shape, Tensor, TensorData};

use crate::kernel::{self, CrossEntropy};
use crate::model::Operations;
use crate::model::operation::{Floats, floats, tensor};

/// The mean cross-entropy `[1]` in nats of logits `[batch, classes]`, with a label for each row.
pub(super) fn cross_entropy(logits: Tensor<2>, labels: &[u8], operations: Operations) -> Tensor<1> {
    match operations {
        Operations::Fused => Tensor::from_dispatch(<Dispatch as LossOps>::cross_entropy(
            logits.into_dispatch(),
            labels.to_vec(),
        )),
        Operations::Burn => {
            let device = logits.device();
            let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
            let shape = [labels.len()];
            let targets: Tensor<1, Int> =
                Tensor::from_data(TensorData::new(labels, shape), &device);
            CrossEntropyLossConfig::new()
                .init(&device)
                .forward(logits, targets)
        }
    }
}

/// What a backend has to offer for it; shapes as in [`cross_entropy`].
#[backend_extension(Autodiff, Flex)]
trait LossOps: Backend {
    fn cross_entropy(logits: FloatTensor<Self>, labels: Vec<u8>) -> FloatTensor<Self>;
}

impl LossOps for Flex {
    fn cross_entropy(logits: Floats, labels: Vec<u8>) -> Floats {
        scalar(computed(&logits.to_contiguous(), &labels).loss)
    }
}

impl<C: CheckpointStrategy> LossOps for Autodiff<Flex, C> {
    fn cross_entropy(logits: FloatTensor<Self>, labels: Vec<u8>) -> FloatTensor<Self> {
        let (logits, node) = logits.into_parts();
        match LossStep.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(step) => {
                let shape = logits.layout().shape().clone(); // [batch, classes]
                let found = computed(&logits.to_contiguous(), &labels);
                let state = State {
                    gradient: found.gradient,
                    shape,
                };
                step.finish(state, scalar(found.loss))
            }
            OpsKind::UnTracked(step) => step.finish(Flex::cross_entropy(logits, labels)),
        }
    }
}

#[derive(Debug)]
struct LossStep;

/// What the backward pass needs of the forward pass.
#[derive(Debug, Clone)]
struct State {
    /// Of the loss, with respect to the logits.
    gradient: Vec<f32>,
    shape: Shape,
}

impl Backward<Flex, 1> for LossStep {
    type State = State;

    fn backward(
        self,
        ops: Ops<State, 1>,
        gradients: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let [logits] = ops.parents;
        // [1]
        let above = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let above = floats(&above).first().copied().unwrap_or(f32::NAN);
        let State { gradient, shape } = ops.state;
        if let Some(node) = logits {
            let values = gradient.iter().map(|value| value * above).collect();
            gradients.register::<Flex>(node.id, tensor(values, shape)); // [batch, classes]
        }
    }
}

fn computed(logits: &Floats, labels: &[u8]) -> CrossEntropy {
    kernel::cross_entropy(floats(logits), labels)
}

/// A tensor `[1]`.
fn scalar(value: f32) -> Floats {
    tensor(vec![value], [1].into())
}
