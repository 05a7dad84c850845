//! What each augmentation does to a picture, with what it draws.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::blur::gaussian_blur;
use super::canvas::Canvas;
use super::warp::{Beyond, warp};

/// A uniform draw from minus to plus `most`.
fn either_way(most: f32, random: &mut ChaCha8Rng) -> f32 {
    random.random_range(-1.0f32..=1.0) * most
}

pub(super) fn affine(
    canvas: &Canvas,
    [rotation, scale, shear, shift]: [f32; 4],
    random: &mut ChaCha8Rng,
) -> Canvas {
    let (sine, cosine) = either_way(rotation, random).to_radians().sin_cos();
    let scale = 1.0 + either_way(scale, random);
    let shear = either_way(shear, random);
    let (dx, dy) = (either_way(shift, random), either_way(shift, random));
    let (cx, cy) = canvas.centre();
    warp(canvas, Beyond::usual(canvas), |x, y| {
        // From the new picture back to the old one: the opposite of each, in the opposite order.
        let (x, y) = ((x - cx - dx) / scale, (y - cy - dy) / scale);
        let (x, y) = (cosine * x + sine * y, cosine * y - sine * x);
        (x - shear * y + cx, y + cy)
    })
}

pub(super) fn elastic(canvas: &Canvas, sigma: f32, alpha: f32, random: &mut ChaCha8Rng) -> Canvas {
    let (width, height) = (canvas.width(), canvas.height());
    let mut field = Canvas::filled(width, height, 2, 0.0);
    for value in field.values_mut() {
        *value = random.random_range(-1.0..1.0);
    }
    let field = gaussian_blur(&field, sigma);
    let mut moves = field.values().chunks_exact(2);
    warp(canvas, Beyond::usual(canvas), |x, y| match moves.next() {
        Some([dx, dy]) => (x + alpha * dx, y + alpha * dy),
        _ => (x, y),
    })
}

/// 0: the darkest, 1: the brightest of each pixel and its four neighbours; else nothing.
pub(super) fn stroke(canvas: &Canvas, draw: u8) -> Canvas {
    let choose: fn(f32, f32) -> f32 = match draw {
        0 => f32::min,
        1 => f32::max,
        _ => return canvas.clone(),
    };
    canvas.map(|x, y, channel| {
        let (x, y) = (x as isize, y as isize);
        let here = canvas.get(x, y, channel, 0.0);
        let neighbours = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)];
        neighbours.iter().fold(here, |best, &(x, y)| {
            choose(best, canvas.get(x, y, channel, here))
        })
    })
}

pub(super) fn marks(canvas: &Canvas, random: &mut ChaCha8Rng) -> Canvas {
    let (width, height) = (canvas.width() as f32, canvas.height() as f32);
    let ink = random.random_range(0.4..=1.0);
    let shape = random.random_range(0..3);
    // A border from one side, a blob anywhere, or a short stroke at an edge.
    let side: u8 = random.random_range(0..4);
    let depth = random.random_range(0.02..=0.1);
    let (cx, cy) = (
        random.random_range(0.0..=1.0) * width,
        random.random_range(0.0..=1.0) * height,
    );
    let radius = random.random_range(0.03..=0.1) * width.min(height);
    canvas.map(|x, y, channel| {
        let value = canvas.get(x as isize, y as isize, channel, 0.0);
        let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
        let from_side = match side {
            0 => x / width,
            1 => 1.0 - x / width,
            2 => y / height,
            _ => 1.0 - y / height,
        };
        let along = if side < 2 {
            (y - cy).abs()
        } else {
            (x - cx).abs()
        };
        let marked = match shape {
            0 => from_side < depth,
            1 => (x - cx).hypot(y - cy) < radius,
            _ => from_side < 2.5 * depth && along < 2.0 * radius,
        };
        if marked { value.max(ink) } else { value }
    })
}

pub(super) fn erase(canvas: &Canvas, most: f32, random: &mut ChaCha8Rng) -> Canvas {
    let share = random.random_range(0.1f32..=1.0) * most;
    let long: f32 = random.random_range(0.5..=2.0);
    let (width, height) = (canvas.width() as f32, canvas.height() as f32);
    let (w, h) = (
        (share * long).sqrt() * width,
        (share / long).sqrt() * height,
    );
    let left = random.random_range(0.0..=1.0) * (width - w).max(0.0);
    let top = random.random_range(0.0..=1.0) * (height - h).max(0.0);
    canvas.map(|x, y, channel| {
        let inside =
            |at: usize, from: f32, size: f32| (from..from + size).contains(&(at as f32 + 0.5));
        // Drawn for every pixel, so that the draws after it do not depend on the rectangle.
        let noise = random.random_range(0.0..=1.0);
        if inside(x, left, w) && inside(y, top, h) {
            noise
        } else {
            canvas.get(x as isize, y as isize, channel, 0.0)
        }
    })
}

pub(super) fn background(canvas: &Canvas, random: &mut ChaCha8Rng) -> Canvas {
    let invert = random.random_bool(0.5);
    let strength = random.random_range(0.1..=0.5);
    let (sine, cosine) = random.random_range(0.0..std::f32::consts::TAU).sin_cos();
    let (cx, cy) = canvas.centre();
    let reach = (cx + cy).max(1.0);
    canvas.map(|x, y, channel| {
        let value = canvas.get(x as isize, y as isize, channel, 0.0);
        if invert {
            return 1.0 - value;
        }
        let along = ((x as f32 - cx) * cosine + (y as f32 - cy) * sine) / reach;
        value.max(strength * (along + 1.0) / 2.0)
    })
}
