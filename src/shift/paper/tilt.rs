//! A page that is not seen from straight above.

use std::f32::consts::TAU;

use image::{ImageBuffer, Luma};
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::ink::{ink, unit, value};
use crate::shift::{Canvas, Severity};

/// The page is tilted about an axis through its middle.
pub(crate) fn perspective(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let degrees: f32 = severity.of([7.0, 14.0, 21.0, 28.0, 35.0]);
    let axis = random.random::<f32>() * TAU;
    let distance = 2.0 * 28.0 * unit(picture);
    // The middle of the first pixel is at 0,0.
    let middle = (
        (picture.width() as f32 - 1.0) / 2.0,
        (picture.height() as f32 - 1.0) / 2.0,
    );
    let Some(seen) = tilted(degrees.to_radians(), axis, distance) else {
        return picture.clone();
    };
    let seen = Projection::translate(middle.0, middle.1)
        * seen
        * Projection::translate(-middle.0, -middle.1);
    let page = ink(picture);
    let channels: Vec<Plane> = (0..page.channels())
        .map(|channel| {
            let plane = Plane::from_fn(page.width() as u32, page.height() as u32, |x, y| {
                Luma([value(&page, x as usize, y as usize, channel)])
            });
            let nothing = Border::Constant(Luma([0.0]));
            warp(&plane, seen, Interpolation::Bilinear, nothing)
        })
        .collect();
    ink(&page.map(|x, y, channel| channels[channel].get_pixel(x as u32, y as u32).0[0]))
}

/// A grey picture of numbers, 0 to 1.
pub(crate) type Plane = ImageBuffer<Luma<f32>, Vec<f32>>;

/// Where a pinhole camera sees the points of a page that is tilted about an axis in its own plane.
/// Both pictures have 0,0 in the middle, where lengths stay as they are. `angle` and `axis` (from
/// the x axis) are in radians, `distance` (from the camera to the middle) in the points' unit; none
/// where the page is seen from its edge.
pub(crate) fn tilted(angle: f32, axis: f32, distance: f32) -> Option<Projection> {
    let (sin, cos) = angle.sin_cos();
    // The direction across the axis: along it the page is foreshortened, and runs away from the eye.
    let (x, y) = (-axis.sin(), axis.cos());
    let short = 1.0 - cos;
    Projection::from_matrix([
        1.0 - short * x * x,
        -short * x * y,
        0.0,
        -short * x * y,
        1.0 - short * y * y,
        0.0,
        x * sin / distance,
        y * sin / distance,
        1.0,
    ])
}
