//! Fused operations for training on a processor: a convolution with its ReLU and pooling as one step,
//! and its gradients. A layer at a time, most of the time goes into writing and reading what the next
//! layer consumes at once.

mod adam;
mod backward;
mod block;
mod forward;
mod simd;

pub use adam::{AdamStep, adam};
pub use block::ConvBlock;

use rayon::prelude::*;

use backward::{Backward, Share};
use forward::{Forward, Packed};

/// A batch is worked on in so many parts, whatever the number of cores: sums are added in the order
/// of the parts, so that the same seed gives the same numbers on any number of threads.
const PARTS: usize = 8;

/// What a forward pass leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// `[n, out_height, out_width, output]`.
    pub values: Vec<f32>,
    /// Of the same shape: for each value, the place in the padded input from which it came. Empty if
    /// it was not asked for.
    pub places: Vec<u32>,
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
/// and biases `[output]`. `with_places` is for passes that [`backward`] follows.
pub fn forward(
    block: &ConvBlock,
    pictures: &[f32],
    (weights, bias): (&[f32], &[f32]),
    with_places: bool,
) -> Output {
    let packed = Packed::new(block, weights, bias);
    let n = pictures.len() / block.in_values();
    let mut values = vec![0.0; n * block.out_values()]; // [n, out_height, out_width, output]
    let mut places = vec![0; if with_places { values.len() } else { 0 }]; // like `values`
    let part = n.div_ceil(PARTS).max(1);
    let inputs = pictures.par_chunks(part * block.in_values());
    let outputs = values.par_chunks_mut(part * block.out_values());
    let run = |pictures, out, places| {
        let block = *block;
        Forward {
            block: &block,
            packed: &packed,
            pictures,
            out,
            places,
        }
        .run();
    };
    if with_places {
        let places = places.par_chunks_mut(part * block.out_values());
        inputs
            .zip(outputs)
            .zip(places)
            .for_each(|((pictures, out), places)| run(pictures, out, Some(places)));
    } else {
        inputs
            .zip(outputs)
            .for_each(|(pictures, out)| run(pictures, out, None));
    }
    Output { values, places }
}

/// The gradients, given what the forward pass gave (`out` and `places`) and the gradient of its
/// values, all three `[n, out_height, out_width, output]`. `with_input`: also that of the pictures.
pub fn backward(
    block: &ConvBlock,
    pictures: &[f32],
    weights: &[f32],
    (out, places): (&[f32], &[u32]),
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
        .zip(places.par_chunks(size))
        .zip(gradient.par_chunks(size));
    let run = |(((pictures, out), places), gradient), input| {
        Backward {
            block,
            weights: &rows,
            pictures,
            out,
            places,
            gradient,
            input,
        }
        .run()
    };
    let shares: Vec<Share> = if with_input {
        let inputs = input.par_chunks_mut(part * block.in_values());
        let parts = parts.zip(inputs);
        parts.map(|(part, input)| run(part, Some(input))).collect()
    } else {
        parts.map(|part| run(part, None)).collect()
    };
    // [output, input, kernel, kernel] and [output]
    let (weights, bias) = backward::sum(block, &shares);
    Gradients {
        input: with_input.then_some(input),
        weights,
        bias,
    }
}
