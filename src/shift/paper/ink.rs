//! Ink on paper: how much is where, and lengths in the unit of a 28x28 picture.

use crate::shift::Canvas;

/// Pixels to one pixel of a 28x28 picture.
pub(crate) fn unit(picture: &Canvas) -> f32 {
    picture.width().min(picture.height()) as f32 / 28.0
}

/// How much ink is where. A grey picture is taken for the negative of a page, as MNIST's are: its
/// ink is bright. A colour picture shows what the eye sees: its ink is dark. The same once more
/// leads back.
pub(crate) fn ink(picture: &Canvas) -> Canvas {
    match picture.channels() {
        1 => picture.clone(),
        _ => negative(picture),
    }
}

/// Every value taken from 1.
pub(crate) fn negative(picture: &Canvas) -> Canvas {
    picture.map(|x, y, channel| 1.0 - value(picture, x, y, channel))
}

/// A value inside the picture.
pub(crate) fn value(picture: &Canvas, x: usize, y: usize, channel: usize) -> f32 {
    picture.values()[(y * picture.width() + x) * picture.channels() + channel]
}

/// A smooth step from 0 (at -1 and before) to 1 (at 1 and after): a cubic with flat ends.
pub(crate) fn soft_step(at: f32) -> f32 {
    let t = f32::midpoint(at, 1.0).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
