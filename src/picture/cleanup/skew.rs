//! Makes a digit stand upright.

use image::{GrayImage, Luma, imageops};
use imageproc::contrast::{ThresholdType, threshold};
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp};

use super::groups::Group;

/// What leans more than this is no longer sheared further, in columns a row.
const MAX_SHEAR: f64 = 1.0;

/// How far ink leans to the right from the top down, in columns a row: the covariance of columns and
/// rows by the variance of rows.
fn lean(ink: &GrayImage) -> f64 {
    let inked = || {
        let pixels = ink.enumerate_pixels();
        pixels.filter_map(|(x, y, value)| {
            (value.0[0] > 0).then_some((f64::from(x), f64::from(y), f64::from(value.0[0])))
        })
    };
    let mass: f64 = inked().map(|(_, _, ink)| ink).sum();
    let (x, y) = inked().fold((0.0, 0.0), |(a, b), (x, y, ink)| (a + x * ink, b + y * ink));
    let centre = (x / mass, y / mass);
    let (both, rows) = inked().fold((0.0, 0.0), |(both, rows), (x, y, ink)| {
        let (dx, dy) = (x - centre.0, y - centre.1);
        (both + dx * dy * ink, rows + dy * dy * ink)
    });
    match rows > 0.0 {
        true => (both / rows).clamp(-MAX_SHEAR, MAX_SHEAR),
        false => 0.0,
    }
}

/// Shears a digit until it leans no more. Its bounds stay, its ink is as wide as it has to be.
pub(super) fn deskew(group: &mut Group) {
    let ink = &group.ink;
    let lean = lean(ink);
    let (width, height) = ink.dimensions();
    let room = (lean.abs() * f64::from(height) / 2.0).ceil() as u32 + 1;
    let mut wide = GrayImage::new(width + 2 * room, height);
    imageops::replace(&mut wide, ink, i64::from(room), 0);
    let middle = lean * f64::from(height) / 2.0;
    #[rustfmt::skip]
    let shear = [
        1.0, -lean as f32, middle as f32,
        0.0, 1.0, 0.0,
        0.0, 0.0, 1.0,
    ];
    if let Some(shear) = Projection::from_matrix(shear) {
        let border = Border::Constant(Luma([0]));
        let sheared = warp(&wide, shear, Interpolation::Bilinear, border);
        group.ink = threshold(&sheared, 127, ThresholdType::Binary);
    }
}
