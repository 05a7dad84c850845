//! Irregular surfaces: noise that is smooth at a stated scale.

use image::Luma;
use image::imageops::{self, FilterType};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::tilt::Plane;

/// Noise between 0 and 1 that changes over `cell` pixels: random values on a grid, interpolated.
pub(crate) fn smooth_noise(size: (u32, u32), cell: f32, random: &mut ChaCha8Rng) -> Plane {
    let cells = |pixels: u32| (pixels as f32 / cell).ceil().max(1.0) as u32 + 1;
    let mut grid = Plane::new(cells(size.0), cells(size.1));
    for Luma([value]) in grid.pixels_mut() {
        *value = random.random();
    }
    imageops::resize(&grid, size.0, size.1, FilterType::Triangle)
}

/// Noise of mean 0 and this standard deviation, a sum of equal parts at each of the scales (pixels).
pub(crate) fn texture(
    size: (u32, u32),
    sigma: f32,
    cells: &[f32],
    random: &mut ChaCha8Rng,
) -> Plane {
    let mut sum = Plane::new(size.0, size.1);
    for &cell in cells {
        let noise = smooth_noise(size, cell, random);
        sum.iter_mut()
            .zip(noise.iter())
            .for_each(|(sum, noise)| *sum += noise);
    }
    let count = sum.len().max(1) as f32;
    let mean = sum.iter().sum::<f32>() / count;
    let variance = sum.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    let scale = match variance {
        0.0 => 0.0,
        _ => sigma / variance.sqrt(),
    };
    sum.iter_mut()
        .for_each(|value| *value = (*value - mean) * scale);
    sum
}
