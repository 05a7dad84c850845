//! What a step costs in arithmetic: multiply-adds counted from the layers.

use mindgap::dataset::Shape;
use mindgap::model::Layer;
use mindgap::model::architecture::Conv;

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
