//! One picture that holds many, side by side and row below row, all of one size.

use std::path::{Path, PathBuf};

use super::decode::{Laid, decode};
use super::error::{ImportError, Remedy, Setting};
use super::labels;
use super::request::Request;
use super::stream::{Labelled, Stream, picture_place};
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
    laid: Laid,
}

impl Sheet {
    /// Decodes a sheet of tiles of `shape`, whatever its channels are. Without a file of labels
    /// each of the `classes` has one row of tiles.
    pub(crate) fn open(
        path: &Path,
        request: &Request,
        classes: Option<&[String]>,
    ) -> Result<Self, ImportError> {
        let fail = |why: String| ImportError::whole(path, why);
        let Some(wanted) = request.shape else {
            let why = "it is a sheet of pictures, and nothing tells how wide and high one of them is (and no corner of a \
                 sheet of `mindgap sheet` can be read in it)";
            return Err(fail(why.to_owned()).but("", Setting::Shape, Remedy::set_to("28x28")));
        };
        let mut laid = Laid::default();
        let (whole, pixels) = decode(path, SIDE, request.on, &mut laid)?;
        let shape = Shape {
            channels: whole.channels,
            ..wanted
        };
        if !whole.width.is_multiple_of(shape.width) || !whole.height.is_multiple_of(shape.height) {
            let why = format!(
                "{}x{} pixels are no whole number of pictures of {}x{}; leave no gaps between them",
                whole.width, whole.height, shape.width, shape.height
            );
            return Err(fail(why).but("or give their true size: ", Setting::Shape, Remedy::Set));
        }
        let (across, rows) = (whole.width / shape.width, whole.height / shape.height);
        let limits = &request.limits;
        limits.check(path, across * rows, shape)?;
        let labels = match (&request.labels, classes) {
            (Some(labels), _) => labels::read_for(labels, across * rows, path, request)?.labels,
            (None, Some(classes)) if classes.len() == rows => (0..=255)
                .take(rows)
                .flat_map(|label| std::iter::repeat_n(label, across))
                .collect(),
            _ => {
                let why = format!(
                    "the sheet has {rows} rows of {across} pictures; if each row is one class, name \
                     {rows} classes"
                );
                return Err(fail(why).but(
                    "for a label to each picture, row by row, ",
                    Setting::Labels,
                    Remedy::Set,
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
            laid,
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
        (&self.path, picture_place(self.next))
    }

    fn remark(&self) -> Option<String> {
        self.laid.told()
    }
}
