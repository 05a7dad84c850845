//! What a step costs in arithmetic, and what the machine gives: multiply-adds counted from the layers,
//! and the speed of a dense product of matrices.

use std::time::Instant;

use burn::tensor::{Tensor, TensorData};
use mindgap::dataset::Shape;
use mindgap::model::architecture::Conv;
use mindgap::model::{Layer, device};

/// Multiply-adds of the forward pass for one picture.
pub fn infer(layers: &[Layer], shape: Shape, classes: usize) -> usize {
    forward(layers, shape, classes).iter().sum()
}

/// Multiply-adds of a training step for each picture: the forward pass, the weights' gradients and the
/// inputs' gradients, each as many; the first layer's input needs no gradient. Counted densely, whatever
/// zeros a ReLU or a pooling leaves.
pub fn train(layers: &[Layer], shape: Shape, classes: usize) -> usize {
    let forward = forward(layers, shape, classes);
    3 * forward.iter().sum::<usize>() - forward.first().copied().unwrap_or_default()
}

/// Multiply-adds of each convolution and each linear layer, the output layer included.
fn forward(layers: &[Layer], shape: Shape, classes: usize) -> Vec<usize> {
    let (mut width, mut height, mut channels) = (shape.width, shape.height, shape.channels);
    let mut counts = Vec::new();
    for layer in layers.iter().chain([&Layer::Linear(classes)]) {
        match *layer {
            Layer::Conv(Conv {
                channels: output,
                kernel,
                padding,
            }) => {
                width = width + 2 * padding + 1 - kernel;
                height = height + 2 * padding + 1 - kernel;
                counts.push(width * height * output * channels * kernel * kernel);
                channels = output;
            }
            Layer::MaxPool(side) => (width, height) = (width / side, height / side),
            Layer::Linear(units) => {
                counts.push(width * height * channels * units);
                (width, height, channels) = (1, 1, units);
            }
            Layer::Relu | Layer::Dropout(_) => {}
        }
    }
    counts
}

/// Side of the matrices.
const SIDE: usize = 1024;
/// Products that are timed, after one that is not.
const PRODUCTS: usize = 5;

/// Billions of floating-point operations a second in a dense f32 product of square matrices, the best
/// of several: burn's own, which is the `gemm` crate.
pub fn gemm_gflops(threads: usize) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let matrix = |factor: usize| {
        let values: Vec<f32> = (0..SIDE * SIDE)
            .map(|at| (at * factor % 101) as f32 / 101.0 - 0.5)
            .collect();
        Tensor::<2>::from_data(TensorData::new(values, [SIDE, SIDE]), &device())
    };
    let (left, right) = (matrix(7), matrix(13));
    pool.unwrap().install(|| {
        let seconds = (0..=PRODUCTS).map(|_| {
            let began = Instant::now();
            let product = left.clone().matmul(right.clone());
            std::hint::black_box(product);
            began.elapsed().as_secs_f64()
        });
        let best = seconds.skip(1).fold(f64::INFINITY, f64::min);
        2.0 * (SIDE as f64).powi(3) / best / 1e9
    })
}
