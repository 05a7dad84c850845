//! What a network's layers make of a picture, and by which weights: its feature maps and its filters.

use burn::tensor::Device;

use super::error::MetricError;
use super::saliency::check_picture;
use crate::model::{Filters, LayerOutput, NetworkClassifier};

/// Filters or units of a first layer that are looked at, at most: as many as the widest first layer of
/// convolutions that ships has.
pub const FILTERS: usize = 16;

/// What is inside a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Inside {
    /// The weights of its first layer.
    pub filters: Filters,
    /// Picture by picture, what each layer gives, first to last; the last are the logits.
    pub pictures: Vec<Vec<LayerOutput>>,
}

/// Looks inside a classifier while it reads these pictures, each the bytes of one of its shape: layer by layer,
/// by burn's own operations.
///
/// # Errors
/// When a picture has another size, or the backend fails.
pub fn look_inside<'a>(
    classifier: &NetworkClassifier,
    pictures: impl IntoIterator<Item = &'a [u8]>,
    device: &Device,
) -> Result<Inside, MetricError> {
    let pictures = pictures.into_iter().map(|picture| {
        check_picture(classifier.config().shape, picture)?;
        Ok(classifier.layer_outputs(picture, device)?)
    });
    Ok(Inside {
        filters: classifier.filters(FILTERS)?,
        pictures: pictures.collect::<Result<_, MetricError>>()?,
    })
}
