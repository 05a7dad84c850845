//! What is inside a classifier: the weights of its first layer, and what each layer gives for a picture.

use std::iter;

use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::backend::{BackendError, values};
use super::network::{FirstWeights, Passed, PassedLayer};
use super::network_classifier::NetworkClassifier;

/// The weights of a network's first layer, as planes over what it reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Filters {
    /// Filters, or units, that the layer has; there may be planes of the first few only. 0 where its weights
    /// are not those of single pixels.
    pub units: usize,
    /// Weights in a row of a plane.
    pub width: usize,
    /// Rows of a plane.
    pub height: usize,
    /// Plane after plane, row by row; any sign.
    pub values: Vec<f32>,
}

impl Filters {
    /// Each plane that there is.
    pub fn planes(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact((self.width * self.height).max(1))
    }
}

/// What a layer gives for one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerOutput {
    /// What the layer is.
    pub layer: PassedLayer,
    /// Feature maps, or units.
    pub maps: usize,
    /// Values in a row of a map; 1 of a unit.
    pub width: usize,
    /// Rows of a map; 1 of a unit.
    pub height: usize,
    /// Map after map, row by row.
    pub values: Vec<f32>,
}

impl LayerOutput {
    /// Each map.
    pub fn planes(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact((self.width * self.height).max(1))
    }

    /// Whether these are maps of places, and not single units.
    pub fn is_maps(&self) -> bool {
        self.width * self.height > 1
    }
}

impl NetworkClassifier {
    /// The weights of its first layer, of the first `most` filters or units; the weights of several channels are
    /// added up.
    ///
    /// # Errors
    /// When the backend cannot hand them back.
    pub fn filters(&self, most: usize) -> Result<Filters, BackendError> {
        let shape = self.config().shape;
        // Gathered here: a handful of numbers, for which operations on tensors take longer than they do for many.
        Ok(match self.network().first_weights(shape) {
            None => Filters::default(),
            Some(FirstWeights::Conv(weights)) => {
                let [units, channels, height, width] = weights.dims();
                let weights = values(weights)?;
                let (plane, shown) = (height * width, units.min(most));
                let mut sums = vec![0.0; shown * plane];
                for (place, weight) in weights.iter().enumerate().take(shown * channels * plane) {
                    let unit = place / (channels * plane).max(1);
                    let sum = unit * plane + place % plane.max(1);
                    sums.get_mut(sum).into_iter().for_each(|sum| *sum += weight);
                }
                Filters {
                    units,
                    width,
                    height,
                    values: sums,
                }
            }
            Some(FirstWeights::Linear(weights)) => {
                let [_, units] = weights.dims();
                let weights = values(weights)?;
                let (plane, shown) = (shape.height * shape.width, units.min(most));
                let mut sums = vec![0.0; shown * plane];
                for (input, row) in weights.chunks_exact(units.max(1)).enumerate() {
                    let pixel = input / shape.channels.max(1);
                    for (unit, weight) in row.iter().take(shown).enumerate() {
                        let sum = sums.get_mut(unit * plane + pixel);
                        sum.into_iter().for_each(|sum| *sum += weight);
                    }
                }
                Filters {
                    units,
                    width: shape.width,
                    height: shape.height,
                    values: sums,
                }
            }
        })
    }

    /// What each layer gives for a picture (bytes of the classifier's shape), first to last: the last are the
    /// logits. Dropout, which changes nothing here, is left out.
    ///
    /// # Errors
    /// When the backend cannot hand a result back, or it is not finite.
    pub fn layer_outputs(
        &self,
        picture: &[u8],
        device: &Device,
    ) -> Result<Vec<LayerOutput>, BackendError> {
        let inputs = self.inputs(iter::once(picture), device);
        let mut outputs = Vec::new();
        self.network().forward_seen(inputs, |layer, passed| {
            outputs.extend((layer != PassedLayer::Dropout).then(|| output(layer, passed)));
        });
        outputs.into_iter().collect()
    }
}

/// Of a batch of one.
fn output(layer: PassedLayer, passed: Passed<'_>) -> Result<LayerOutput, BackendError> {
    // [1, channels, height, width]: map after map.
    let planes: Tensor<4> = match passed {
        Passed::Maps(maps) => maps.clone().permute([0, 3, 1, 2]),
        Passed::Vectors(vectors) => {
            let [batch, units] = vectors.dims();
            vectors.clone().reshape([batch, units, 1, 1])
        }
    };
    let [_, maps, height, width] = planes.dims();
    let values = values(planes)?;
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(LayerOutput {
            layer,
            maps,
            width,
            height,
            values,
        }),
        false => Err(BackendError::NotFinite),
    }
}
