//! What is computed most, made fast on a processor. For training, fused operations: a convolution with its ReLU and
//! pooling as one step, and its gradients; a whole step of a network of linear layers. A layer at a time, most of the time
//! goes into writing and reading what the next layer consumes at once.

mod adam;
mod backward;
mod block;
mod closest;
mod cross_entropy;
mod dense;
mod forward;
mod normalise;
mod simd;

pub use adam::{AdamStep, adam};
pub use block::ConvBlock;
pub use closest::closest;
pub use cross_entropy::{CrossEntropy, cross_entropy};
pub use dense::{DenseLearner, DenseNetwork, LayerMoments, LinearLayer};
pub use normalise::normalise;

use rayon::prelude::*;

use backward::{Backward, PartialGradients};
use forward::{Forward, Packed};

/// A batch is worked on in so many parts, whatever the number of cores: sums are added in the order
/// of the parts, so that the same seed gives the same numbers on any number of threads.
const PARTS: usize = 8;

/// What a forward pass leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// `[n, out_height, out_width, output]`.
    pub values: Vec<f32>,
    /// Of the same shape: for each value, the index in the padded input of the maximum it came from. Empty if
    /// it was not asked for.
    pub argmax: Vec<u32>,
}

/// Gradients of one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// `[n, height, width, input]`, if it was asked for.
    pub input: Option<Vec<f32>>,
    /// `[output, input, kernel, kernel]`.
    pub weights: Vec<f32>,
    /// `[output]`.
    pub bias: Vec<f32>,
}

/// Pictures `[n, height, width, input]` through a block with weights `[output, input, kernel, kernel]`
/// and biases `[output]`. `with_argmax` is for passes that [`backward`] follows.
pub fn forward(
    block: &ConvBlock,
    pictures: &[f32],
    (weights, bias): (&[f32], &[f32]),
    with_argmax: bool,
) -> Output {
    let packed = Packed::new(block, weights, bias);
    let n = pictures.len() / block.in_values();
    let mut values = vec![0.0; n * block.out_values()]; // [n, out_height, out_width, output]
    let mut argmax = vec![0; if with_argmax { values.len() } else { 0 }]; // like `values`
    let part = n.div_ceil(PARTS).max(1);
    let inputs = pictures.par_chunks(part * block.in_values());
    let outputs = values.par_chunks_mut(part * block.out_values());
    let run = |pictures, out, argmax| {
        let block = *block;
        Forward {
            block: &block,
            packed: &packed,
            pictures,
            out,
            argmax,
        }
        .run();
    };
    if with_argmax {
        let argmax = argmax.par_chunks_mut(part * block.out_values());
        inputs
            .zip(outputs)
            .zip(argmax)
            .for_each(|((pictures, out), argmax)| run(pictures, out, Some(argmax)));
    } else {
        inputs
            .zip(outputs)
            .for_each(|(pictures, out)| run(pictures, out, None));
    }
    Output { values, argmax }
}

/// The gradients, given what the forward pass gave (`out` and `argmax`) and the gradient of its
/// values, all three `[n, out_height, out_width, output]`. `with_input`: also that of the pictures.
pub fn backward(
    block: &ConvBlock,
    pictures: &[f32],
    weights: &[f32],
    (out, argmax): (&[f32], &[u32]),
    gradient: &[f32],
    with_input: bool,
) -> Gradients {
    let rows = backward::by_row(block, weights);
    let n = pictures.len() / block.in_values();
    let part = n.div_ceil(PARTS).max(1);
    let mut input = vec![0.0; if with_input { pictures.len() } else { 0 }]; // like `pictures`
    let size = part * block.out_values();
    let parts = pictures
        .par_chunks(part * block.in_values())
        .zip(out.par_chunks(size))
        .zip(argmax.par_chunks(size))
        .zip(gradient.par_chunks(size));
    let run = |(((pictures, out), argmax), gradient), input| {
        Backward {
            block,
            weights: &rows,
            pictures,
            out,
            argmax,
            gradient,
            input,
        }
        .run()
    };
    let partials: Vec<PartialGradients> = if with_input {
        let inputs = input.par_chunks_mut(part * block.in_values());
        let parts = parts.zip(inputs);
        parts.map(|(part, input)| run(part, Some(input))).collect()
    } else {
        parts.map(|part| run(part, None)).collect()
    };
    // [output, input, kernel, kernel] and [output]
    let (weights, bias) = backward::sum(block, &partials);
    Gradients {
        input: with_input.then_some(input),
        weights,
        bias,
    }
}
