//! Pen strokes drawn as ink: a polyline with round ends, anti-aliased.

use image::{GrayImage, Luma};

/// A point in pixels, x to the right and y down.
pub type Point = (f32, f32);

/// Draws polylines with a round pen of this width (pixels) on a black `width` x `height` picture.
/// A pixel's value is how far the pen covers it, taken from the distance of its centre.
pub fn draw(lines: &[Vec<Point>], pen: f32, width: u32, height: u32) -> GrayImage {
    let radius = pen / 2.0;
    let mut picture = GrayImage::new(width, height);
    for line in lines {
        let single = line.first().map(|&point| (point, point));
        let segments = line.iter().copied().zip(line.iter().skip(1).copied());
        for (from, to) in single.into_iter().chain(segments) {
            draw_segment(&mut picture, from, to, radius);
        }
    }
    picture
}

fn draw_segment(picture: &mut GrayImage, from: Point, to: Point, radius: f32) {
    let reach = radius + 1.0;
    let span = |a: f32, b: f32, size: u32| {
        let low = (a.min(b) - reach).floor().max(0.0) as u32;
        let high = (a.max(b) + reach).ceil().max(0.0) as u32;
        low..high.min(size)
    };
    for y in span(from.1, to.1, picture.height()) {
        for x in span(from.0, to.0, picture.width()) {
            let centre = (x as f32 + 0.5, y as f32 + 0.5);
            let covered = (radius + 0.5 - distance(centre, from, to)).clamp(0.0, 1.0);
            let value = (covered * 255.0).round() as u8;
            if let Some(Luma([old])) = picture.get_pixel_mut_checked(x, y) {
                *old = value.max(*old);
            }
        }
    }
}

/// The distance of a point from a segment, in pixels.
fn distance(point: Point, from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.0 - from.0 - along * dx).hypot(point.1 - from.1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(picture: &GrayImage) -> f64 {
        picture.pixels().map(|p| f64::from(p.0[0]) / 255.0).sum()
    }

    #[test]
    fn a_horizontal_stroke_is_as_thick_as_its_pen() {
        let picture = draw(&[vec![(10.0, 20.0), (30.0, 20.0)]], 4.0, 40, 40);
        let column: f64 = (0..40)
            .map(|y| f64::from(picture.get_pixel(20, y).0[0]) / 255.0)
            .sum();
        assert!((column - 4.0).abs() < 0.01, "{column}");
    }

    #[test]
    fn a_single_point_is_a_dot() {
        let picture = draw(&[vec![(20.0, 20.0)]], 10.0, 40, 40);
        let area = std::f64::consts::PI * 25.0;
        assert!((ink(&picture) - area).abs() < 0.05 * area);
    }

    #[test]
    fn strokes_outside_the_picture_leave_no_ink_and_do_no_harm() {
        let far = vec![(-500.0, -500.0), (-400.0, 900.0), (f32::NAN, 3.0)];
        assert!(ink(&draw(&[far], 3.0, 20, 20)) < 1.0);
        assert!(ink(&draw(&[vec![]], 3.0, 20, 20)) == 0.0);
    }
}
