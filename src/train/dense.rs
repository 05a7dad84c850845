//! Training of networks that are linear layers and ReLUs throughout, by Adam: a step is one call of [`crate::kernel`],
//! without a graph of gradients. What is kept of Adam on disk is what burn's Adam keeps.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use burn::store::burn_pack::{Error, Reader, Scalar, Tensor, Writer};
use burn::tensor::{Bytes, DType, Shape};

use super::adam::adam_step;
use crate::kernel::{DenseLearner, LayerMoments, LinearLayer};
use crate::model::NetworkClassifier;

/// A classifier whose network is dense, while it learns.
#[derive(Debug, Clone)]
pub(super) struct DenseTraining {
    network: DenseLearner,
    /// Steps that were made.
    time: usize,
    /// The classifier as it came, for everything but its weights.
    before: NetworkClassifier,
    /// As it is now, if anybody asked since the last step.
    now: OnceLock<NetworkClassifier>,
}

impl DenseTraining {
    /// Goes on where Adam was left, if it was; none if the network is not dense.
    ///
    /// # Errors
    /// When what is left of Adam is not of this network.
    pub(super) fn new(
        classifier: &NetworkClassifier,
        left: Option<Bytes>,
    ) -> Option<Result<Self, Error>> {
        let layers = classifier.network().dense()?;
        let ids = classifier.network().dense_ids();
        let left = match left.map(|bytes| Moments::read(bytes, &layers, &ids)) {
            None => None,
            Some(Ok(left)) => left,
            Some(Err(error)) => return Some(Err(error)),
        };
        let moments = left.as_ref().map(|left| left.layers.as_slice());
        Some(Ok(Self {
            network: DenseLearner::new(&layers, moments),
            time: left.map_or(0, |left| left.time),
            before: classifier.clone(),
            now: OnceLock::from(classifier.clone()),
        }))
    }

    /// What has been learned.
    pub(super) fn classifier(&self) -> &NetworkClassifier {
        self.now.get_or_init(|| {
            let layers = self.network.layers();
            let before = self.before.clone();
            before.map_network(|network| network.with_dense(layers))
        })
    }

    /// As the classifier was, which is how it reads pictures too.
    pub(super) fn before(&self) -> &NetworkClassifier {
        &self.before
    }

    /// Forward, backward, update, for normalised pictures: the loss and the logits `[batch, classes]` from before. A loss
    /// that is not finite changes nothing.
    pub(super) fn step(&mut self, values: &[f32], labels: &[u8], rate: f64) -> (f32, Vec<f32>) {
        let step = adam_step(self.time + 1, rate);
        let (loss, logits) = self.network.step(values, labels, step);
        if loss.is_finite() {
            self.time += 1;
            self.now.take();
        }
        (loss, logits)
    }

    /// What Adam remembers, as a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn optimizer(&self) -> Result<Bytes, Error> {
        let moments = Moments {
            time: self.time,
            layers: self.network.moments(),
        };
        moments.write(&self.before.network().dense_ids())
    }
}

/// What Adam remembers of a network. Names are those of burn's `ModuleOptimizer` with its Adam.
#[derive(Debug, PartialEq)]
struct Moments {
    time: usize,
    layers: Vec<LayerMoments>,
}

const NAMES: [&str; 2] = ["momentum.moment_1", "momentum.moment_2"];

impl Moments {
    /// None where nothing was learned yet.
    fn read(bytes: Bytes, layers: &[LinearLayer], ids: &[[u64; 2]]) -> Result<Option<Self>, Error> {
        let reader = Reader::from_bytes(bytes)?;
        let scalars = reader.scalars().clone();
        let tensors = reader.into_tensors()?.into_iter();
        let mut tensors: BTreeMap<String, Tensor> = tensors
            .map(|tensor| (tensor.name.clone(), tensor))
            .collect();
        if tensors.is_empty() {
            return Ok(None);
        }
        let mut time = 0;
        let mut moments = Vec::new();
        for (layer, &[weights, bias]) in layers.iter().zip(ids) {
            let mut of = |id: u64, values: usize| {
                let [first, second] = NAMES.map(|name| taken(&mut tensors, id, name, values));
                Ok::<_, Error>([first?, second?])
            };
            moments.push(LayerMoments {
                weights: of(weights, layer.weights.len())?,
                bias: of(bias, layer.bias.len())?,
            });
            let name = format!("{weights}.momentum.time");
            let steps = scalars.get(&name).copied().map(usize::try_from);
            time = steps.and_then(Result::ok).ok_or_else(|| missing(&name))?;
        }
        let layers = moments;
        Ok(Some(Self { time, layers }))
    }

    fn write(&self, ids: &[[u64; 2]]) -> Result<Bytes, Error> {
        let mut tensors = Vec::new();
        let mut scalars = Vec::new();
        for (layer, &[weights, bias]) in self.layers.iter().zip(ids) {
            let outputs = layer.bias[0].len();
            let inputs = layer.weights[0].len() / outputs.max(1);
            let shapes = [vec![inputs, outputs], vec![outputs]];
            for ((id, moments), shape) in [(weights, &layer.weights), (bias, &layer.bias)]
                .into_iter()
                .zip(shapes)
            {
                for (name, values) in NAMES.iter().zip(moments) {
                    let bytes = values
                        .iter()
                        .flat_map(|value| value.to_le_bytes())
                        .collect();
                    tensors.push(Tensor::new(
                        format!("{id}.{name}"),
                        DType::F32,
                        Shape::from(shape.clone()),
                        Some(id),
                        Bytes::from_bytes_vec(bytes),
                    ));
                }
                scalars.push((format!("{id}.momentum.time"), Scalar::from(self.time)));
                scalars.push((format!("{id}.__rank"), Scalar::from(shape.len())));
            }
        }
        let writer = scalars
            .iter()
            .fold(Writer::new(tensors), |writer, (name, value)| {
                writer.with_scalar(name, *value)
            });
        writer.into_bytes()
    }
}

/// So many values out of the file.
fn taken(
    tensors: &mut BTreeMap<String, Tensor>,
    id: u64,
    name: &str,
    values: usize,
) -> Result<Vec<f32>, Error> {
    let name = format!("{id}.{name}");
    let tensor = tensors.remove(&name).ok_or_else(|| missing(&name))?;
    let is_f32 = tensor.dtype == DType::F32;
    let bytes = tensor.into_bytes()?;
    let (chunks, rest) = bytes.as_chunks();
    match is_f32 && rest.is_empty() && chunks.len() == values {
        true => Ok(chunks
            .iter()
            .map(|&value| f32::from_le_bytes(value))
            .collect()),
        false => Err(missing(&name)),
    }
}

fn missing(name: &str) -> Error {
    Error::TensorNotFound(name.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use burn::optim::{GradientsParams, ModuleOptimizer};
    use burn::tensor::{Tensor, TensorData};

    use super::super::adam::FusedAdam;
    use super::*;
    use crate::dataset::Shape as PictureShape;
    use crate::model::architecture::Custom;
    use crate::model::network_classifier::ClassifierConfig;
    use crate::model::{Architecture, Layer, Normalisation, Operations, device};

    fn classifier() -> NetworkClassifier {
        let config = ClassifierConfig {
            architecture: Architecture::Custom(Custom {
                layers: vec![Layer::Linear(20), Layer::Relu],
            }),
            shape: PictureShape {
                width: 6,
                height: 5,
                channels: 1,
            },
            classes: ["a", "b", "c"].map(str::to_owned).to_vec(),
            normalisation: Normalisation {
                mean: vec![0.5],
                std: vec![0.25],
            },
        };
        NetworkClassifier::new(config, 7, &device().autodiff()).unwrap()
    }

    /// What burn's optimizer puts away after a step by the graph, and what the kernels do after the same step.
    fn put_away() -> [Bytes; 2] {
        let classifier = classifier();
        let values: Vec<f32> = (0..4 * 30)
            .map(|at| (at * 37 % 11) as f32 / 5.0 - 1.0)
            .collect();
        let labels = [0, 1, 2, 1];
        let mut dense = DenseTraining::new(&classifier, None).unwrap().unwrap();
        dense.step(&values, &labels, 1e-3);
        let network = classifier.network().clone();
        let inputs = Tensor::from_data(TensorData::new(values, [4, 5, 6, 1]), &device().autodiff());
        let logits = network.forward(inputs, Operations::Burn);
        let loss = super::super::cross_entropy::cross_entropy(logits, &labels, Operations::Fused);
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        let mut optimizer: ModuleOptimizer = FusedAdam.into();
        optimizer.step(1e-3, network, gradients);
        [optimizer.into_bytes().unwrap(), dense.optimizer().unwrap()]
    }

    fn read(bytes: Bytes) -> Moments {
        let network = classifier().network().clone();
        let layers = network.dense().unwrap();
        Moments::read(bytes, &layers, &network.dense_ids())
            .unwrap()
            .unwrap()
    }

    #[test]
    fn what_burns_adam_put_away_is_taken_up_and_what_is_put_away_burns_adam_takes_up() {
        let [burn, dense] = put_away();
        let [by_burn, by_kernels] = [burn, dense.clone()].map(read);
        assert_eq!(by_burn.time, by_kernels.time);
        for (one, other) in by_burn.layers.iter().zip(&by_kernels.layers) {
            let pairs = one
                .weights
                .iter()
                .chain(&one.bias)
                .zip(other.weights.iter().chain(&other.bias));
            for (one, other) in pairs {
                assert!(one.iter().any(|moment| *moment != 0.0));
                let mut pairs = one.iter().zip(other);
                assert!(pairs.all(|(a, b)| (a - b).abs() < 1e-6));
            }
        }
        let optimizer = ModuleOptimizer::from(FusedAdam).from_bytes(dense).unwrap();
        assert_eq!(read(optimizer.into_bytes().unwrap()), by_kernels);
    }

    #[test]
    fn what_is_left_of_another_network_is_refused() {
        let [burn, _] = put_away();
        let network = classifier().network().clone();
        let mut layers = network.dense().unwrap();
        layers[0].weights.push(0.0);
        assert!(Moments::read(burn, &layers, &network.dense_ids()).is_err());
    }
}
