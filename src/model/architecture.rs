//! Which layers a network has, as an instructor or a learner writes it: a preset's name or a list
//! of hidden layers. Checked against the pictures' shape before any tensor is made.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::dataset::Shape;

/// The most parameters that a network may have: 20 million are 80 MB of weights, and as much again
/// for each of Adam's two moments.
pub(super) const MAX_PARAMETERS: usize = 20_000_000;

/// The most layers that a list may name.
const MAX_LAYERS: usize = 64;

/// A named architecture that ships with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Softmax regression: one linear layer from pixels to logits.
    Linear,
    /// One hidden layer of 128 units.
    Mlp,
    /// LeNet-5 with ReLU and max pooling in the place of tanh and subsampling (LeCun et al. 1998).
    Lenet5,
    /// Two 3x3 convolutions of 16 and 32 channels, each with 2x2 max pooling, and 64 hidden units.
    Cnn,
    /// AlexNet's plan (five convolutions, three poolings, dropout before two wide linear layers;
    /// Krizhevsky et al. 2012) at the scale of a 28x28 picture.
    AlexnetMini,
}

impl Preset {
    /// Every preset, smallest idea first.
    pub const ALL: [Self; 5] = [
        Self::Linear,
        Self::Mlp,
        Self::Lenet5,
        Self::Cnn,
        Self::AlexnetMini,
    ];

    /// The name that lessons and commands use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Mlp => "mlp",
            Self::Lenet5 => "lenet5",
            Self::Cnn => "cnn",
            Self::AlexnetMini => "alexnet-mini",
        }
    }

    /// The hidden layers, input side first.
    pub fn layers(self) -> Vec<Layer> {
        let conv = |channels, kernel, padding| {
            Layer::Conv(Conv {
                channels,
                kernel,
                padding,
            })
        };
        use Layer::{Dropout, Linear, MaxPool, Relu};
        match self {
            Self::Linear => vec![],
            Self::Mlp => vec![Linear(128), Relu],
            Self::Lenet5 => vec![
                conv(6, 5, 2),
                Relu,
                MaxPool(2),
                conv(16, 5, 0),
                Relu,
                MaxPool(2),
                Linear(120),
                Relu,
                Linear(84),
                Relu,
            ],
            Self::Cnn => vec![
                conv(16, 3, 1),
                Relu,
                MaxPool(2),
                conv(32, 3, 1),
                Relu,
                MaxPool(2),
                Linear(64),
                Relu,
            ],
            Self::AlexnetMini => vec![
                conv(16, 5, 2),
                Relu,
                MaxPool(2),
                conv(32, 3, 1),
                Relu,
                MaxPool(2),
                conv(48, 3, 1),
                Relu,
                conv(48, 3, 1),
                Relu,
                conv(32, 3, 1),
                Relu,
                MaxPool(2),
                Dropout(0.5),
                Linear(256),
                Relu,
                Dropout(0.5),
                Linear(256),
                Relu,
            ],
        }
    }
}

/// One hidden layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// A convolution with stride 1.
    Conv(Conv),
    /// Max pooling over squares of this side, with the same stride.
    MaxPool(usize),
    /// max(0, x).
    Relu,
    /// Zeroes each value with this probability while training, and scales the others up to match.
    Dropout(f64),
    /// A fully connected layer of this many units; what comes in is flattened.
    Linear(usize),
}

/// A convolution: stride 1, a bias for each channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conv {
    /// Output channels.
    pub channels: usize,
    /// Side of the square kernel in pixels.
    pub kernel: usize,
    /// Zeros added on each side, in pixels.
    #[serde(default)]
    pub padding: usize,
}

/// A network's hidden layers. The output layer, one logit for each class, is always added.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Architecture {
    /// One of the architectures that ship.
    Preset(Preset),
    /// A list of hidden layers.
    Custom(Custom),
}

/// Not derived: an untagged enum would only say that nothing fits, and not which layer does not.
impl<'de> Deserialize<'de> for Architecture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// Reads a preset's name, or a map with layers.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Architecture;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let presets = Preset::ALL.map(Preset::name).join(", ");
        write!(f, "one of {presets}, or {{ layers: [...] }}")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Architecture, E> {
        Preset::deserialize(name.into_deserializer()).map(Architecture::Preset)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Architecture, A::Error> {
        Custom::deserialize(MapAccessDeserializer::new(map)).map(Architecture::Custom)
    }
}

/// Written by hand as reading it is: a preset's name, a name of the pack's, or a map with layers.
impl JsonSchema for Architecture {
    fn schema_name() -> Cow<'static, str> {
        "Architecture".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let preset = generator.subschema_for::<Preset>();
        let custom = generator.subschema_for::<Custom>();
        json_schema!({
            "description": "A network's hidden layers: one of the architectures that ship, a name under `models` of pack.yaml, or a list of layers.",
            "anyOf": [preset, { "type": "string" }, custom],
        })
    }
}

/// A hand-written list of hidden layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// The hidden layers, input side first.
    pub layers: Vec<Layer>,
}

/// Why a list of layers does not make a network. Layers are counted from 1.
#[derive(Debug, Error, PartialEq)]
pub enum ArchitectureError {
    /// A size is zero or too large.
    #[error("layer {layer} ({what}): {problem}")]
    Layer {
        /// Position in the list, from 1.
        layer: usize,
        /// The layer as written.
        what: String,
        /// What is wrong, and what would be right.
        problem: LayerError,
    },
    /// The list is longer than `MAX_LAYERS`.
    #[error("{0} layers are more than the {MAX_LAYERS} that fit; take some out")]
    TooManyLayers(usize),
    /// There are more than `MAX_PARAMETERS` parameters.
    #[error(
        "this network would have {0} parameters, more than {MAX_PARAMETERS}; use fewer channels or units, or pool before the first linear layer"
    )]
    TooManyParameters(usize),
}

/// Why a layer does not fit where it stands.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LayerError {
    /// A number is out of its range.
    #[error("{what} is {value}; it must be between {min} and {max}")]
    Range {
        /// The number's name.
        what: &'static str,
        /// Its value.
        value: usize,
        /// The smallest that is possible.
        min: usize,
        /// The largest.
        max: usize,
    },
    /// The share of a dropout is no share.
    #[error("the share is {0}; it must be at least 0 and below 0.95")]
    Share(f64),
    /// The kernel is larger than what it would be moved over.
    #[error("the picture is only {width}x{height} here; use a smaller kernel or more padding")]
    Kernel {
        /// Columns of the feature maps.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// There is too little left to be pooled.
    #[error("the picture is only {width}x{height} here; take one pooling out")]
    Pool {
        /// Columns of the feature maps.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// It works on pictures, and there are only vectors any more.
    #[error("{0} needs a picture, but a linear layer came before it; put it earlier")]
    Flat(&'static str),
}

/// The forward pass with the sizes that the shape of the pictures implies: first what works on
/// feature maps, then, flattened, what works on vectors. The last linear layer gives the logits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) features: Vec<FeatureOp>,
    /// Channels, height, width of what is flattened between the two.
    pub(crate) maps: [usize; 3],
    pub(crate) classifier: Vec<VectorOp>,
}

/// A computation on feature maps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FeatureOp {
    Conv {
        input: usize,
        output: usize,
        kernel: usize,
        padding: usize,
    },
    MaxPool(usize),
    Relu,
    Dropout(f64),
}

/// A computation on vectors.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum VectorOp {
    Linear { input: usize, output: usize },
    Relu,
    Dropout(f64),
}

impl Plan {
    fn parameters(&self) -> usize {
        let features = self.features.iter().map(|op| match *op {
            FeatureOp::Conv {
                input,
                output,
                kernel,
                ..
            } => (input * kernel * kernel + 1) * output,
            _ => 0,
        });
        let classifier = self.classifier.iter().map(|op| match *op {
            VectorOp::Linear { input, output } => (input + 1) * output,
            _ => 0,
        });
        features.chain(classifier).sum()
    }
}

impl Architecture {
    /// The number of trainable parameters for pictures of this shape and this many classes.
    ///
    /// # Errors
    /// When the layers do not fit the pictures.
    pub fn parameters(&self, shape: Shape, classes: usize) -> Result<usize, ArchitectureError> {
        Ok(self.plan(shape, classes)?.parameters())
    }

    /// The hidden layers, input side first.
    pub fn layers(&self) -> Cow<'_, [Layer]> {
        match self {
            Self::Preset(preset) => preset.layers().into(),
            Self::Custom(custom) => custom.layers.as_slice().into(),
        }
    }

    /// How many hidden layers there are, as people count them: those with weights.
    pub fn depth(&self) -> Depth {
        let mut depth = Depth::default();
        for layer in self.layers().iter() {
            match layer {
                Layer::Conv(_) => depth.convolutions += 1,
                Layer::Linear(_) => depth.linear += 1,
                Layer::MaxPool(_) | Layer::Relu | Layer::Dropout(_) => {}
            }
        }
        depth
    }

    /// The forward pass for pictures of this shape, sizes filled in and checked.
    pub(crate) fn plan(&self, shape: Shape, classes: usize) -> Result<Plan, ArchitectureError> {
        let layers = self.layers();
        if layers.len() > MAX_LAYERS {
            return Err(ArchitectureError::TooManyLayers(layers.len()));
        }
        let mut builder = Builder::new(shape);
        for (index, layer) in layers.iter().enumerate() {
            builder
                .add(layer)
                .map_err(|problem| ArchitectureError::Layer {
                    layer: index + 1,
                    what: layer.to_string(),
                    problem,
                })?;
        }
        let plan = builder.finish(classes);
        match plan.parameters() {
            parameters if parameters > MAX_PARAMETERS => {
                Err(ArchitectureError::TooManyParameters(parameters))
            }
            _ => Ok(plan),
        }
    }
}

/// Hidden layers with weights. Pooling, activations and dropout have none, and are not counted: what has two
/// convolutions and one hidden linear layer has three, however many lines of a list it takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// Convolutions.
    pub convolutions: usize,
    /// Fully connected layers, without the output layer.
    pub linear: usize,
}

impl Depth {
    /// In a few characters, where [`Depth`]'s own words have no room.
    fn short(self) -> String {
        match (self.convolutions, self.linear) {
            (0, 0) => self.to_string(),
            (convolutions, 0) => format!("{convolutions} conv"),
            (0, linear) => format!("{linear} hidden linear"),
            (convolutions, linear) => format!("{convolutions} conv + {linear} linear"),
        }
    }
}

impl fmt::Display for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let convolutions = match self.convolutions {
            1 => "1 convolution".to_owned(),
            n => format!("{n} convolutions"),
        };
        let linear = match self.linear {
            1 => "1 hidden linear layer".to_owned(),
            n => format!("{n} hidden linear layers"),
        };
        match (self.convolutions, self.linear) {
            (0, 0) => f.write_str("no hidden layer"),
            (_, 0) => f.write_str(&convolutions),
            (0, _) => f.write_str(&linear),
            _ => write!(f, "{convolutions} and {linear}"),
        }
    }
}

/// Follows one sample's size through the layers.
struct Builder {
    plan: Plan,
    /// The length of the vector, once a linear layer has made one of the maps.
    vector: Option<usize>,
}

/// Sizes stay far below overflow: no count in a list may pass this.
const MAX_SIZE: usize = 4096;

impl Builder {
    fn new(shape: Shape) -> Self {
        Self {
            plan: Plan {
                features: Vec::new(),
                maps: [shape.channels, shape.height, shape.width],
                classifier: Vec::new(),
            },
            vector: None,
        }
    }

    fn add(&mut self, layer: &Layer) -> Result<(), LayerError> {
        match *layer {
            Layer::Conv(Conv {
                channels: output,
                kernel,
                padding,
            }) => {
                let [input, height, width] = self.maps_for("a convolution")?;
                within("channels", output, 1, MAX_SIZE)?;
                within("kernel", kernel, 1, 11)?;
                within("padding", padding, 0, kernel - 1)?;
                let (high, wide) = (height + 2 * padding, width + 2 * padding);
                if kernel > high || kernel > wide {
                    return Err(LayerError::Kernel { width, height });
                }
                self.plan.maps = [output, high - kernel + 1, wide - kernel + 1];
                self.plan.features.push(FeatureOp::Conv {
                    input,
                    output,
                    kernel,
                    padding,
                });
            }
            Layer::MaxPool(side) => {
                let [channels, height, width] = self.maps_for("max pooling")?;
                within("its side", side, 2, 8)?;
                if side > height || side > width {
                    return Err(LayerError::Pool { width, height });
                }
                self.plan.maps = [channels, height / side, width / side];
                self.plan.features.push(FeatureOp::MaxPool(side));
            }
            Layer::Relu => self.push(FeatureOp::Relu, VectorOp::Relu),
            Layer::Dropout(share) if (0.0..0.95).contains(&share) => {
                self.push(FeatureOp::Dropout(share), VectorOp::Dropout(share));
            }
            Layer::Dropout(share) => {
                return Err(LayerError::Share(share));
            }
            Layer::Linear(units) => {
                within("units", units, 1, MAX_SIZE)?;
                self.linear(units);
            }
        }
        Ok(())
    }

    fn finish(mut self, classes: usize) -> Plan {
        self.linear(classes);
        self.plan
    }

    fn linear(&mut self, output: usize) {
        let input = self
            .vector
            .unwrap_or_else(|| self.plan.maps.iter().product());
        self.vector = Some(output);
        self.plan
            .classifier
            .push(VectorOp::Linear { input, output });
    }

    fn push(&mut self, on_maps: FeatureOp, on_vectors: VectorOp) {
        match self.vector {
            None => self.plan.features.push(on_maps),
            Some(_) => self.plan.classifier.push(on_vectors),
        }
    }

    fn maps_for(&self, what: &'static str) -> Result<[usize; 3], LayerError> {
        match self.vector {
            None => Ok(self.plan.maps),
            Some(_) => Err(LayerError::Flat(what)),
        }
    }
}

fn within(what: &'static str, value: usize, min: usize, max: usize) -> Result<(), LayerError> {
    match (min..=max).contains(&value) {
        true => Ok(()),
        false => Err(LayerError::Range {
            what,
            value,
            min,
            max,
        }),
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conv(Conv {
                channels,
                kernel,
                padding,
            }) => write!(
                f,
                "conv {kernel}x{kernel} to {channels} channels, padding {padding}"
            ),
            Self::MaxPool(side) => write!(f, "max_pool {side}"),
            Self::Relu => write!(f, "relu"),
            Self::Dropout(share) => write!(f, "dropout {share}"),
            Self::Linear(units) => write!(f, "linear {units}"),
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(preset) => write!(f, "{}", preset.name()),
            Self::Custom(_) => f.write_str(&self.depth().short()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_counted_as_people_count_them() {
        let counted = Preset::ALL.map(|preset| Architecture::Preset(preset).depth().to_string());
        assert_eq!(
            counted,
            [
                "no hidden layer",
                "1 hidden linear layer",
                "2 convolutions and 2 hidden linear layers",
                "2 convolutions and 1 hidden linear layer",
                "5 convolutions and 2 hidden linear layers",
            ]
        );
        let layers = vec![
            Layer::Conv(Conv {
                channels: 2,
                kernel: 3,
                padding: 0,
            }),
            Layer::Relu,
        ];
        let one = Architecture::Custom(Custom { layers });
        assert_eq!(one.depth().to_string(), "1 convolution");
        assert_eq!(one.to_string(), "1 conv");
    }
}
