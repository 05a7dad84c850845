//! Pictures as arrays of NumPy's.

use std::path::Path;

use super::array::{Array, Kind, open};
use super::error::{ImportError, Remedy, Setting};
use super::input::Input;
use super::labels;
use super::request::Limits;
use super::stream::{Labelled, Stream, picture_place};
use crate::dataset::Shape;

/// Pictures of an array, and all the labels.
pub(super) struct Npy {
    input: Input,
    kind: Kind,
    labels: Vec<u8>,
    shape: Shape,
    next: usize,
}

impl Npy {
    /// Opens both files and compares their counts. `flat` is the shape of pictures whose pixels
    /// stand in one row.
    pub(crate) fn open(
        pictures: &Path,
        labels: &Path,
        flat: Option<Shape>,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        let Array { input, kind, shape } = open(pictures)?;
        if matches!(kind, Kind::Signed(_) | Kind::Unsigned(2..)) {
            let why = "its values are whole numbers of another kind than uint8; save pictures.astype('uint8')";
            return Err(ImportError::whole(pictures, why));
        }
        let (n, shape) = picture_shape(pictures, &shape, flat)?;
        limits.check(pictures, n, shape)?;
        let labels = labels::read_for(labels, n, pictures, limits)?;
        Ok(Self {
            input,
            kind,
            labels,
            shape,
            next: 0,
        })
    }
}

fn picture_shape(
    path: &Path,
    sizes: &[usize],
    flat: Option<Shape>,
) -> Result<(usize, Shape), ImportError> {
    let fail = |why: String| Err(ImportError::whole(path, why));
    let found = match (sizes, flat) {
        (&[n, height, width], _) => Ok((
            n,
            Shape {
                width,
                height,
                channels: 1,
            },
        )),
        (&[n, height, width, channels @ (1 | 3)], _) => Ok((
            n,
            Shape {
                width,
                height,
                channels,
            },
        )),
        (&[_, _, _, channels], _) => fail(format!(
            "its pictures have {channels} channels, and 1 or 3 can be read; if the channels stand \
             first, save pictures.transpose(0, 2, 3, 1)"
        )),
        (&[n, values], Some(shape)) if values == shape.pixels() => Ok((n, shape)),
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
            Err(ImportError::whole(path, why).but(
                "for how wide and high they are, ",
                Setting::Shape,
                Remedy::SetTo("28x28"),
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
        (Ok((_, found)), Some(shape)) if *found != shape => {
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
        let mut bytes = vec![0; self.shape.pixels() * self.kind.bytes()];
        let picture = format!("picture {}", self.next);
        self.input.exact(&mut bytes, &picture)?;
        self.next += 1;
        let pixels = match self.kind {
            Kind::Float(4) => grey(
                bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| f64::from(f32::from_le_bytes(*b))),
            ),
            Kind::Float(_) => grey(bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b))),
            _ => Ok(bytes),
        };
        let pixels = pixels.map_err(|(at, value)| {
            let why = format!(
                "value {at} is {value}; numbers with a point have to be 0 to 1, so divide by 255, \
                 or save uint8"
            );
            ImportError::at(self.input.path(), picture, why)
        })?;
        Ok(Some(Labelled {
            shape: self.shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (self.input.path(), picture_place(self.next))
    }
}

/// 0..1 as 0..255, rounded; else the first value that is not, and its place.
fn grey(values: impl Iterator<Item = f64>) -> Result<Vec<u8>, (usize, f64)> {
    values
        .enumerate()
        .map(|(at, value)| match value {
            0.0..=1.0 => Ok((value * 255.0).round() as u8),
            _ => Err((at, value)),
        })
        .collect()
}
