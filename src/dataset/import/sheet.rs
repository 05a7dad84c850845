//! One picture that holds many, side by side and row below row, all of one size.

use std::path::{Path, PathBuf};

use super::{ImportError, Labelled, Limits, Stream, folder, labels};
use crate::dataset::Shape;

/// The pixels of a sheet along a side, at the most: what JPEG and WebP or less can hold.
const SIDE: u32 = 65_535;

/// A decoded sheet, and the label of each of its tiles.
pub(super) struct Sheet {
    path: PathBuf,
    pixels: Vec<u8>,
    /// Bytes in a row of the sheet.
    pitch: usize,
    across: usize,
    shape: Shape,
    labels: Vec<u8>,
    next: usize,
}

impl Sheet {
    /// Decodes a sheet of tiles of `shape`, whatever its channels are. Without a file of labels
    /// each of the `classes` has one row of tiles.
    pub fn open(
        path: &Path,
        shape: Option<Shape>,
        labels: Option<&Path>,
        classes: Option<&[String]>,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        let fail = |why: String| Err(ImportError::whole(path, why));
        let Some(wanted) = shape else {
            return fail(
                "it is a sheet of pictures; say how wide and high one of them is with --shape, such \
                 as --shape 28x28"
                    .to_owned(),
            );
        };
        let (whole, pixels) = folder::decode(path, SIDE)?;
        let shape = Shape {
            channels: whole.channels,
            ..wanted
        };
        if !whole.width.is_multiple_of(shape.width) || !whole.height.is_multiple_of(shape.height) {
            return fail(format!(
                "{}x{} pixels are no whole number of pictures of {}x{}; give their true size with \
                 --shape, and no gaps between them",
                whole.width, whole.height, shape.width, shape.height
            ));
        }
        let (across, rows) = (whole.width / shape.width, whole.height / shape.height);
        limits.check(path, across * rows, shape)?;
        let labels = match (labels, classes) {
            (Some(labels), _) => labels::read_for(labels, across * rows, path, limits)?,
            (None, Some(classes)) if classes.len() == rows => (0..=255)
                .take(rows)
                .flat_map(|label| std::iter::repeat_n(label, across))
                .collect(),
            _ => {
                return fail(format!(
                    "the sheet has {rows} rows of {across} pictures; give their labels, row by row, \
                     with --labels, or as many --classes as rows, of which each is one class"
                ));
            }
        };
        Ok(Self {
            path: path.to_owned(),
            pixels,
            pitch: whole.width * whole.channels,
            across,
            shape,
            labels,
            next: 0,
        })
    }
}

impl Stream for Sheet {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        let Some(&label) = self.labels.get(self.next) else {
            return Ok(None);
        };
        let (row, column) = (self.next / self.across, self.next % self.across);
        let wide = self.shape.width * self.shape.channels;
        let start = row * self.shape.height * self.pitch + column * wide;
        let lines = (0..self.shape.height)
            .filter_map(|y| self.pixels.get(start + y * self.pitch..)?.get(..wide));
        let pixels = lines.flatten().copied().collect();
        self.next += 1;
        Ok(Some(Labelled {
            shape: self.shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.path, super::picture_place(self.next))
    }
}
