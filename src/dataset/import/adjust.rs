//! What may be done to pictures on their way in: rows and columns exchanged, inverted, made grey, made another size.

use image::{DynamicImage, GrayImage, Luma, RgbImage};
use imageproc::contrast::{ThresholdType, threshold};
use imageproc::distance_transform::Norm;
use imageproc::morphology::dilate;
use thiserror::Error;

use super::request::{Fit, Request};
use super::stream::Labelled;
use crate::dataset::Shape;
use crate::picture::{SIDE, is_in_mnist_form, mnistify, squash, squash_in_colours};

/// Why a picture cannot be what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Unfit {
    #[error("its pixels do not fit its size; save it again")]
    Size,
    #[error("it has no ink brighter than half of white")]
    NoInk,
}

/// Does to a picture what is asked for.
///
/// # Errors
/// When there is no ink in it that could be centred.
pub(super) fn adjust(labelled: Labelled, request: &Request) -> Result<Labelled, Unfit> {
    let Labelled {
        shape,
        mut pixels,
        label,
    } = match request.transpose {
        Some(true) => transposed(&labelled),
        _ => labelled,
    };
    if request.invert {
        pixels.iter_mut().for_each(|value| *value = 255 - *value);
    }
    let to_grey = request.grey && shape.channels != 1;
    if !to_grey && request.fit.is_none() {
        return Ok(Labelled {
            shape,
            pixels,
            label,
        });
    }
    let picture = picture(shape, pixels).ok_or(Unfit::Size)?;
    let grey = match request.fit {
        None => picture.into_luma8(),
        Some(Fit::Squash {
            width,
            height,
            colours: true,
        }) if !request.grey => return Ok(in_colours(&picture, width, height, label)),
        Some(Fit::Squash { width, height, .. }) => squash(&picture, width, height),
        Some(Fit::Mnistify) => as_mnist(picture.into_luma8()).ok_or(Unfit::NoInk)?,
    };
    let shape = Shape {
        width: grey.width() as usize,
        height: grey.height() as usize,
        channels: 1,
    };
    Ok(Labelled {
        shape,
        pixels: grey.into_raw(),
        label,
    })
}

/// A picture of another size, with its colours.
fn in_colours(picture: &DynamicImage, width: u32, height: u32, label: u8) -> Labelled {
    let squashed = squash_in_colours(picture, width, height);
    Labelled {
        shape: Shape {
            width: squashed.width() as usize,
            height: squashed.height() as usize,
            channels: 3,
        },
        pixels: squashed.into_raw(),
        label,
    }
}

/// A picture whose rows are columns.
fn transposed(labelled: &Labelled) -> Labelled {
    let Shape {
        width,
        height,
        channels,
    } = labelled.shape;
    let row = width * channels;
    let pixels = (0..width).flat_map(|x| {
        (0..height).flat_map(move |y| {
            let start = y * row + x * channels;
            labelled
                .pixels
                .get(start..start + channels)
                .unwrap_or_default()
        })
    });
    Labelled {
        pixels: pixels.copied().collect(),
        shape: Shape {
            width: height,
            height: width,
            channels,
        },
        label: labelled.label,
    }
}

/// A grey picture in MNIST's form; none where nothing in it is as bright as ink. What has the form already
/// stays as it is, pixel for pixel.
fn as_mnist(grey: GrayImage) -> Option<GrayImage> {
    match is_in_mnist_form(&grey) {
        true => Some(grey),
        false => mnistify(&ink(grey)),
    }
}

/// The ink of a grey picture, bright on black. What is at least half of white is ink, as in the scans that
/// MNIST was made from. Those were black and white; where a picture is not, a pixel at the edge of the ink is
/// partly covered, and what it shows above the paper says by how much. So ink and the pixels that touch it keep
/// their grey, and everything else is paper: its noise would count as ink otherwise.
fn ink(mut grey: GrayImage) -> GrayImage {
    /// The least of ink.
    const HALF: u8 = 128;
    let inked = threshold(&grey, HALF - 1, ThresholdType::Binary);
    let near = dilate(&inked, Norm::LInf, 1);
    let mut darker: Vec<u8> = grey.iter().copied().filter(|value| *value < HALF).collect();
    let middle = darker.len() / 2;
    let paper = match darker.is_empty() {
        true => 0,
        false => *darker.select_nth_unstable(middle).1,
    };
    let white = f32::from(u8::MAX - paper);
    for (Luma([value]), Luma([near])) in grey.pixels_mut().zip(near.pixels()) {
        let above = f32::from(value.saturating_sub(paper).min(*near));
        *value = (above / white * f32::from(u8::MAX)).round() as u8;
    }
    grey
}

fn picture(shape: Shape, pixels: Vec<u8>) -> Option<DynamicImage> {
    let (width, height) = (
        u32::try_from(shape.width).ok()?,
        u32::try_from(shape.height).ok()?,
    );
    match shape.channels {
        1 => GrayImage::from_raw(width, height, pixels).map(Into::into),
        _ => RgbImage::from_raw(width, height, pixels).map(Into::into),
    }
}

/// What was done to the pictures, in words.
pub(super) fn changes(request: &Request) -> String {
    let mut done = Vec::new();
    if request.transpose == Some(true) {
        done.push("rows and columns exchanged".to_owned());
    }
    if request.invert {
        done.push("inverted".to_owned());
    }
    let keeps_colours = matches!(request.fit, None | Some(Fit::Squash { colours: true, .. }));
    if request.grey || !keeps_colours {
        done.push("colours made grey (BT.709)".to_owned());
    }
    if let Some(range) = request.range {
        done.push(format!(
            "values from {} to {} made 0 to 255",
            range.black, range.white
        ));
    }
    match request.fit {
        Some(Fit::Squash { width, height, .. }) => {
            done.push(format!("squashed to {width}x{height} with a triangle filter"));
        }
        Some(Fit::Mnistify) => done.push(format!(
            "brought into MNIST's form ({SIDE}x{SIDE}, centred by mass) where they were not in it: ink is what \
             is 128 or brighter, with the grey of the pixels that touch it"
        )),
        None => {}
    }
    match done.is_empty() {
        true => "none".to_owned(),
        false => done.join("; "),
    }
}
