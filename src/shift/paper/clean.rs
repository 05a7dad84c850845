//! Brings a photo of one dark digit on bright paper back into MNIST's form.

use image::imageops;
use image::{GrayImage, Luma};
use imageproc::contrast::otsu_level;
use imageproc::definitions::Image;
use imageproc::distance_transform::Norm;
use imageproc::filter::box_filter;
use imageproc::morphology::dilate;
use imageproc::region_labelling::{Connectivity, connected_components};

use crate::picture::mnistify;

/// Light is evened out, ink separated from paper by Otsu's threshold, the largest group of ink kept
/// and made an MNIST digit; none where no ink is found.
pub fn clean(photo: &GrayImage) -> Option<GrayImage> {
    mnistify(&largest_group(&ink(&evened(photo))))
}

/// Divided by the light around each pixel, the mean over a fifth of the picture's side: wide for a
/// stroke, narrow for a shadow's edge. Even light becomes 200 of 255.
fn evened(photo: &GrayImage) -> GrayImage {
    let side = photo.width().max(photo.height());
    // Grain finer than any stroke would be taken for ink.
    let calm = imageops::fast_blur(photo, (side as f32 / 100.0).max(0.5));
    let light = box_filter(&calm, side / 10, side / 10);
    GrayImage::from_fn(photo.width(), photo.height(), |x, y| {
        let (seen, light) = (calm.get_pixel(x, y).0[0], light.get_pixel(x, y).0[0]);
        let share = f32::from(seen) / f32::from(light.max(1));
        Luma([(share * 200.0).round().min(255.0) as u8])
    })
}

/// 255 where it is darker than Otsu's level, 0 elsewhere.
fn ink(even: &GrayImage) -> GrayImage {
    let level = otsu_level(even);
    GrayImage::from_fn(even.width(), even.height(), |x, y| {
        Luma([if even.get_pixel(x, y).0[0] <= level {
            255
        } else {
            0
        }])
    })
}

/// Only the group with the most ink: pieces that nearly touch belong together.
fn largest_group(ink: &GrayImage) -> GrayImage {
    // Half of the widest gap that is bridged: a 56th of the picture, a quarter of a millimetre of 16.
    let reach = (ink.width().min(ink.height()) / 56).clamp(1, 255) as u8;
    let joined = dilate(ink, Norm::LInf, reach);
    let groups: Image<Luma<u32>> = connected_components(&joined, Connectivity::Eight, Luma([0]));
    let mut sizes = Vec::new();
    let inked = || {
        ink.pixels()
            .zip(groups.pixels())
            .filter(|(ink, _)| ink.0[0] > 0)
    };
    for (_, Luma([group])) in inked() {
        let group = *group as usize;
        if sizes.len() <= group {
            sizes.resize(group + 1, 0_u32);
        }
        sizes[group] += 1;
    }
    let largest = (0_u32..).zip(&sizes).max_by_key(|(_, size)| **size);
    let largest = largest.map(|(group, _)| group);
    GrayImage::from_fn(ink.width(), ink.height(), |x, y| {
        let inside = Some(groups.get_pixel(x, y).0[0]) == largest;
        Luma([if inside { ink.get_pixel(x, y).0[0] } else { 0 }])
    })
}
