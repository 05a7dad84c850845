//! Moving a picture's pixels, and blurring it: what several corruptions and augmentations are made of.

use super::canvas::Canvas;

/// What lies beyond a picture's edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beyond {
    /// This value everywhere.
    Value(f32),
    /// The nearest pixel of the picture.
    Nearest,
}

impl Beyond {
    /// Black for grey pictures, whose ground is black; the nearest pixel for colour.
    pub(super) fn usual(canvas: &Canvas) -> Self {
        match canvas.channels() {
            1 => Self::Value(0.0),
            _ => Self::Nearest,
        }
    }
}

/// The picture of the same size whose pixel (x, y) is what lies at `from(x, y)`, between pixels
/// bilinearly. The centre of the first pixel is (0, 0).
pub(super) fn warp(
    canvas: &Canvas,
    beyond: Beyond,
    mut from: impl FnMut(f32, f32) -> (f32, f32),
) -> Canvas {
    let mut warped = canvas.clone();
    let (width, channels) = (canvas.width(), canvas.channels());
    let pixels = warped.values_mut().chunks_exact_mut(channels.max(1));
    for (place, pixel) in pixels.enumerate() {
        let (x, y) = from((place % width) as f32, (place / width) as f32);
        for (channel, value) in pixel.iter_mut().enumerate() {
            *value = sample(canvas, x, y, channel, beyond);
        }
    }
    warped
}

/// The value at a place between pixels.
fn sample(canvas: &Canvas, x: f32, y: f32, channel: usize, beyond: Beyond) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, lower_share) = (x - left, y - top);
    // Casts saturate, and nothing is added to a saturated number: far outside stays outside.
    let (left, top) = (left as i32 as isize, top as i32 as isize);
    let at = |x: isize, y: isize| match beyond {
        Beyond::Value(value) => canvas.get(x, y, channel, value),
        Beyond::Nearest => {
            let last = |size: usize| size.saturating_sub(1) as isize;
            let x = x.clamp(0, last(canvas.width()));
            canvas.get(x, y.clamp(0, last(canvas.height())), channel, 0.0)
        }
    };
    let upper = at(left, top) * (1.0 - right_share) + at(left + 1, top) * right_share;
    let lower = at(left, top + 1) * (1.0 - right_share) + at(left + 1, top + 1) * right_share;
    upper * (1.0 - lower_share) + lower * lower_share
}

/// A Gaussian blur of this standard deviation in pixels, cut off at four of them; beyond the edges
/// the picture goes on with its nearest pixel.
pub(super) fn gaussian_blur(canvas: &Canvas, sigma: f32) -> Canvas {
    let weights = gaussian(sigma);
    let reach = (weights.len() / 2) as isize;
    let along = |canvas: &Canvas, (dx, dy): (isize, isize)| {
        let last = (
            canvas.width().saturating_sub(1) as isize,
            canvas.height().saturating_sub(1) as isize,
        );
        canvas.map(|x, y, channel| {
            let places = (-reach..=reach).zip(&weights);
            let values = places.map(|(step, weight)| {
                let x = (x as isize + step * dx).clamp(0, last.0);
                let y = (y as isize + step * dy).clamp(0, last.1);
                canvas.get(x, y, channel, 0.0) * weight
            });
            values.sum()
        })
    };
    along(&along(canvas, (1, 0)), (0, 1))
}

/// The weights of a Gaussian from -4 to 4 standard deviations; they add up to 1.
fn gaussian(sigma: f32) -> Vec<f32> {
    let sigma = sigma.clamp(1e-3, 100.0);
    let reach = (4.0 * sigma).ceil() as i32;
    let weight = |step: i32| (-0.5 * (step as f32 / sigma).powi(2)).exp();
    let all: Vec<f32> = (-reach..=reach).map(weight).collect();
    let sum: f32 = all.iter().sum();
    all.into_iter().map(|weight| weight / sum).collect()
}
