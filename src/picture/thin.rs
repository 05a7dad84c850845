//! Whether thin strokes hold a character together.

use image::{GrayImage, Luma, imageops};
use imageproc::contrast::{ThresholdType, threshold_mut};
use imageproc::distance_transform::Norm;
use imageproc::morphology::open_mut;
use imageproc::region_labelling::{Connectivity, connected_components};

/// Whether ink (bright on black, from half of white) falls into more pieces, or vanishes, once all of it is
/// taken away that is thinner than `width` pixels: a morphological opening with a disc of this width, to a
/// whole pixel and an odd number of them.
pub fn is_held_by_thin_strokes(ink: &GrayImage, width: f64) -> bool {
    let radius = ((width - 1.0) / 2.0).round().clamp(0.0, f64::from(u8::MAX)) as u8;
    // With a margin: beyond the picture's edge there is no ink either.
    let margin = u32::from(radius) + 1;
    let (across, down) = (ink.width() + 2 * margin, ink.height() + 2 * margin);
    let mut mask = GrayImage::new(across, down);
    imageops::replace(&mut mask, ink, margin.into(), margin.into());
    threshold_mut(&mut mask, 127, ThresholdType::Binary);
    let whole = pieces(&mask);
    open_mut(&mut mask, Norm::L2, radius);
    let left = pieces(&mask);
    whole > 0 && (left == 0 || left > whole)
}

/// Pieces that do not touch, not even by a corner.
fn pieces(mask: &GrayImage) -> u32 {
    let pieces = connected_components(mask, Connectivity::Eight, Luma([0]));
    pieces.pixels().map(|piece| piece.0[0]).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two squares of 20 pixels, joined by a bar of 40 pixels' length and this height.
    fn dumbbell(bar: u32) -> GrayImage {
        GrayImage::from_fn(80, 20, |x, y| {
            let inked = !(20..60).contains(&x) || (10..10 + bar).contains(&y);
            Luma([if inked { 255 } else { 0 }])
        })
    }

    #[test]
    fn what_a_bar_holds_together_falls_apart_without_strokes_of_the_bars_height() {
        assert!(is_held_by_thin_strokes(&dumbbell(3), 5.0));
        assert!(!is_held_by_thin_strokes(&dumbbell(5), 5.0));
        // It was in two pieces before.
        assert!(!is_held_by_thin_strokes(&dumbbell(0), 5.0));
    }

    #[test]
    fn ink_that_is_all_thin_vanishes_and_where_there_is_none_nothing_does() {
        let line = GrayImage::from_pixel(30, 2, Luma([255]));
        assert!(is_held_by_thin_strokes(&line, 5.0));
        assert!(!is_held_by_thin_strokes(&line, 1.0));
        assert!(!is_held_by_thin_strokes(&GrayImage::new(30, 2), 5.0));
        assert!(!is_held_by_thin_strokes(&GrayImage::new(0, 0), 5.0));
    }
}
