//! Decides which pixels are ink: two thresholds of the literature. Dark ink on bright paper comes in,
//! ink of 255 on 0 goes out.

use image::{GrayImage, Luma};
use imageproc::contrast::otsu_level;
use imageproc::integral_image::{integral_image, integral_squared_image, sum_image_pixels};

use super::pieces::Pieces;

/// Sauvola's k: the lower, the fainter the ink that is found. 0.2 to 0.5 is usual.
const K: f64 = 0.2;
/// The same for printed rules, which are fainter than writing: they are long, and noise is not.
const K_OF_RULES: f64 = 0.1;
/// The same for writing that is too pale to be read: ink that takes at least a thirtieth of the light, seen blurred.
const K_OF_PALE: f64 = 0.035;
/// Sauvola's R: the largest standard deviation of bytes.
const R: f64 = 128.0;
/// Ink and paper that differ by less than this are one and the same, in grey levels: the noise of an
/// empty page.
const MIN_CONTRAST: f64 = 24.0;

/// What is darker than half of the range.
pub(super) fn half(grey: &GrayImage) -> GrayImage {
    darker(grey, |_, _| 127.5)
}

/// Sauvola's local threshold, T = m (1 + k (s / R - 1)) of the mean m and the standard deviation s in a
/// window of a third of the short side (Sauvola and Pietikäinen 2000, "Adaptive document image
/// binarization", equation 5). The window is wider than any stroke, which would be hollow otherwise.
pub(super) fn sauvola(grey: &GrayImage) -> GrayImage {
    local(grey, K)
}

/// The same at which faint rules are ink too, and much of the paper's grain.
pub(super) fn faint(grey: &GrayImage) -> GrayImage {
    local(grey, K_OF_RULES)
}

/// The same at which writing is seen that cannot be read.
pub(super) fn pale(grey: &GrayImage) -> GrayImage {
    local(grey, K_OF_PALE)
}

fn local(grey: &GrayImage, k: f64) -> GrayImage {
    let (width, height) = grey.dimensions();
    let radius = (width.min(height) / 6).max(7);
    let sums = integral_image::<_, u64>(grey);
    let squares = integral_squared_image::<_, u64>(grey);
    darker(grey, |x, y| {
        let (left, right) = (x.saturating_sub(radius), (x + radius).min(width - 1));
        let (top, bottom) = (y.saturating_sub(radius), (y + radius).min(height - 1));
        let n = f64::from((right - left + 1) * (bottom - top + 1));
        let [sum] = sum_image_pixels(&sums, left, top, right, bottom);
        let [square] = sum_image_pixels(&squares, left, top, right, bottom);
        let mean = sum as f64 / n;
        let deviation = (square as f64 / n - mean * mean).max(0.0).sqrt();
        mean * (1.0 + k * (deviation / R - 1.0))
    })
}

fn darker(grey: &GrayImage, threshold: impl Fn(u32, u32) -> f64) -> GrayImage {
    GrayImage::from_fn(grey.width(), grey.height(), |x, y| {
        let is_ink = f64::from(grey.get_pixel(x, y).0[0]) < threshold(x, y);
        Luma([if is_ink { 255 } else { 0 }])
    })
}

/// Otsu's global threshold (Otsu 1979): the level that best splits the picture in two. A picture
/// without contrast has no ink.
pub(super) fn otsu(grey: &GrayImage) -> GrayImage {
    match split(grey) {
        Some(level) => darker(grey, |_, _| f64::from(level) + 0.5),
        None => GrayImage::new(grey.width(), grey.height()),
    }
}

/// Otsu's threshold for each piece of ink on its own, between it and the paper around it: faint and
/// dark strokes get their edge halfway, each by its own contrast.
pub(super) fn refine(ink: &mut GrayImage, grey: &GrayImage) {
    let pieces = Pieces::of(ink);
    let margin = (grey.width().min(grey.height()) / 50).max(2);
    for piece in &pieces.pieces {
        let frame = piece.bounds.grown(margin, grey.dimensions());
        let (mut values, mut own) = (Vec::new(), Vec::new());
        for (x, y) in frame.pixels() {
            let Luma([label]) = *pieces.labels.get_pixel(x, y);
            // What belongs to another piece has a threshold of its own.
            if label == piece.label || label == 0 {
                let value = grey.get_pixel(x, y).0[0];
                values.push(value);
                if label == piece.label {
                    own.push((x, y, value));
                }
            }
        }
        let around = u32::try_from(values.len())
            .ok()
            .and_then(|n| GrayImage::from_raw(n, 1, values));
        if let Some(level) = around.as_ref().and_then(split) {
            for (x, y, value) in own {
                if value > level {
                    ink.put_pixel(x, y, Luma([0]));
                }
            }
        }
    }
}

/// How much of a picture is ink.
pub(super) fn about(ink: &GrayImage) -> String {
    format!("{:.1} % of the picture is ink", share(ink) * 100.0)
}

/// The share of a picture that is ink, 0..1.
pub(super) fn share(ink: &GrayImage) -> f64 {
    let n = ink.pixels().filter(|value| value.0[0] > 0).count();
    n as f64 / (f64::from(ink.width()) * f64::from(ink.height()))
}

/// Otsu's level, none where the two sides of it hardly differ.
fn split(grey: &GrayImage) -> Option<u8> {
    let level = otsu_level(grey);
    let mean = |side: &dyn Fn(u8) -> bool| {
        let values = grey.pixels().map(|value| value.0[0]);
        let (sum, n) = values
            .filter(|&value| side(value))
            .fold((0.0, 0.0), |(sum, n), value| {
                (sum + f64::from(value), n + 1.0)
            });
        sum / n
    };
    let contrast = mean(&|value| value > level) - mean(&|value| value <= level);
    // Not a number where a side is empty, which is no contrast either.
    (contrast >= MIN_CONTRAST).then_some(level)
}
