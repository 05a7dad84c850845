//! Draws pen strokes as ink: polylines with round ends, anti-aliased.

use image::{GrayImage, Luma};

/// A point in pixels: x to the right, y down, the picture's corner at 0,0.
pub type Point = (f32, f32);

/// Draws lines with a round pen of this width (pixels) on a black picture of `size` (width,
/// height). A line of one point is a dot. Points may lie outside; what is not a number draws
/// nothing.
///
/// A pixel is as bright as the pen covers it, taken from the distance of its centre to the line:
/// exact for straight edges along an axis, within a few percent elsewhere.
pub fn draw<'a>(
    lines: impl IntoIterator<Item = &'a [Point]>,
    pen: f32,
    size: (u32, u32),
) -> GrayImage {
    let mut picture = GrayImage::new(size.0, size.1);
    for line in lines {
        let dot = line.first().map(|&point| (point, point));
        let segments = line.iter().copied().zip(line.iter().copied().skip(1));
        for (from, to) in dot.into_iter().chain(segments) {
            draw_segment(&mut picture, from, to, pen / 2.0);
        }
    }
    picture
}

fn draw_segment(picture: &mut GrayImage, from: Point, to: Point, radius: f32) {
    if ![from.0, from.1, to.0, to.1, radius]
        .iter()
        .all(|number| number.is_finite())
    {
        return;
    }
    // Float to integer casts saturate, so points far outside do no harm.
    let span = |a: f32, b: f32, size: u32| {
        let low = (a.min(b) - radius - 1.0).floor() as u32;
        let high = (a.max(b) + radius + 1.0).ceil() as u32;
        low..high.min(size)
    };
    let reach = radius + 0.5;
    for y in span(from.1, to.1, picture.height()) {
        for x in span(from.0, to.0, picture.width()) {
            let centre = (x as f32 + 0.5, y as f32 + 0.5);
            let square = squared_distance(centre, from, to);
            // Most of the box around a slanted line is out of reach.
            if square >= reach * reach {
                continue;
            }
            // Not `hypot`: a square root is the same on every platform, and so are the drawn data's digests.
            let covered = (reach - square.sqrt()).clamp(0.0, 1.0);
            let Luma([ink]) = picture.get_pixel_mut(x, y);
            *ink = (*ink).max((covered * 255.0).round() as u8);
        }
    }
}

/// The square of the distance of a point from a segment, in pixels.
fn squared_distance(point: Point, from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (dx, dy) = (point.0 - from.0 - along * dx, point.1 - from.1 - along * dy);
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(picture: &GrayImage) -> f64 {
        picture
            .pixels()
            .map(|value| f64::from(value.0[0]) / 255.0)
            .sum()
    }

    #[test]
    fn a_stroke_is_as_thick_as_its_pen() {
        let line: &[Point] = &[(10.0, 20.0), (30.0, 20.0)];
        for pen in [1.0, 2.5, 4.0] {
            let picture = draw([line], pen, (40, 40));
            let across: f64 = (0..40)
                .map(|y| f64::from(picture.get_pixel(20, y).0[0]) / 255.0)
                .sum();
            assert!((across - f64::from(pen)).abs() < 0.01, "{across} {pen}");
        }
    }

    #[test]
    fn a_single_point_is_a_dot() {
        let dot: &[Point] = &[(20.0, 20.0)];
        let area = std::f64::consts::PI * 25.0;
        assert!((ink(&draw([dot], 10.0, (40, 40))) - area).abs() < 0.02 * area);
    }

    #[test]
    fn strokes_cross_without_adding_up() {
        let (across, down): (&[Point], &[Point]) =
            (&[(0.0, 10.0), (20.0, 10.0)], &[(10.0, 0.0), (10.0, 20.0)]);
        let both = draw([across, down], 3.0, (20, 20));
        let (one, other) = (draw([across], 3.0, (20, 20)), draw([down], 3.0, (20, 20)));
        let brighter = one
            .pixels()
            .zip(other.pixels())
            .map(|(a, b)| a.0[0].max(b.0[0]));
        assert!(both.pixels().map(|value| value.0[0]).eq(brighter));
    }

    #[test]
    fn strokes_outside_the_picture_and_points_that_are_no_numbers_leave_no_ink() {
        let far: &[Point] = &[
            (-500.0, -500.0),
            (-400.0, 900.0),
            (f32::NAN, 3.0),
            (f32::INFINITY, 3.0),
        ];
        assert_eq!(ink(&draw([far], 3.0, (20, 20))), 0.0);
        let none: &[Point] = &[];
        assert_eq!(ink(&draw([none], 3.0, (20, 20))), 0.0);
        assert_eq!(draw([far], 3.0, (0, 0)).dimensions(), (0, 0));
    }
}
