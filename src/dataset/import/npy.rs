//! Pictures as arrays of NumPy's.

use std::path::Path;

use super::array::{Array, Kind, open};
use super::error::{ImportError, Remedy, Setting};
use super::input::Input;
use super::labels;
use super::request::{Limits, Request, ValueRange};
use super::scale::{Scale, Seen};
use super::stream::{Labelled, Stream, picture_place};
use crate::dataset::Shape;

/// Pictures of an array, and all the labels.
pub(super) struct Npy {
    input: Input,
    kind: Kind,
    scale: Scale,
    labels: Vec<u8>,
    shape: Shape,
    channels: Channels,
    /// All pixels, where the array's order does not hand out one picture after the other.
    whole: Option<Vec<u8>>,
    next: usize,
    told: Vec<String>,
}

/// Where the channels of a picture stand in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Channels {
    First,
    Last,
}

impl Npy {
    /// Opens both files, compares their counts, and looks through the values for what is black and white.
    pub(crate) fn open(
        pictures: &Path,
        labels: &Path,
        request: &Request,
    ) -> Result<Self, ImportError> {
        let limits: &Limits = &request.limits;
        let array = open(pictures)?;
        let (n, shape, channels) = picture_shape(pictures, &array.shape, request.shape)?;
        limits.check(pictures, n, shape)?;
        let labels = labels::read_for(labels, n, pictures, request)?;
        let (kind, first_fastest, sizes) = (array.kind, array.first_fastest, array.shape.clone());
        let seen = look_through(array, n, shape)?;
        let (scale, told) = scale(pictures, kind, seen, request)?;
        let mut array = open(pictures)?;
        let whole = match first_fastest {
            true => Some(in_order(&mut array, &sizes, scale)?),
            false => None,
        };
        let order = first_fastest.then(|| "the array was in Fortran's order".to_owned());
        let planes = (channels == Channels::First && shape.channels > 1)
            .then(|| "the channels stood before the rows".to_owned());
        Ok(Self {
            input: array.input,
            kind,
            scale,
            labels: labels.labels,
            shape,
            channels,
            whole,
            next: 0,
            told: [told, order, planes, labels.told]
                .into_iter()
                .flatten()
                .collect(),
        })
    }

    /// The pixels of the next picture as the array has them.
    fn pixels(&mut self) -> Result<Vec<u8>, ImportError> {
        let values = self.shape.pixels();
        if let Some(whole) = &self.whole {
            let start = self.next * values;
            return Ok(whole
                .get(start..start + values)
                .unwrap_or_default()
                .to_vec());
        }
        let mut bytes = vec![0; values * self.kind.bytes()];
        self.input
            .exact(&mut bytes, format_args!("picture {}", self.next))?;
        let scale = self.scale;
        let pixels = self
            .kind
            .values(&bytes)
            .map(|value| scale.pixel(value).unwrap_or_default());
        Ok(pixels.collect())
    }
}

/// Reads an array to its end: from which value to which its pictures go.
///
/// # Errors
/// When it is shorter or longer than it says, or a value is no number.
fn look_through(array: Array, n: usize, shape: Shape) -> Result<Seen, ImportError> {
    let Array {
        mut input,
        kind,
        first_fastest,
        ..
    } = array;
    let (values, mut seen) = (shape.pixels(), Seen::NOTHING);
    let mut bytes = vec![0; values * kind.bytes()];
    for picture in 0..n {
        input.exact(&mut bytes, format_args!("picture {picture}"))?;
        for (at, value) in kind.values(&bytes).enumerate() {
            if !value.is_finite() {
                let (picture, at) = match first_fastest {
                    true => ((picture * values + at) % n, (picture * values + at) / n),
                    false => (picture, at),
                };
                let why = format!(
                    "value {at} is {value}, which is no grey; save numpy.nan_to_num(pictures), or leave the picture out"
                );
                return Err(ImportError::at(
                    input.path(),
                    format!("picture {picture}"),
                    why,
                ));
            }
            seen.see(value);
        }
    }
    input.end(format_args!("its {n} pictures"))?;
    Ok(seen)
}

/// What is black and white: as was asked for, or as the values say.
fn scale(
    path: &Path,
    kind: Kind,
    seen: Seen,
    request: &Request,
) -> Result<(Scale, Option<String>), ImportError> {
    let is_within = |asked: ValueRange| asked.black <= seen.least && seen.most <= asked.white;
    let wrong = |why: &str| {
        let why = format!(
            "its values ({}) go from {} to {}, {why}",
            kind.name(),
            seen.least,
            seen.most
        );
        let lead = "for the values of black and white, ";
        ImportError::whole(path, why).but(
            lead,
            Setting::Range,
            Remedy::set_to(seen.range().to_string()),
        )
    };
    match request.range {
        // No picture at all is told by whoever counts them.
        None if seen.least > seen.most => Ok((Scale::bytes(), None)),
        None => Scale::of(seen, &kind.name(), request.naming)
            .ok_or_else(|| wrong("and which of them are black and white is not known")),
        Some(asked) if seen.least > seen.most || is_within(asked) => {
            Ok((Scale::asked(asked), None))
        }
        Some(_) => Err(wrong("beyond the range that was given")),
    }
}

/// All pixels in the order of pictures, rows, columns, channels, of an array whose first index changes fastest. That so
/// many values are there has been seen before.
fn in_order(array: &mut Array, sizes: &[usize], scale: Scale) -> Result<Vec<u8>, ImportError> {
    let count = sizes.iter().product();
    let mut pixels = vec![0; count];
    let mut block = vec![0; array.kind.bytes() << 12];
    let mut read = 0;
    while read < count {
        let values = (count - read).min(1 << 12);
        let bytes = block
            .get_mut(..values * array.kind.bytes())
            .unwrap_or_default();
        array.input.exact(bytes, "its pictures")?;
        for (value, place) in array.kind.values(bytes).zip(read..) {
            let (mut rest, mut at) = (place, 0);
            let mut step = count;
            for &size in sizes {
                step /= size;
                at += rest % size * step;
                rest /= size;
            }
            if let Some(pixel) = pixels.get_mut(at) {
                *pixel = scale.pixel(value).unwrap_or_default();
            }
        }
        read += values;
    }
    Ok(pixels)
}

fn picture_shape(
    path: &Path,
    sizes: &[usize],
    flat: Option<Shape>,
) -> Result<(usize, Shape, Channels), ImportError> {
    let fail = |why: String| Err(ImportError::whole(path, why));
    let of = |width, height, channels| Shape {
        width,
        height,
        channels,
    };
    let found = match (sizes, flat) {
        (&[n, height, width], _) => Ok((n, of(width, height, 1), Channels::Last)),
        (&[n, height, width, channels @ (1 | 3)], _) => {
            Ok((n, of(width, height, channels), Channels::Last))
        }
        (&[n, channels @ (1 | 3), height, width], _) => {
            Ok((n, of(width, height, channels), Channels::First))
        }
        (&[_, _, _, channels], _) => fail(format!(
            "its pictures have {channels} channels, and 1 or 3 can be read, first or last; save those that are \
             red, green and blue, such as pictures[..., :3]"
        )),
        (&[n, values], Some(shape)) if values == shape.pixels() => Ok((n, shape, Channels::Last)),
        (&[_, values], Some(shape)) => {
            let why = format!(
                "its pictures have {values} values each, and a picture of {shape} has {}",
                shape.pixels()
            );
            let lead = "for their true size, ";
            Err(ImportError::whole(path, why).but(lead, Setting::Shape, Remedy::Set))
        }
        (&[_, values], None) => {
            let why = format!("its pictures have {values} values each in a row");
            let side = values.isqrt();
            let example = match side * side == values && side > 0 {
                true => format!("{side}x{side}"),
                false => "20x30".to_owned(),
            };
            Err(ImportError::whole(path, why).but(
                "for how wide and high they are, ",
                Setting::Shape,
                Remedy::set_to(example),
            ))
        }
        _ => {
            let why = format!(
                "it is an array of {} dimensions; pictures are [n, height, width] or \
                 [n, height, width, channels]",
                sizes.len()
            );
            Err(ImportError::whole(path, why).but(
                "or, for [n, values], ",
                Setting::Shape,
                Remedy::Set,
            ))
        }
    };
    match (&found, flat) {
        (Ok((_, found, _)), Some(shape)) if *found != shape => {
            let why = format!("its pictures are {found}, and not {shape}");
            Err(ImportError::whole(path, why).but("", Setting::Shape, Remedy::Omit))
        }
        _ => found,
    }
}

impl Stream for Npy {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        let Some(&label) = self.labels.get(self.next) else {
            self.input.end(format_args!("its {} pictures", self.next))?;
            return Ok(None);
        };
        let pixels = self.pixels()?;
        self.next += 1;
        let pixels = match self.channels {
            Channels::Last => pixels,
            Channels::First => channels_last(&pixels, self.shape.channels),
        };
        Ok(Some(Labelled {
            shape: self.shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (self.input.path(), picture_place(self.next))
    }

    fn remark(&self) -> Option<String> {
        (!self.told.is_empty()).then(|| self.told.join("; "))
    }
}

/// Plane after plane as pixel after pixel.
fn channels_last(planes: &[u8], channels: usize) -> Vec<u8> {
    let pixels = planes.len() / channels.max(1);
    let place = |at: usize| at % channels * pixels + at / channels;
    (0..planes.len())
        .filter_map(|at| planes.get(place(at)).copied())
        .collect()
}
