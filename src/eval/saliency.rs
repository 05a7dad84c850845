//! Which pixels an answer depends on: by the gradient, and by covering them up.

use std::iter;

use burn::tensor::{Device, Tensor, activation};

use super::derivative::input_gradient;
use super::error::MetricError;
use crate::dataset::Shape;
use crate::model::backend::values;
use crate::model::classifier::{EVALUATION_BATCH, argmax};
use crate::model::{Classifier, NetworkClassifier};

/// What a gradient is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The logit of the class that the network answers.
    Answer,
    /// The logit of this class.
    Class(u8),
    /// The cross-entropy in nats, if this were the true class.
    Loss(u8),
}

/// How a number that the network gives changes with each value of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Saliency {
    /// The picture's shape.
    pub shape: Shape,
    /// `[height, width, channels]`: change of the target per unit of the pixel's intensity, which
    /// goes from 0 (byte 0) to 1 (byte 255). Positive: brighter means more.
    pub values: Vec<f32>,
}

impl Saliency {
    /// `[height, width]`: the largest magnitude over a pixel's channels (Simonyan et al. 2014,
    /// section 3.1).
    pub fn magnitude(&self) -> Vec<f32> {
        let pixels = self.values.chunks_exact(self.shape.channels.max(1));
        pixels
            .map(|values| {
                values
                    .iter()
                    .fold(0.0, |most: f32, value| most.max(value.abs()))
            })
            .collect()
    }
}

/// The gradient of a target with respect to a picture, through normalisation and network (Simonyan
/// et al. 2014), by the operations that the classifier runs on. `picture` holds the bytes of one
/// picture of its shape.
///
/// # Errors
/// When the picture has another size, there is no such class, or the backend fails.
pub fn gradient(
    classifier: &NetworkClassifier,
    picture: &[u8],
    target: Target,
    device: &Device,
) -> Result<Saliency, MetricError> {
    let config = classifier.config();
    check_picture(config.shape, picture)?;
    let classes = config.classes.len();
    let make = |device: &Device| classifier.inputs(iter::once(picture), device);
    let wanted = |logits: Tensor<2>| {
        let class = match target {
            Target::Class(class) | Target::Loss(class) => class,
            Target::Answer => argmax(&values(logits.clone().inner())?).0,
        };
        let place = usize::from(class);
        if place >= classes {
            return Err(MetricError::Class {
                what: "a gradient",
                place: 0,
                class,
                last: classes.saturating_sub(1),
            });
        }
        Ok(match target {
            Target::Loss(_) => -activation::log_softmax(logits, 1).narrow(1, place, 1),
            Target::Answer | Target::Class(_) => logits.narrow(1, place, 1),
        })
    };
    let mut found = input_gradient(classifier, device, make, wanted)?;
    // The chain rule back through normalisation: input = (intensity - mean) / deviation.
    let deviations = config.normalisation.std.iter().cycle();
    for (value, deviation) in found.iter_mut().zip(deviations) {
        *value /= deviation;
    }
    Ok(Saliency {
        shape: config.shape,
        values: found,
    })
}

/// How much a network's confidence in its answer rises or falls when parts of the picture are covered.
#[derive(Debug, Clone, PartialEq)]
pub struct Occlusion {
    /// The picture's shape.
    pub shape: Shape,
    /// The answer for the whole picture.
    pub answer: u8,
    /// Its probability, 0..1.
    pub confidence: f32,
    /// `[height, width]`: by how much the probability of that answer falls, -1..1, when the patch
    /// around this pixel is covered. Negative: the pixels there spoke against the answer.
    pub drops: Vec<f32>,
}

/// Covers, one after the other, the `patch` x `patch` pixels around each pixel with `background` (a
/// byte, the same in all channels; patches are cut off at the border, and an even patch reaches one
/// pixel further down and right) and measures the drop in the probability of the answer for the
/// whole picture (Zeiler and Fergus 2014, section 4.2).
///
/// # Errors
/// When the picture has another size than the classifier reads, the patch is empty, or the backend
/// fails.
pub fn occlusion(
    classifier: &Classifier,
    picture: &[u8],
    patch: usize,
    background: u8,
    device: &Device,
) -> Result<Occlusion, MetricError> {
    let shape = classifier.shape();
    check_picture(shape, picture)?;
    if patch == 0 {
        return Err(MetricError::Range {
            name: "the side of the patch",
            value: 0.0,
            wanted: "at least 1 pixel",
        });
    }
    let probabilities = |pictures: &[&[u8]]| {
        let pictures = pictures.iter().copied();
        classifier.probabilities(pictures, device)
    };
    let whole = probabilities(&[picture])?;
    let (answer, confidence) = whole.first().map_or((0, 0.0), |row| argmax(row));
    let mut drops = vec![0.0; shape.width * shape.height];
    let changed: Vec<(usize, Vec<u8>)> = (0..drops.len())
        .map(|place| (place, covered(shape, picture, place, patch, background)))
        // Where the patch looks like what it covers, nothing changes: no need to ask.
        .filter(|(_, covered)| covered != picture)
        .collect();
    for batch in changed.chunks(EVALUATION_BATCH) {
        let pictures: Vec<&[u8]> = batch.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        for ((place, _), row) in batch.iter().zip(probabilities(&pictures)?) {
            let left = row.get(usize::from(answer)).copied().unwrap_or(0.0);
            drops[*place] = confidence - left;
        }
    }
    Ok(Occlusion {
        shape,
        answer,
        confidence,
        drops,
    })
}

/// What an answer depends on, by both ways, scaled to -1..1 by the largest magnitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// `[height, width]`: how much a brighter pixel would speak for the answer, 0..1: the magnitude of
    /// the gradient of its logit.
    pub gradient: Vec<f32>,
    /// `[height, width]`: how much less probable the answer is with the pixels around covered;
    /// negative where they spoke against it.
    pub occlusion: Vec<f32>,
}

/// The side of the patch that covers a picture's pixels: wider than a stroke, narrower than a digit.
const PATCH: usize = 5;

/// Explains the answer to a picture by its gradient and by occlusion with black patches.
///
/// # Errors
/// As [`gradient`] and [`occlusion`].
pub fn explain(
    classifier: &Classifier,
    picture: &[u8],
    device: &Device,
) -> Result<Explanation, MetricError> {
    let scaled = |values: Vec<f32>| {
        let most = values.iter().fold(0.0, |most: f32, v| most.max(v.abs()));
        let scale = if most > 0.0 { most } else { 1.0 };
        values.into_iter().map(|value| value / scale).collect()
    };
    let network = classifier.network("saliency")?;
    let slope = gradient(network, picture, Target::Answer, device)?;
    let covered = occlusion(classifier, picture, PATCH, 0, device)?;
    Ok(Explanation {
        gradient: scaled(slope.magnitude()),
        occlusion: scaled(covered.drops),
    })
}

/// The picture with a patch around the pixel at `place` (counted by rows) set to the background.
fn covered(shape: Shape, picture: &[u8], place: usize, patch: usize, background: u8) -> Vec<u8> {
    let around = |centre: usize, end: usize| {
        let start = centre.saturating_sub((patch - 1) / 2);
        start..(centre + patch / 2 + 1).min(end)
    };
    let mut bytes = picture.to_vec();
    let columns = around(place % shape.width, shape.width);
    for row in around(place / shape.width, shape.height) {
        let first = (row * shape.width + columns.start) * shape.channels;
        let last = (row * shape.width + columns.end) * shape.channels;
        bytes[first..last].fill(background);
    }
    bytes
}

/// A picture has as many bytes as its shape says.
pub(super) fn check_picture(shape: Shape, picture: &[u8]) -> Result<(), MetricError> {
    if picture.len() == shape.pixels() {
        return Ok(());
    }
    Err(MetricError::Lengths {
        what: "saliency",
        first: format!("{} bytes of picture", picture.len()),
        second: format!("a network that reads {shape}"),
    })
}
