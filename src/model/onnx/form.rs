//! How a model wants its pictures: the order of its numbers, their scale, polarity, and size. A wrong scale is the
//! commonest mistake of all, and no file says which is right, so what is not stated is tried.

use std::fmt;
use std::str::FromStr;

use image::imageops::FilterType;
use image::{ImageBuffer, Luma, Rgb, imageops};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dataset::Shape;
use crate::model::network_classifier::Normalisation;

/// In which order a model takes the numbers of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layout {
    /// `[batch, channels, height, width]`, as PyTorch has it.
    Nchw,
    /// `[batch, height, width, channels]`, as Keras and JAX have it.
    Nhwc,
    /// `[batch, height, width]`, of grey pictures.
    Nhw,
    /// One row of numbers for a picture, channels last, as scikit-learn has it.
    Flat,
    /// One row of numbers for a picture, one channel after the other.
    FlatPlanes,
}

impl Layout {
    const ALL: [(Self, &str); 5] = [
        (Self::Nchw, "nchw"),
        (Self::Nhwc, "nhwc"),
        (Self::Nhw, "nhw"),
        (Self::Flat, "flat"),
        (Self::FlatPlanes, "flat-planes"),
    ];

    /// Whether one channel comes after the other.
    fn is_planar(self) -> bool {
        matches!(self, Self::Nchw | Self::FlatPlanes)
    }
}

/// On which scale a model takes pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// From 0 to 1.
    Unit,
    /// From 0 to 255.
    Bytes,
    /// From -1 to 1.
    Symmetric,
    /// From 0 to 1, less a mean, divided by a standard deviation, for each channel or for all.
    Standardised {
        /// Means, 0..1.
        mean: Vec<f32>,
        /// Standard deviations, 0..1.
        std: Vec<f32>,
    },
}

impl Scale {
    /// The same as a mean and a standard deviation of 0..1 for each channel.
    pub fn normalisation(&self, channels: usize) -> Normalisation {
        let all = |value: f32| vec![value; channels];
        let (mean, std) = match self {
            Self::Unit => (all(0.0), all(1.0)),
            Self::Bytes => (all(0.0), all(1.0 / 255.0)),
            Self::Symmetric => (all(0.5), all(0.5)),
            Self::Standardised { mean, std } => {
                let each = |list: &[f32], otherwise| {
                    let of = |channel| list.get(channel).or(list.first()).copied();
                    (0..channels)
                        .map(|channel| of(channel).unwrap_or(otherwise))
                        .collect()
                };
                (each(mean, 0.0), each(std, 1.0))
            }
        };
        Normalisation { mean, std }
    }

    /// What a value of 0..1 becomes in this channel.
    fn apply(&self, value: f32, channel: usize) -> f32 {
        match self {
            Self::Unit => value,
            Self::Bytes => value * 255.0,
            Self::Symmetric => value * 2.0 - 1.0,
            Self::Standardised { mean, std } => {
                let of = |list: &[f32], otherwise| {
                    let one = list.get(channel).or(list.first());
                    one.copied().unwrap_or(otherwise)
                };
                (value - of(mean, 0.0)) / of(std, 1.0)
            }
        }
    }
}

/// How a picture comes to the size that a model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fit {
    /// It has that size.
    Same,
    /// Black is added around it.
    Padded,
    /// It is made larger or smaller.
    Resized,
}

/// How a model wants its pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InputForm {
    /// The order of the numbers.
    pub layout: Layout,
    /// Their scale.
    pub scale: Scale,
    /// Whether black is white.
    pub inverted: bool,
    /// Whether columns come as rows.
    pub transposed: bool,
    /// How its size comes about.
    pub fit: Fit,
}

/// The size of what a model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Values of a pixel.
    pub channels: usize,
}

impl Target {
    /// The numbers of a picture.
    pub fn numbers(self) -> usize {
        self.width * self.height * self.channels
    }
}

impl InputForm {
    /// Appends the numbers of a picture, bytes of this shape, as the model wants them.
    pub fn append(&self, picture: &[u8], shape: Shape, target: Target, values: &mut Vec<f32>) {
        let picture = self.sized(picture, shape, target);
        let (width, height, own) = (target.width, target.height, shape.channels);
        let value = |row: usize, column: usize, channel: usize| {
            let (row, column) = match self.transposed {
                true => (column, row),
                false => (row, column),
            };
            let first = (row * width + column) * own;
            let pixel = picture.get(first..first + own).unwrap_or_default();
            let byte = match (own, target.channels) {
                // Rec. 601, as PIL and torchvision make colours grey.
                (3, 1) => pixel
                    .iter()
                    .zip([0.299, 0.587, 0.114])
                    .map(|(&byte, weight)| f32::from(byte) * weight)
                    .sum(),
                (1, _) => pixel.first().map_or(0.0, |&byte| f32::from(byte)),
                _ => pixel.get(channel).map_or(0.0, |&byte| f32::from(byte)),
            };
            let light = byte / 255.0;
            let light = if self.inverted { 1.0 - light } else { light };
            self.scale.apply(light, channel)
        };
        match self.layout.is_planar() {
            true => {
                for channel in 0..target.channels {
                    for row in 0..height {
                        values.extend((0..width).map(|column| value(row, column, channel)));
                    }
                }
            }
            false => {
                for row in 0..height {
                    for column in 0..width {
                        let channels = 0..target.channels;
                        values.extend(channels.map(|channel| value(row, column, channel)));
                    }
                }
            }
        }
    }

    /// The bytes of a picture in the size that the model reads.
    fn sized(&self, picture: &[u8], shape: Shape, target: Target) -> Vec<u8> {
        let (width, height) = (target.width, target.height);
        match self.fit {
            Fit::Same => picture.to_vec(),
            Fit::Padded => {
                let mut padded = vec![0; width * height * shape.channels];
                let left = width.saturating_sub(shape.width) / 2;
                let top = height.saturating_sub(shape.height) / 2;
                let rows = picture.chunks_exact((shape.width * shape.channels).max(1));
                for (row, bytes) in rows.enumerate() {
                    let first = ((top + row) * width + left) * shape.channels;
                    if let Some(place) = padded.get_mut(first..first + bytes.len()) {
                        place.copy_from_slice(bytes);
                    }
                }
                padded
            }
            Fit::Resized => resized(picture, shape, [width as u32, height as u32]),
        }
    }
}

/// A picture made larger or smaller by linear interpolation, as torchvision's and Keras's `Resize` do.
fn resized(picture: &[u8], shape: Shape, [width, height]: [u32; 2]) -> Vec<u8> {
    let (from_width, from_height) = (shape.width as u32, shape.height as u32);
    let bytes = picture.to_vec();
    let resized = match shape.channels {
        3 => ImageBuffer::<Rgb<u8>, _>::from_raw(from_width, from_height, bytes)
            .map(|image| imageops::resize(&image, width, height, FilterType::Triangle).into_raw()),
        _ => ImageBuffer::<Luma<u8>, _>::from_raw(from_width, from_height, bytes)
            .map(|image| imageops::resize(&image, width, height, FilterType::Triangle).into_raw()),
    };
    resized.unwrap_or_default()
}

/// What somebody says of a form, as words: `nchw 0..1`, `mean=0.1307 std=0.3081`. What is not said is tried.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stated {
    layout: Option<Layout>,
    scale: Option<Scale>,
    inverted: Option<bool>,
    transposed: Option<bool>,
    fit: Option<Fit>,
}

impl Stated {
    /// Whether a form is as it was said.
    pub fn allows(&self, form: &InputForm) -> bool {
        self.layout.is_none_or(|layout| layout == form.layout)
            && self.scale.as_ref().is_none_or(|scale| *scale == form.scale)
            && self
                .inverted
                .is_none_or(|inverted| inverted == form.inverted)
            && self
                .transposed
                .is_none_or(|transposed| transposed == form.transposed)
            && self.fit.is_none_or(|fit| fit == form.fit)
    }

    /// The scales to try: the usual ones, these standards, and the one that was said.
    pub fn scales(&self, standards: &[Scale]) -> Vec<Scale> {
        let mut scales = vec![Scale::Unit, Scale::Bytes, Scale::Symmetric];
        let more = standards.iter().chain(&self.scale);
        for scale in more {
            if !scales.contains(scale) {
                scales.push(scale.clone());
            }
        }
        scales
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layouts = Layout::ALL.iter();
        let layout = layouts.filter(|(layout, _)| self.layout == Some(*layout));
        let mut words: Vec<String> = layout.map(|(_, name)| (*name).to_owned()).collect();
        words.extend(self.scale.as_ref().map(Scale::to_string));
        let mut either = |stated: Option<bool>, [yes, no]: [&str; 2]| {
            words.extend(stated.map(|is| if is { yes } else { no }.to_owned()));
        };
        either(self.inverted, ["inverted", "not-inverted"]);
        either(self.transposed, ["transposed", "not-transposed"]);
        let is_padded = self.fit.map(|fit| fit == Fit::Padded);
        either(is_padded, ["padded", "resized"]);
        f.write_str(&words.join(" "))
    }
}

/// This is no form of pictures.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is none of these: nchw, nhwc, nhw, flat, flat-planes; 0..1, 0..255, -1..1, mean=M std=S (of 0..1; for three channels mean=R/G/B std=R/G/B); inverted, not-inverted; transposed, not-transposed; padded, resized"
)]
pub struct NoForm(String);

impl FromStr for Stated {
    type Err = NoForm;

    fn from_str(text: &str) -> Result<Self, NoForm> {
        let mut stated = Self::default();
        let (mut mean, mut std) = (None, None);
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        for word in words {
            let no = || NoForm(word.to_owned());
            let layouts = Layout::ALL.iter();
            let mut layouts = layouts.filter(|(_, name)| *name == word);
            match (word.split_once('='), layouts.next()) {
                (_, Some((layout, _))) => stated.layout = Some(*layout),
                (Some(("mean", list)), _) => mean = Some(numbers(list).ok_or_else(no)?),
                (Some(("std", list)), _) => {
                    let list = numbers(list).filter(|list| !list.contains(&0.0));
                    std = Some(list.ok_or_else(no)?);
                }
                _ => match word {
                    "0..1" => stated.scale = Some(Scale::Unit),
                    "0..255" => stated.scale = Some(Scale::Bytes),
                    "-1..1" => stated.scale = Some(Scale::Symmetric),
                    "inverted" => stated.inverted = Some(true),
                    "not-inverted" => stated.inverted = Some(false),
                    "transposed" => stated.transposed = Some(true),
                    "not-transposed" => stated.transposed = Some(false),
                    "padded" => stated.fit = Some(Fit::Padded),
                    "resized" => stated.fit = Some(Fit::Resized),
                    _ => return Err(no()),
                },
            }
        }
        match (mean, std) {
            (None, None) => Ok(stated),
            (Some(mean), Some(std)) if mean.len() == std.len() => {
                stated.scale = Some(Scale::Standardised { mean, std });
                Ok(stated)
            }
            _ => Err(NoForm(text.to_owned())),
        }
    }
}

fn numbers(list: &str) -> Option<Vec<f32>> {
    let numbers: Vec<f32> = list
        .split('/')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let is_right = numbers.iter().all(|number| number.is_finite());
    (is_right && matches!(numbers.len(), 1 | 3)).then_some(numbers)
}

impl fmt::Display for InputForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layout = Layout::ALL
            .iter()
            .find(|(layout, _)| *layout == self.layout);
        f.write_str(layout.map_or("", |(_, name)| name))?;
        write!(f, " {}", self.scale)?;
        f.write_str(if self.inverted { " inverted" } else { "" })?;
        f.write_str(if self.transposed { " transposed" } else { "" })?;
        f.write_str(match self.fit {
            Fit::Same => "",
            Fit::Padded => " padded",
            Fit::Resized => " resized",
        })
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |numbers: &[f32]| {
            let numbers: Vec<String> = numbers.iter().map(f32::to_string).collect();
            numbers.join("/")
        };
        match self {
            Self::Unit => f.write_str("0..1"),
            Self::Bytes => f.write_str("0..255"),
            Self::Symmetric => f.write_str("-1..1"),
            Self::Standardised { mean, std } => {
                write!(f, "mean={} std={}", list(mean), list(std))
            }
        }
    }
}

impl From<InputForm> for String {
    fn from(form: InputForm) -> Self {
        form.to_string()
    }
}

/// What is written of a form is all of it.
impl TryFrom<String> for InputForm {
    type Error = NoForm;

    fn try_from(text: String) -> Result<Self, NoForm> {
        let stated: Stated = text.parse()?;
        match (stated.layout, stated.scale) {
            (Some(layout), Some(scale)) => Ok(Self {
                layout,
                scale,
                inverted: stated.inverted.unwrap_or(false),
                transposed: stated.transposed.unwrap_or(false),
                fit: stated.fit.unwrap_or(Fit::Same),
            }),
            _ => Err(NoForm(text)),
        }
    }
}
