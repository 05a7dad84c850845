//! The layers as burn modules, and the forward pass.
//!
//! Channels lie together everywhere: `[batch, height, width, channels]`, as in a picture's bytes.
//!
//! Weights are drawn from a generator of our own, one a run: the backend's generator is one lock
//! for the whole process, so two runs at once would disturb each other's numbers.

use burn::module::{Module, Param, ParamId};
use burn::nn::conv::Conv2d;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Dropout, DropoutConfig, Linear, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor, TensorData};
use rand::{Rng, RngExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::architecture::{Architecture, ArchitectureError, FeatureOp, VectorOp};
use super::backend::values;
use super::operation::conv_block;
use crate::dataset::Shape;
use crate::kernel::{ConvBlock, LinearLayer};

/// Which operations the forward and backward pass are made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operations {
    /// A convolution with its ReLU and pooling as one operation of [`crate::kernel`]. For the backend
    /// that this program runs on.
    #[default]
    Fused,
    /// burn's own, a layer at a time: the reference that the others are checked against, and what
    /// other backends would run. Gives the same numbers but for rounding, later.
    Burn,
}

impl Operations {
    /// The name that recipes and commands use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fused => "fused",
            Self::Burn => "burn",
        }
    }

    /// Whether these are the ones that are used where nobody chooses.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A classifier network: pictures in, one logit for each class out.
///
/// The two halves and their numbering follow PyTorch's `AlexNet` (`features.0.weight`,
/// `classifier.2.bias`), and so do the names of the tensors in a checkpoint. The first linear layer
/// takes its inputs in the order height, width, channel.
#[derive(Module, Debug)]
pub struct Network {
    features: Vec<FeatureLayer>,
    classifier: Vec<VectorLayer>,
}

/// A layer on feature maps, channels last: `[batch, height, width, channels]`. burn's own convolution and
/// pooling want them first; [`on_planes`] turns the axes for those and back.
#[derive(Module, Debug)]
enum FeatureLayer {
    Conv(Conv2d),
    MaxPool(MaxPool2d),
    Relu(Relu),
    Dropout(Dropout),
}

/// A layer on vectors `[batch, units]`.
#[derive(Module, Debug)]
enum VectorLayer {
    Linear(Linear),
    Relu(Relu),
    Dropout(Dropout),
}

impl Network {
    /// A network with fresh weights, each uniform in ±1/sqrt(fan in) (PyTorch's default for these
    /// layers, He et al. 2015 with a = sqrt 5).
    ///
    /// # Errors
    /// When the architecture does not fit pictures of this shape.
    pub fn new(
        architecture: &Architecture,
        shape: Shape,
        classes: usize,
        rng: &mut impl Rng,
        device: &Device,
    ) -> Result<Self, ArchitectureError> {
        let plan = architecture.plan(shape, classes)?;
        let mut fresh = Fresh {
            rng,
            device,
            next_id: 1,
        };
        let features = plan.features.into_iter().map(|op| match op {
            FeatureOp::Conv {
                input,
                output,
                kernel,
                padding,
            } => FeatureLayer::Conv(fresh.conv(input, output, kernel, padding)),
            FeatureOp::MaxPool(side) => {
                let config = MaxPool2dConfig::new([side, side]).with_strides([side, side]);
                FeatureLayer::MaxPool(config.init())
            }
            FeatureOp::Relu => FeatureLayer::Relu(Relu::new()),
            FeatureOp::Dropout(share) => FeatureLayer::Dropout(DropoutConfig::new(share).init()),
        });
        let features = features.collect();
        let classifier = plan.classifier.into_iter().map(|op| match op {
            VectorOp::Linear { input, output } => VectorLayer::Linear(fresh.linear(input, output)),
            VectorOp::Relu => VectorLayer::Relu(Relu::new()),
            VectorOp::Dropout(share) => VectorLayer::Dropout(DropoutConfig::new(share).init()),
        });
        let classifier = classifier.collect();
        Ok(Self {
            features,
            classifier,
        })
    }

    /// Logits `[batch, classes]` of normalised pictures `[batch, height, width, channels]`.
    pub fn forward(&self, pictures: Tensor<4>, operations: Operations) -> Tensor<2> {
        let no_masks = None::<&mut rand_chacha::ChaCha8Rng>;
        self.run(pictures, operations, no_masks, |_, _| {})
    }

    /// The same by burn's own operations, which are a layer each: `seen` gets what each layer gives, in their
    /// order, with what that layer is.
    pub(super) fn forward_seen(
        &self,
        pictures: Tensor<4>,
        seen: impl FnMut(PassedLayer, Passed<'_>),
    ) -> Tensor<2> {
        let no_masks = None::<&mut rand_chacha::ChaCha8Rng>;
        self.run(pictures, Operations::Burn, no_masks, seen)
    }

    /// The same while training: dropout is on, its masks drawn from `rng`.
    pub fn forward_training(
        &self,
        pictures: Tensor<4>,
        operations: Operations,
        rng: &mut impl Rng,
    ) -> Tensor<2> {
        self.run(pictures, operations, Some(rng), |_, _| {})
    }

    fn run(
        &self,
        pictures: Tensor<4>,
        operations: Operations,
        mut rng: Option<&mut impl Rng>,
        mut seen: impl FnMut(PassedLayer, Passed<'_>),
    ) -> Tensor<2> {
        let mut maps = pictures; // [batch, height, width, channels]
        let mut layers = self.features.as_slice();
        while let [layer, rest @ ..] = layers {
            layers = rest;
            maps = match layer {
                FeatureLayer::Conv(conv) if operations == Operations::Fused => {
                    let (block, rest) = fuse(conv, maps.dims(), rest);
                    layers = rest;
                    let bias = conv.bias.as_ref().map(Param::val);
                    let bias =
                        bias.unwrap_or_else(|| Tensor::zeros([block.output], &maps.device()));
                    // [batch, (height + 2 padding - kernel + 1) / pool, width likewise, output]
                    conv_block(maps, conv.weight.val(), bias, block)
                }
                // [batch, height + 2 padding - kernel + 1, width likewise, output]
                FeatureLayer::Conv(conv) => on_planes(maps, |planes| conv.forward(planes)),
                // [batch, height / pool, width / pool, channels]
                FeatureLayer::MaxPool(pool) => on_planes(maps, |planes| pool.forward(planes)),
                // [batch, height, width, channels], as before
                FeatureLayer::Relu(relu) => relu.forward(maps),
                FeatureLayer::Dropout(dropout) => drop_out(maps, dropout.prob, &mut rng),
            };
            seen(layer.passed(), Passed::Maps(&maps));
        }
        let mut vectors: Tensor<2> = maps.flatten(1, 3); // [batch, height * width * channels]
        for layer in &self.classifier {
            vectors = match layer {
                // [batch, output]
                VectorLayer::Linear(linear) => linear.forward(vectors),
                // [batch, units], as before
                VectorLayer::Relu(relu) => relu.forward(vectors),
                VectorLayer::Dropout(dropout) => drop_out(vectors, dropout.prob, &mut rng),
            };
            seen(layer.passed(), Passed::Vectors(&vectors));
        }
        vectors // [batch, classes]
    }

    /// The layers as the kernels learn with, if there are none but linear ones with a bias, each with at most a ReLU
    /// behind it.
    pub(crate) fn dense(&self) -> Option<Vec<LinearLayer>> {
        let (true, mut layers) = (self.features.is_empty(), self.classifier.as_slice()) else {
            return None;
        };
        let mut dense = Vec::new();
        while let [VectorLayer::Linear(linear), rest @ ..] = layers {
            let (relu, rest) = match rest {
                [VectorLayer::Relu(_), rest @ ..] => (true, rest),
                rest => (false, rest),
            };
            dense.push(LinearLayer {
                weights: values(linear.weight.val()).ok()?,
                bias: values(linear.bias.as_ref()?.val()).ok()?,
                relu,
            });
            layers = rest;
        }
        layers.is_empty().then_some(dense)
    }

    /// The same network with other weights in its linear layers, in their order.
    pub(crate) fn with_dense(mut self, dense: Vec<LinearLayer>) -> Self {
        let linear = self.classifier.iter_mut().filter_map(|layer| match layer {
            VectorLayer::Linear(linear) => Some(linear),
            VectorLayer::Relu(_) | VectorLayer::Dropout(_) => None,
        });
        for (linear, layer) in linear.zip(dense) {
            linear.weight = replaced(linear.weight.clone(), layer.weights);
            linear.bias = linear.bias.take().map(|bias| replaced(bias, layer.bias));
        }
        self
    }

    /// The ids of the weights and the bias of each linear layer, in their order.
    pub(crate) fn dense_ids(&self) -> Vec<[u64; 2]> {
        let linear = self.classifier.iter().filter_map(|layer| match layer {
            VectorLayer::Linear(linear) => Some([&linear.weight.id, &linear.bias.as_ref()?.id]),
            VectorLayer::Relu(_) | VectorLayer::Dropout(_) => None,
        });
        linear.map(|ids| ids.map(ParamId::val)).collect()
    }

    /// The first layer that has weights, if it reads single pixels of pictures of this shape.
    pub(super) fn first_weights(&self, shape: Shape) -> Option<FirstWeights> {
        let conv = self.features.iter().find_map(|layer| match layer {
            FeatureLayer::Conv(conv) => Some(conv),
            FeatureLayer::MaxPool(_) | FeatureLayer::Relu(_) | FeatureLayer::Dropout(_) => None,
        });
        if let Some(conv) = conv {
            return Some(FirstWeights::Conv(conv.weight.val()));
        }
        let linear = self.classifier.iter().find_map(|layer| match layer {
            VectorLayer::Linear(linear) => Some(linear),
            VectorLayer::Relu(_) | VectorLayer::Dropout(_) => None,
        })?;
        let weights = linear.weight.val();
        // Behind max pooling alone, an input is no pixel.
        (weights.dims()[0] == shape.pixels()).then_some(FirstWeights::Linear(weights))
    }
}

/// The weights of a first layer.
pub(super) enum FirstWeights {
    /// `[output, input, kernel, kernel]`.
    Conv(Tensor<4>),
    /// `[height * width * channels, output]`.
    Linear(Tensor<2>),
}

/// What a layer gives for a batch of pictures.
#[derive(Debug)]
pub(super) enum Passed<'a> {
    /// `[batch, height, width, channels]`.
    Maps(&'a Tensor<4>),
    /// `[batch, units]`.
    Vectors(&'a Tensor<2>),
}

/// What a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassedLayer {
    /// A convolution with a kernel of this side in pixels.
    Conv(usize),
    /// Max pooling over squares of this side.
    MaxPool(usize),
    /// max(0, x).
    Relu,
    /// Dropout, which changes nothing but in training.
    Dropout,
    /// A fully connected layer.
    Linear,
}

impl FeatureLayer {
    fn passed(&self) -> PassedLayer {
        match self {
            Self::Conv(conv) => PassedLayer::Conv(conv.kernel_size[0]),
            Self::MaxPool(pool) => PassedLayer::MaxPool(pool.kernel_size[0]),
            Self::Relu(_) => PassedLayer::Relu,
            Self::Dropout(_) => PassedLayer::Dropout,
        }
    }
}

impl VectorLayer {
    fn passed(&self) -> PassedLayer {
        match self {
            Self::Linear(_) => PassedLayer::Linear,
            Self::Relu(_) => PassedLayer::Relu,
            Self::Dropout(_) => PassedLayer::Dropout,
        }
    }
}

/// The convolution and what of the following layers its block takes in; the layers after that.
fn fuse<'a>(
    conv: &Conv2d,
    [_, height, width, input]: [usize; 4],
    mut layers: &'a [FeatureLayer],
) -> (ConvBlock, &'a [FeatureLayer]) {
    let [output, _, kernel, _] = conv.weight.dims();
    let padding = match conv.padding {
        PaddingConfig2d::Explicit(padding, ..) => padding,
        _ => 0,
    };
    let mut block = ConvBlock {
        height,
        width,
        input,
        output,
        kernel,
        padding,
        relu: false,
        pool: 1,
    };
    if let [FeatureLayer::Relu(_), rest @ ..] = layers {
        block.relu = true;
        layers = rest;
    }
    if let [FeatureLayer::MaxPool(pool), rest @ ..] = layers {
        block.pool = pool.kernel_size[0];
        layers = rest;
    }
    (block, layers)
}

/// A parameter with other values; its id, shape and device stay.
fn replaced<const D: usize>(parameter: Param<Tensor<D>>, values: Vec<f32>) -> Param<Tensor<D>> {
    parameter.map(|old| {
        let values = TensorData::new(values, old.dims());
        Tensor::from_data(values, &old.device()).set_require_grad(old.is_require_grad())
    })
}

/// Applies what wants channels first to maps that have them last.
fn on_planes(maps: Tensor<4>, layer: impl FnOnce(Tensor<4>) -> Tensor<4>) -> Tensor<4> {
    let planes = maps.permute([0, 3, 1, 2]); // [batch, channels, height, width]
    let planes = layer(planes); // [batch, output, out_height, out_width]
    planes.permute([0, 2, 3, 1]) // [batch, out_height, out_width, output]
}

/// Inverted dropout, where there is a generator to draw the mask from.
fn drop_out<const D: usize>(
    values: Tensor<D>,
    share: f64,
    rng: &mut Option<&mut impl Rng>,
) -> Tensor<D> {
    let Some(rng) = rng else { return values };
    let shape = values.dims();
    let kept = (1.0 / (1.0 - share)) as f32;
    let mask: Vec<f32> = (0..shape.iter().product())
        .map(|_| if rng.random_bool(share) { 0.0 } else { kept })
        .collect();
    let mask = Tensor::from_data(TensorData::new(mask, shape), &values.device());
    values * mask
}

/// Draws parameters. Their ids are their positions, so that an optimizer's state, which is kept by
/// id, fits the same architecture in another process.
struct Fresh<'a, R> {
    rng: &'a mut R,
    device: &'a Device,
    next_id: u64,
}

impl<R: Rng> Fresh<'_, R> {
    fn conv(&mut self, input: usize, output: usize, kernel: usize, padding: usize) -> Conv2d {
        let fan_in = input * kernel * kernel;
        Conv2d {
            weight: self.parameter([output, input, kernel, kernel], fan_in),
            bias: Some(self.parameter([output], fan_in)),
            stride: [1, 1],
            kernel_size: [kernel, kernel],
            dilation: [1, 1],
            groups: 1,
            padding: PaddingConfig2d::Explicit(padding, padding, padding, padding),
        }
    }

    fn linear(&mut self, input: usize, output: usize) -> Linear {
        Linear {
            weight: self.parameter([input, output], input),
            bias: Some(self.parameter([output], input)),
        }
    }

    fn parameter<const D: usize>(&mut self, shape: [usize; D], fan_in: usize) -> Param<Tensor<D>> {
        let bound = 1.0 / (fan_in as f32).sqrt();
        let values: Vec<f32> = (0..shape.iter().product())
            .map(|_| self.rng.random_range(-bound..bound))
            .collect();
        let value = Tensor::from_data(TensorData::new(values, shape), self.device);
        let (_, value, mapper) = Param::from_tensor(value).consume();
        let id = ParamId::from(self.next_id);
        self.next_id += 1;
        Param::from_mapped_value(id, value, mapper)
    }
}
