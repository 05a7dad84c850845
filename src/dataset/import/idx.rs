//! MNIST's own format: big-endian sizes, then bytes; pictures in one file, labels in another, each
//! packed by gzip or not.

use std::path::Path;

use super::error::ImportError;
use super::input::Input;
use super::labels::{self, Labels};
use super::request::Request;
use super::stream::{Labelled, Stream, picture_place};
use crate::dataset::format::idx::{COLOURS, PICTURES};
use crate::dataset::{GroupRows, Shape};

/// A file of pictures, and all the labels.
pub(super) struct Idx {
    input: Input,
    labels: Labels,
    shape: Shape,
    next: usize,
}

impl Idx {
    /// Opens both files and compares their counts.
    pub(crate) fn open(
        pictures: &Path,
        labels: &Path,
        request: &Request,
    ) -> Result<Self, ImportError> {
        let limits = &request.limits;
        let mut input = Input::open(pictures)?;
        let sizes: Vec<usize> = match input.number()? {
            PICTURES => sizes(&mut input, 3)?,
            COLOURS => sizes(&mut input, 4)?,
            found => {
                let why = format!(
                    "it begins with {found:08x} and not with {PICTURES:08x}, so it is no IDX file of pictures"
                );
                return Err(ImportError::whole(pictures, why));
            }
        };
        let (n, shape) = match *sizes.as_slice() {
            [n, height, width] => (
                n,
                Shape {
                    width,
                    height,
                    channels: 1,
                },
            ),
            [n, height, width, channels] => (
                n,
                Shape {
                    width,
                    height,
                    channels,
                },
            ),
            _ => (
                0,
                Shape {
                    width: 0,
                    height: 0,
                    channels: 0,
                },
            ),
        };
        limits.check(pictures, n, shape)?;
        let labels = labels::read_with_groups(labels, n, pictures, request)?;
        Ok(Self {
            input,
            labels,
            shape,
            next: 0,
        })
    }
}

fn sizes(input: &mut Input, dimensions: usize) -> Result<Vec<usize>, ImportError> {
    (0..dimensions)
        .map(|_| Ok(input.number()? as usize))
        .collect()
}

impl Stream for Idx {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        let Some(&label) = self.labels.labels.get(self.next) else {
            self.input.end(format_args!("its {} pictures", self.next))?;
            return Ok(None);
        };
        let mut pixels = vec![0; self.shape.pixels()];
        self.input
            .exact(&mut pixels, format_args!("picture {}", self.next))?;
        self.next += 1;
        Ok(Some(Labelled {
            shape: self.shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (self.input.path(), picture_place(self.next))
    }

    fn groups(&self) -> Vec<GroupRows> {
        self.labels.groups.clone()
    }

    fn remark(&self) -> Option<String> {
        self.labels.told.clone()
    }
}
