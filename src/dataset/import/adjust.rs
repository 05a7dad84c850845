//! What may be done to pictures on their way in: inverted, made grey, made another size.

use image::{DynamicImage, GrayImage, RgbImage};
use thiserror::Error;

use super::request::{Fit, Request};
use super::stream::Labelled;
use crate::dataset::{Shape, format};
use crate::picture::{SIDE, squash};

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
    } = labelled;
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
        Some(Fit::Squash { width, height }) => squash(&picture, width, height),
        Some(Fit::Mnistify) => format::as_mnist(picture.into_luma8()).ok_or(Unfit::NoInk)?,
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
    if request.invert {
        done.push("inverted".to_owned());
    }
    if request.grey || request.fit.is_some() {
        done.push("colours made grey (BT.709)".to_owned());
    }
    match request.fit {
        Some(Fit::Squash { width, height }) => {
            done.push(format!("squashed to {width}x{height} with a triangle filter"));
        }
        Some(Fit::Mnistify) => done.push(format!(
            "cut at 128 into ink and paper and brought into MNIST's form ({SIDE}x{SIDE}, centred by mass)"
        )),
        None => {}
    }
    match done.is_empty() {
        true => "none".to_owned(),
        false => done.join("; "),
    }
}
