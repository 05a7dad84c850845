//! Moving a picture's pixels: what several corruptions and augmentations are made of.

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

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with one bright pixel in the middle.
    fn dot(side: usize) -> Canvas {
        let mut canvas = Canvas::filled(side, side, 1, 0.0);
        canvas.values_mut()[side * side / 2] = 1.0;
        canvas
    }

    #[test]
    fn a_warp_by_whole_pixels_moves_and_by_halves_mixes() {
        let moved = warp(&dot(5), Beyond::Value(0.0), |x, y| (x - 1.0, y + 2.0));
        assert_eq!(moved.get(3, 0, 0, 0.0), 1.0);
        assert_eq!(moved.values().iter().sum::<f32>(), 1.0);
        let mixed = warp(&dot(5), Beyond::Value(0.0), |x, y| (x + 0.5, y));
        assert_eq!(
            [mixed.get(1, 2, 0, 0.0), mixed.get(2, 2, 0, 0.0)],
            [0.5, 0.5]
        );
    }

    #[test]
    fn beyond_the_edge_lies_what_was_asked_for() {
        let ground = Canvas::filled(2, 2, 1, 0.25);
        let far = |beyond| warp(&ground, beyond, |x, _| (x - 1e30, f32::NAN));
        assert_eq!(far(Beyond::Value(1.0)).width(), 2);
        let value = |beyond| warp(&ground, beyond, |x, y| (x - 10.0, y)).values()[0];
        assert_eq!(value(Beyond::Value(1.0)), 1.0);
        assert_eq!(value(Beyond::Nearest), 0.25);
    }
}
