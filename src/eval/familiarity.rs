//! How far a picture is from everything that a network has learned from: an answer to what looks like nothing
//! known is a guess, whatever its confidence.

use crate::dataset::{Shape, Split};
use crate::kernel::closest;

/// Training pictures that others are compared with at most: of MNIST's size, they take 31 MB. Twice as many find
/// more that is unlike them (in one try, 42 instead of 31 % of a page of print), and take twice as long.
const REFERENCE: usize = 10_000;
/// Validation pictures that the threshold is fitted on at most.
const FITTED_ON: usize = 500;
/// Of the validation pictures, the share that is nearer than the threshold.
pub const NEAR: f64 = 0.99;
/// Fewer say nothing about one in a hundred.
const FEWEST_VALIDATION: usize = 100;

/// Training pictures to compare with, and how far from them validation pictures are.
#[derive(Debug, Clone)]
pub struct Familiarity {
    shape: Shape,
    /// Training pictures, see [`direction`], one after the other.
    reference: Vec<f32>,
    /// The distance that [`NEAR`] of the validation pictures do not exceed.
    threshold: f64,
    /// Validation pictures that it was fitted on.
    fitted_on: usize,
}

impl Familiarity {
    /// Fits the threshold: of validation pictures, as the network has not learned from them, 99 of 100 are not
    /// farther from the nearest of up to 10,000 training pictures. None where there are fewer than 100 validation
    /// pictures, or no training pictures.
    pub fn fit(train: &Split, validation: &Split) -> Option<Self> {
        if validation.len() < FEWEST_VALIDATION || train.is_empty() {
            return None;
        }
        let shape = train.dataset().shape();
        let reference = evenly(train, REFERENCE).flat_map(|picture| direction(picture, shape));
        let mut familiarity = Self {
            shape,
            reference: reference.collect(),
            threshold: 0.0,
            fitted_on: 0,
        };
        let pictures: Vec<&[u8]> = evenly(validation, FITTED_ON).collect();
        let mut distances = familiarity.distances(&pictures);
        distances.sort_by(f64::total_cmp);
        let place = (distances.len() as f64 * NEAR).ceil() as usize;
        familiarity.threshold = distances
            .get(place.saturating_sub(1))
            .copied()
            .unwrap_or(0.0);
        familiarity.fitted_on = distances.len();
        Some(familiarity)
    }

    /// The distance that 99 of 100 validation pictures do not exceed.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Validation pictures that the threshold was fitted on.
    pub fn fitted_on(&self) -> usize {
        self.fitted_on
    }

    /// Training pictures that others are compared with.
    pub fn reference(&self) -> usize {
        self.reference.len() / self.shape.pixels().max(1)
    }

    /// Of each picture, the distance to the nearest training picture, from 0 (alike up to brightness) to the square
    /// root of 2 (no ink in common): the Euclidean distance of both, blurred by one pixel and brought to length 1.
    /// Each picture holds `height * width * channels` bytes, as the training pictures do.
    pub fn distances(&self, pictures: &[&[u8]]) -> Vec<f64> {
        let directions = pictures
            .iter()
            .map(|picture| direction(picture, self.shape));
        let directions: Vec<f32> = directions.flatten().collect(); // [n, pixels]
        let cosines = closest(&directions, &self.reference, self.shape.pixels());
        // A picture without ink has no direction, and nothing in common with any.
        let distance = |cosine| (2.0 - 2.0 * f64::from(cosine)).max(0.0).sqrt();
        cosines.into_iter().map(distance).collect()
    }
}

/// At most so many pictures, evenly spread over a split.
fn evenly(split: &Split, most: usize) -> impl Iterator<Item = &[u8]> {
    let (all, wanted) = (split.len(), split.len().min(most));
    (0..wanted).map(move |n| split.picture(n * all / wanted.max(1)))
}

/// A picture as a direction `[height * width * channels]` of length 1: blurred by the mean of 3 by 3 pixels, so that
/// strokes that lie a pixel apart still meet.
fn direction(picture: &[u8], shape: Shape) -> Vec<f32> {
    let bytes: Vec<f32> = picture.iter().map(|&byte| f32::from(byte)).collect();
    let rows = shape.width * shape.channels;
    // Along the rows, each by itself, then across them.
    let along = bytes.chunks(rows.max(1));
    let along: Vec<f32> = along
        .flat_map(|row| with_neighbours(row, shape.channels))
        .collect();
    let mut values = with_neighbours(&along, rows);
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        values.iter_mut().for_each(|value| *value /= length);
    }
    values
}

/// Each value and those so far before and behind it, added up; there is nothing beyond the ends.
fn with_neighbours(values: &[f32], apart: usize) -> Vec<f32> {
    let mut sums = values.to_vec();
    for (sum, value) in sums.iter_mut().zip(values.iter().skip(apart)) {
        *sum += value;
    }
    for (sum, value) in sums.iter_mut().skip(apart).zip(values) {
        *sum += value;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        width: 4,
        height: 4,
        channels: 1,
    };

    #[test]
    fn a_picture_is_a_direction_of_length_one_and_brightness_is_none() {
        let mut dim = [0_u8; 16];
        dim[5] = 40;
        let mut bright = dim;
        bright[5] = 200;
        let (dim, bright) = (direction(&dim, SHAPE), direction(&bright, SHAPE));
        for (dim, bright) in dim.iter().zip(&bright) {
            assert!((dim - bright).abs() < 1e-6);
        }
        // One pixel of ink is spread over nine, each a third long.
        assert_eq!(
            dim.iter()
                .filter(|value| (**value - 1.0 / 3.0).abs() < 1e-6)
                .count(),
            9
        );
        assert!(direction(&[0; 16], SHAPE).iter().all(|value| *value == 0.0));
    }
}
