//! The fused convolution block as an operation of burn's: its place in the backend and in the graph
//! of gradients. What it computes is in [`crate::kernel`].

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::{Shape, Tensor, TensorData};

use crate::kernel::{self, ConvBlock};

/// A convolution block on pictures `[batch, height, width, channels]`, with weights `[output, input,
/// kernel, kernel]` and biases `[output]`; gives `[batch, out_height, out_width, output]`.
pub(super) fn conv_block(
    pictures: Tensor<4>,
    weights: Tensor<4>,
    bias: Tensor<1>,
    block: ConvBlock,
) -> Tensor<4> {
    Tensor::from_dispatch(<Dispatch as FusedOps>::conv_block(
        pictures.into_dispatch(),
        weights.into_dispatch(),
        bias.into_dispatch(),
        block,
    ))
}

/// What a backend has to offer beyond burn's own operations; shapes as in [`conv_block`].
#[backend_extension(Autodiff, Flex)]
trait FusedOps: Backend {
    fn conv_block(
        pictures: FloatTensor<Self>,
        weights: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        block: ConvBlock,
    ) -> FloatTensor<Self>;
}

/// The tensors of the backend that networks run on.
pub(crate) type Floats = FloatTensor<Flex>;

impl FusedOps for Flex {
    fn conv_block(pictures: Floats, weights: Floats, bias: Floats, block: ConvBlock) -> Floats {
        let (pictures, weights) = (pictures.to_contiguous(), weights.to_contiguous());
        let bias = bias.to_contiguous();
        let parameters = (floats(&weights), floats(&bias));
        let output = kernel::forward(&block, floats(&pictures), parameters, false);
        tensor(output.values, shape(&block, &pictures)) // [batch, out_height, out_width, output]
    }
}

impl<C: CheckpointStrategy> FusedOps for Autodiff<Flex, C> {
    fn conv_block(
        pictures: FloatTensor<Self>,
        weights: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        block: ConvBlock,
    ) -> FloatTensor<Self> {
        let (pictures, pictures_node) = pictures.into_parts();
        let (weights, weights_node) = weights.into_parts();
        let (bias, bias_node) = bias.into_parts();
        let step = ConvBlockStep
            .prepare::<C>([pictures_node, weights_node, bias_node])
            .compute_bound()
            .stateful();
        match step {
            OpsKind::Tracked(step) => {
                let (pictures, weights) = (pictures.to_contiguous(), weights.to_contiguous());
                let bias = bias.to_contiguous();
                let parameters = (floats(&weights), floats(&bias));
                let output = kernel::forward(&block, floats(&pictures), parameters, true);
                // [batch, out_height, out_width, output]
                let out = tensor(output.values, shape(&block, &pictures));
                let state = State {
                    block,
                    pictures,
                    weights,
                    out: out.clone(),
                    argmax: Arc::new(output.argmax),
                };
                step.finish(state, out)
            }
            OpsKind::UnTracked(step) => {
                step.finish(Flex::conv_block(pictures, weights, bias, block))
            }
        }
    }
}

#[derive(Debug)]
struct ConvBlockStep;

/// What the backward pass needs of the forward pass.
#[derive(Debug, Clone)]
struct State {
    block: ConvBlock,
    pictures: Floats,
    weights: Floats,
    out: Floats,
    argmax: Arc<Vec<u32>>,
}

impl Backward<Flex, 3> for ConvBlockStep {
    type State = State;

    fn backward(
        self,
        ops: Ops<State, 3>,
        gradients: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let [pictures, weights, bias] = ops.parents;
        // [batch, out_height, out_width, output]
        let gradient = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let state = ops.state;
        let found = kernel::backward(
            &state.block,
            floats(&state.pictures),
            floats(&state.weights),
            (floats(&state.out), &state.argmax),
            floats(&gradient),
            pictures.is_some(),
        );
        // [batch, height, width, input]
        if let (Some(node), Some(values)) = (pictures, found.input) {
            let shape = state.pictures.layout().shape().clone();
            gradients.register::<Flex>(node.id, tensor(values, shape));
        }
        // [output, input, kernel, kernel]
        if let Some(node) = weights {
            let shape = state.weights.layout().shape().clone();
            gradients.register::<Flex>(node.id, tensor(found.weights, shape));
        }
        // [output]
        if let Some(node) = bias {
            let shape = [state.block.output].into();
            gradients.register::<Flex>(node.id, tensor(found.bias, shape));
        }
    }
}

/// The shape of what comes out for these pictures.
fn shape(block: &ConvBlock, pictures: &Floats) -> Shape {
    let batch = floats(pictures).len() / block.in_values();
    [batch, block.out_height(), block.out_width(), block.output].into()
}

/// A tensor of these values.
pub(crate) fn tensor(values: Vec<f32>, shape: Shape) -> Floats {
    Floats::from_data(TensorData::new(values, shape))
}

/// The values of a contiguous tensor.
pub(crate) fn floats(tensor: &Floats) -> &[f32] {
    match tensor.as_slice() {
        Some(values) => values,
        None => unreachable!("mindgap's networks hold f32, and the tensor was made contiguous"),
    }
}
