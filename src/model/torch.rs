//! The layout of PyTorch, in both directions: a network as the layers of a `torch.nn.Sequential`, its weights as that
//! one's `state_dict`.
//!
//! PyTorch has channels first, `[batch, channels, height, width]`, and so flattens in the order channel, height,
//! width; a network here has them last and flattens in the order height, width, channel. A linear layer's weights
//! are `[output, input]` there and `[input, output]` here. Convolutions are `[output, input, height, width]` in both.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use burn::tensor::Device;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::architecture::{ArchitectureError, FeatureOp, VectorOp};
use super::checkpoint::{CONFIG_KEY, ContentError, with_sorted_header};
use super::network_classifier::{ClassifierConfig, NetworkClassifier};

/// A layer as PyTorch calls it and its arguments, sizes filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TorchLayer {
    /// A convolution with stride 1 and a bias.
    Conv2d {
        /// Channels that come in.
        in_channels: usize,
        /// Channels that go out.
        out_channels: usize,
        /// Side of the square kernel in pixels.
        kernel_size: usize,
        /// Zeros added on each side, in pixels.
        padding: usize,
    },
    /// Max pooling over squares of this side, with the same stride.
    MaxPool2d {
        /// The side in pixels.
        kernel_size: usize,
    },
    /// max(0, x).
    ReLU,
    /// Does nothing but in training.
    Dropout {
        /// The probability that a value is zeroed.
        p: f64,
    },
    /// Pictures become vectors, in the order channel, height, width.
    Flatten,
    /// A fully connected layer with a bias.
    Linear {
        /// Values that come in.
        in_features: usize,
        /// Values that go out.
        out_features: usize,
    },
}

/// As Python writes it, behind `from torch import nn`.
impl fmt::Display for TorchLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conv2d {
                in_channels,
                out_channels,
                kernel_size,
                padding,
            } => write!(
                f,
                "nn.Conv2d({in_channels}, {out_channels}, kernel_size={kernel_size}, padding={padding})"
            ),
            Self::MaxPool2d { kernel_size } => write!(f, "nn.MaxPool2d({kernel_size})"),
            Self::ReLU => f.write_str("nn.ReLU()"),
            Self::Dropout { p } => write!(f, "nn.Dropout({p:?})"),
            Self::Flatten => f.write_str("nn.Flatten()"),
            Self::Linear {
                in_features,
                out_features,
            } => write!(f, "nn.Linear({in_features}, {out_features})"),
        }
    }
}

/// A tensor of a `state_dict`, the last dimension fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct TorchTensor {
    /// Such as `0.weight`: the place among all layers, those without weights too.
    pub name: String,
    /// The size along each dimension.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub values: Vec<f32>,
}

/// Why weights cannot be had in PyTorch's layout, or from it.
#[derive(Debug, Error)]
pub enum TorchError {
    /// The layers do not fit the pictures.
    #[error(transparent)]
    Architecture(#[from] ArchitectureError),
    /// The content is no safetensors file, or its numbers cannot be calculated with.
    #[error("{0}")]
    Content(#[from] ContentError),
    /// A tensor is missing.
    #[error(
        "there is no tensor {name} ({wanted}); the names are those of a torch.nn.Sequential of all layers: {layers}"
    )]
    Missing {
        /// Its name.
        name: String,
        /// Its shape.
        wanted: String,
        /// The layers, as PyTorch writes them.
        layers: String,
    },
    /// A tensor is of another shape.
    #[error("its tensor {name} is {found}, and the layers want {wanted}")]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape.
        found: String,
        /// The shape that fits.
        wanted: String,
    },
    /// A tensor belongs to no layer.
    #[error("its tensor {0} belongs to no layer; name all layers that have weights")]
    Unknown(String),
    /// A tensor is of a type that is not read.
    #[error("its tensor {name} holds {found}; save it as float32 (model.float())")]
    Type {
        /// The tensor.
        name: String,
        /// Its type.
        found: String,
    },
}

/// All layers of a network, the flattening and the output layer too, in their order.
///
/// # Errors
/// When the architecture does not fit the pictures.
pub fn torch_layers(config: &ClassifierConfig) -> Result<Vec<TorchLayer>, ArchitectureError> {
    let plan = config
        .architecture
        .plan(config.shape, config.classes.len())?;
    let features = plan.features.iter().map(|op| match *op {
        FeatureOp::Conv {
            input,
            output,
            kernel,
            padding,
        } => TorchLayer::Conv2d {
            in_channels: input,
            out_channels: output,
            kernel_size: kernel,
            padding,
        },
        FeatureOp::MaxPool(side) => TorchLayer::MaxPool2d { kernel_size: side },
        FeatureOp::Relu => TorchLayer::ReLU,
        FeatureOp::Dropout(p) => TorchLayer::Dropout { p },
    });
    let classifier = plan.classifier.iter().map(|op| match *op {
        VectorOp::Linear { input, output } => TorchLayer::Linear {
            in_features: input,
            out_features: output,
        },
        VectorOp::Relu => TorchLayer::ReLU,
        VectorOp::Dropout(p) => TorchLayer::Dropout { p },
    });
    let layers = features.chain([TorchLayer::Flatten]).chain(classifier);
    Ok(layers.collect())
}

/// A classifier's weights in PyTorch's layout, in the order of the layers.
///
/// # Errors
/// When the weights cannot be had, or some are not finite.
pub fn to_torch(classifier: &NetworkClassifier) -> Result<Vec<TorchTensor>, TorchError> {
    let bytes = classifier.to_bytes()?;
    let tensors = read(&bytes)?;
    let mut places = places(classifier.config())?;
    let found = places.iter_mut().map(|place| {
        let ours = tensors.get(place.ours.as_str());
        let values = ours.ok_or_else(|| ContentError::Form(format!("no {}", place.ours)))?;
        Ok(TorchTensor {
            name: std::mem::take(&mut place.name),
            values: place.layout.to_torch(values),
            shape: place.layout.torch_shape(),
        })
    });
    found.collect()
}

/// The classifier of these layers that has weights in PyTorch's layout, of all layers and in any order.
///
/// # Errors
/// When a tensor is missing, of another shape or of no layer, or some numbers are not finite.
pub fn from_torch(
    tensors: Vec<TorchTensor>,
    config: &ClassifierConfig,
    device: &Device,
) -> Result<NetworkClassifier, TorchError> {
    let mut tensors: BTreeMap<String, TorchTensor> = tensors
        .into_iter()
        .map(|tensor| (tensor.name.clone(), tensor))
        .collect();
    let mut ours = Vec::new();
    for Place {
        ours: name,
        name: torch,
        layout,
    } in places(config)?
    {
        let wanted = layout.torch_shape();
        let Some(tensor) = tensors.remove(&torch) else {
            let layers = torch_layers(config)?;
            let layers: Vec<String> = layers.iter().map(TorchLayer::to_string).collect();
            return Err(TorchError::Missing {
                name: torch,
                wanted: sizes(&wanted),
                layers: layers.join(", "),
            });
        };
        if tensor.shape != wanted || tensor.values.len() != wanted.iter().product::<usize>() {
            return Err(TorchError::Shape {
                name: torch,
                found: sizes(&tensor.shape),
                wanted: sizes(&wanted),
            });
        }
        ours.push(TorchTensor {
            name,
            shape: layout.shape(),
            values: layout.of_torch(&tensor.values),
        });
    }
    if let Some(name) = tensors.into_keys().next() {
        return Err(TorchError::Unknown(name));
    }
    let config = serde_json::to_string(config).map_err(form)?;
    let bytes = write(&ours, HashMap::from([(CONFIG_KEY.to_owned(), config)]))?;
    Ok(NetworkClassifier::from_bytes(bytes, device)?)
}

/// A classifier's weights as a safetensors file in PyTorch's layout, with these entries in its header.
///
/// # Errors
/// As [`to_torch`].
pub fn to_safetensors(
    classifier: &NetworkClassifier,
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, TorchError> {
    Ok(with_sorted_header(&write(
        &to_torch(classifier)?,
        metadata,
    )?)?)
}

/// The tensors of a safetensors file.
///
/// # Errors
/// When it is none, or holds something else than 32-bit floating-point numbers.
pub fn from_safetensors(bytes: &[u8]) -> Result<Vec<TorchTensor>, TorchError> {
    let tensors = SafeTensors::deserialize(bytes).map_err(form)?;
    let read = tensors.iter().map(|(name, tensor)| match tensor.dtype() {
        Dtype::F32 => Ok(TorchTensor {
            name: name.to_owned(),
            shape: tensor.shape().to_vec(),
            values: floats(tensor.data()),
        }),
        other => Err(TorchError::Type {
            name: name.to_owned(),
            found: other.to_string(),
        }),
    });
    read.collect()
}

/// A tensor of a network: what it is called in a checkpoint of ours and in PyTorch, and how it lies.
struct Place {
    ours: String,
    name: String,
    layout: Layout,
}

/// Both tensors of each layer that has weights.
fn places(config: &ClassifierConfig) -> Result<Vec<Place>, ArchitectureError> {
    let plan = config
        .architecture
        .plan(config.shape, config.classes.len())?;
    let mut places = Vec::new();
    let mut add = |ours: String, torch: usize, weight: Layout, output: usize| {
        for (what, layout) in [("weight", weight), ("bias", Layout::Bias(output))] {
            places.push(Place {
                ours: format!("{ours}.{what}"),
                name: format!("{torch}.{what}"),
                layout,
            });
        }
    };
    for (at, op) in plan.features.iter().enumerate() {
        if let FeatureOp::Conv {
            input,
            output,
            kernel,
            ..
        } = *op
        {
            let layout = Layout::Conv([output, input, kernel, kernel]);
            add(format!("features.{at}"), at, layout, output);
        }
    }
    // The flattening stands between the two.
    let before = plan.features.len() + 1;
    let mut maps = Some(plan.maps);
    for (at, op) in plan.classifier.iter().enumerate() {
        if let VectorOp::Linear { input, output } = *op {
            // Only the first one reads pictures.
            let maps = maps.take().unwrap_or([input, 1, 1]);
            let layout = Layout::Linear { maps, output };
            add(format!("classifier.{at}"), before + at, layout, output);
        }
    }
    Ok(places)
}

/// How a tensor lies.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Layout {
    /// `[output, input, height, width]`.
    Conv([usize; 4]),
    /// `[output]`.
    Bias(usize),
    /// Reads maps of so many channels, rows and columns.
    Linear { maps: [usize; 3], output: usize },
}

impl Layout {
    fn torch_shape(self) -> Vec<usize> {
        match self {
            Self::Conv(shape) => shape.to_vec(),
            Self::Bias(output) => vec![output],
            Self::Linear { maps, output } => vec![output, maps.iter().product()],
        }
    }

    fn shape(self) -> Vec<usize> {
        match self {
            Self::Conv(_) | Self::Bias(_) => self.torch_shape(),
            Self::Linear { maps, output } => vec![maps.iter().product(), output],
        }
    }

    /// Our values as PyTorch has them.
    fn to_torch(self, ours: &[f32]) -> Vec<f32> {
        let mut torch = ours.to_vec();
        self.each(|here, there| {
            if let (Some(to), Some(from)) = (torch.get_mut(there), ours.get(here)) {
                *to = *from;
            }
        });
        torch
    }

    /// PyTorch's values as ours.
    fn of_torch(self, torch: &[f32]) -> Vec<f32> {
        let mut ours = torch.to_vec();
        self.each(|here, there| {
            if let (Some(to), Some(from)) = (ours.get_mut(here), torch.get(there)) {
                *to = *from;
            }
        });
        ours
    }

    /// Says of each value that lies elsewhere where it is here, and where in PyTorch.
    fn each(self, mut pair: impl FnMut(usize, usize)) {
        let Self::Linear {
            maps: [channels, height, width],
            output,
        } = self
        else {
            return;
        };
        let pixels = height * width;
        for channel in 0..channels {
            for pixel in 0..pixels {
                for unit in 0..output {
                    let here = (pixel * channels + channel) * output + unit;
                    let there = (unit * channels + channel) * pixels + pixel;
                    pair(here, there);
                }
            }
        }
    }
}

/// The values of each tensor of a file of ours.
fn read(bytes: &[u8]) -> Result<HashMap<String, Vec<f32>>, ContentError> {
    let tensors = SafeTensors::deserialize(bytes).map_err(form)?;
    let values = tensors
        .iter()
        .map(|(name, tensor)| (name.to_owned(), floats(tensor.data())));
    Ok(values.collect())
}

fn write(
    tensors: &[TorchTensor],
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, ContentError> {
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|tensor| {
            tensor
                .values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect()
        })
        .collect();
    let views = tensors.iter().zip(&bytes).map(|(tensor, bytes)| {
        let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes);
        Ok((tensor.name.as_str(), view.map_err(form)?))
    });
    let views = views.collect::<Result<Vec<_>, ContentError>>()?;
    safetensors::serialize(views, Some(metadata)).map_err(form)
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let values = bytes.as_chunks().0.iter();
    values.map(|value| f32::from_le_bytes(*value)).collect()
}

fn sizes(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("[{}]", sizes.join(", "))
}

fn form(error: impl fmt::Display) -> ContentError {
    ContentError::Form(error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dataset::Shape;
    use crate::model::{Architecture, Normalisation, Preset, device};

    /// A network of these layers for small pictures in colours.
    fn config(architecture: Architecture) -> ClassifierConfig {
        ClassifierConfig {
            architecture,
            shape: Shape {
                width: 11,
                height: 13,
                channels: 3,
            },
            classes: ["a", "b", "c"].map(str::to_owned).to_vec(),
            normalisation: Normalisation {
                mean: vec![0.5, 0.25, 0.125],
                std: vec![0.5, 0.25, 0.125],
            },
        }
    }

    fn small() -> ClassifierConfig {
        let layers = r#"{"layers":[{"conv":{"channels":4,"kernel":3}},"relu",{"max_pool":2},{"linear":5},"relu"]}"#;
        config(serde_json::from_str(layers).unwrap())
    }

    fn layouts() -> impl Strategy<Value = Layout> {
        prop_oneof![
            [1..4usize, 1..4usize, 1..4usize, 1..4usize].prop_map(Layout::Conv),
            (1..9usize).prop_map(Layout::Bias),
            ([1..5usize, 1..5usize, 1..5usize], 1..6usize)
                .prop_map(|(maps, output)| Layout::Linear { maps, output }),
        ]
    }

    proptest! {
        #[test]
        fn one_direction_undoes_the_other(layout in layouts()) {
            let n: usize = layout.shape().iter().product();
            let values: Vec<f32> = (0..n).map(|at| at as f32).collect();
            prop_assert_eq!(layout.torch_shape().iter().product::<usize>(), n);
            prop_assert_eq!(layout.of_torch(&layout.to_torch(&values)), values.clone());
            prop_assert_eq!(layout.to_torch(&layout.of_torch(&values)), values);
        }

        #[test]
        fn a_linear_layer_gives_the_same_for_channels_first(
            maps in [1..5usize, 1..5usize, 1..5usize],
            output in 1..6usize,
        ) {
            let [channels, height, width] = maps;
            let inputs = channels * height * width;
            let weights: Vec<f32> = (0..inputs * output).map(|at| (at % 7) as f32).collect();
            let torch = Layout::Linear { maps, output }.to_torch(&weights);
            let value = |y: usize, x: usize, c: usize| ((3 * y + 5 * x + 2 * c) % 4) as f32;
            for unit in 0..output {
                let (mut last, mut first) = (0.0, 0.0);
                for (y, x, c) in (0..height).flat_map(|y| {
                    (0..width).flat_map(move |x| (0..channels).map(move |c| (y, x, c)))
                }) {
                    last += value(y, x, c) * weights[((y * width + x) * channels + c) * output + unit];
                    first += value(y, x, c) * torch[unit * inputs + (c * height + y) * width + x];
                }
                prop_assert_eq!(last, first);
            }
        }
    }

    #[test]
    fn every_preset_goes_there_and_back_unchanged() {
        for preset in Preset::ALL {
            let mut config = config(Architecture::Preset(preset));
            (config.shape.width, config.shape.height) = (28, 30);
            let classifier = NetworkClassifier::new(config.clone(), 7, &device()).unwrap();
            let bytes = to_safetensors(&classifier, HashMap::new()).unwrap();
            let tensors = from_safetensors(&bytes).unwrap();
            let again = from_torch(tensors, &config, &device()).unwrap();
            assert_eq!(again.to_bytes().unwrap(), classifier.to_bytes().unwrap());
        }
    }

    #[test]
    fn names_count_all_layers_and_shapes_are_pytorchs() {
        let classifier = NetworkClassifier::new(small(), 7, &device()).unwrap();
        let tensors = to_torch(&classifier).unwrap();
        let found: Vec<(&str, &[usize])> = tensors
            .iter()
            .map(|tensor| (tensor.name.as_str(), tensor.shape.as_slice()))
            .collect();
        let wanted: [(&str, &[usize]); 6] = [
            ("0.weight", &[4, 3, 3, 3]),
            ("0.bias", &[4]),
            ("4.weight", &[5, 4 * 5 * 4]),
            ("4.bias", &[5]),
            ("6.weight", &[3, 5]),
            ("6.bias", &[3]),
        ];
        assert_eq!(found, wanted);
        let layers = torch_layers(&small()).unwrap();
        let layers: Vec<String> = layers.iter().map(ToString::to_string).collect();
        assert_eq!(
            layers.join(", "),
            "nn.Conv2d(3, 4, kernel_size=3, padding=0), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(80, 5), \
             nn.ReLU(), nn.Linear(5, 3)"
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let classifier = NetworkClassifier::new(small(), 7, &device()).unwrap();
        let tensors = || to_torch(&classifier).unwrap();
        let error = |tensors: Vec<TorchTensor>| {
            from_torch(tensors, &small(), &device())
                .unwrap_err()
                .to_string()
        };
        let missing = error(tensors().into_iter().skip(1).collect());
        assert!(
            missing.contains("no tensor 0.weight ([4, 3, 3, 3])"),
            "{missing}"
        );
        let mut turned = tensors();
        turned[2].shape.reverse();
        assert_eq!(
            error(turned),
            "its tensor 4.weight is [80, 5], and the layers want [5, 80]"
        );
        let mut more = tensors();
        more.push(TorchTensor {
            name: "8.weight".to_owned(),
            ..tensors().remove(0)
        });
        assert!(error(more).contains("8.weight belongs to no layer"));
        let mut broken = tensors();
        broken[0].values[0] = f32::NAN;
        assert!(error(broken).contains("not finite"));
        let double = TensorView::new(Dtype::F64, vec![1], &[0; 8]).unwrap();
        let double = safetensors::serialize([("0.weight", double)], None).unwrap();
        let double = from_safetensors(&double).unwrap_err().to_string();
        assert!(double.contains("0.weight holds F64"), "{double}");
        assert!(from_safetensors(b"no").is_err());
    }
}
