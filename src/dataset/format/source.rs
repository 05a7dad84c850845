//! A shipped file that pictures are read from, and what readers of several formats do with it.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use rayon::prelude::*;

use crate::dataset::files::Files;
use crate::dataset::{DataError, File, Pictures};
use crate::picture::mnistify;

/// A file that pictures are read from.
pub(super) struct Source<'a> {
    pub(super) file: &'a File,
    pub(super) files: &'a Files,
    pub(super) bytes: Cow<'static, [u8]>,
}

impl<'a> Source<'a> {
    pub(super) fn open(file: &'a File, files: &'a Files) -> Result<Self, DataError> {
        Ok(Self {
            file,
            files,
            bytes: files.read(&file.path)?,
        })
    }

    /// The error that the content is wrong.
    pub(super) fn damaged(&self, why: impl ToString) -> DataError {
        self.files.damaged(&self.file.path, why)
    }

    /// A reader of what is packed in the file, which may be packed piece by piece.
    pub(super) fn unpack(&self) -> MultiGzDecoder<&[u8]> {
        MultiGzDecoder::new(&self.bytes)
    }

    /// Hands each row of [`Source::numbers`] to `draw`, in parallel: its numbers, then its label.
    pub(super) fn rows<const COLUMNS: usize>(
        &self,
        classes: usize,
        draw: impl Fn(&[u8; COLUMNS], u8) -> Option<GrayImage> + Sync,
    ) -> Result<Pictures, DataError> {
        let rows = self.numbers(classes)?;
        let drawn = rows.par_iter().enumerate().map(|(index, (values, label))| {
            match draw(values, *label) {
                Some(picture) => Ok((picture, *label)),
                None => Err(self.damaged(format!("line {} is an empty picture", index + 1))),
            }
        });
        Ok(gather(drawn.collect::<Result<Vec<_>, _>>()?))
    }

    /// Unpacks a text of comma-separated whole numbers: those before the last of each row, and the
    /// last, its label.
    pub(super) fn numbers<const COLUMNS: usize>(
        &self,
        classes: usize,
    ) -> Result<Vec<([u8; COLUMNS], u8)>, DataError> {
        /// Far more than any of the sets has: what unpacks to more is not one of them.
        const MAX_UNPACKED_BYTES: u64 = 64 << 20;
        let mut text = Vec::new();
        let read = self
            .unpack()
            .take(MAX_UNPACKED_BYTES)
            .read_to_end(&mut text);
        read.map_err(|error| self.damaged(format!("it cannot be unpacked ({error})")))?;
        let mut rows = Vec::new();
        let mut lines = csv::ReaderBuilder::new()
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(&text[..]);
        for row in lines.deserialize() {
            let row: Vec<u8> = row.map_err(|error| self.damaged(error))?;
            let line = rows.len() + 1;
            let numbers = row.len();
            let (values, label) = match row.split_last_chunk::<1>() {
                Some((values, &[label])) => (<[u8; COLUMNS]>::try_from(values), label),
                None => continue,
            };
            let values = values.map_err(|_| {
                self.damaged(format!(
                    "line {line} has {numbers} numbers instead of {}",
                    COLUMNS + 1
                ))
            })?;
            self.check_label(label, classes, format_args!("line {line}"))?;
            rows.push((values, label));
        }
        Ok(rows)
    }

    pub(super) fn check_label(
        &self,
        label: u8,
        classes: usize,
        place: impl std::fmt::Display,
    ) -> Result<(), DataError> {
        if usize::from(label) < classes {
            return Ok(());
        }
        let last = classes.saturating_sub(1);
        Err(self.damaged(format!(
            "{place} has the label {label}; the labels are 0 to {last}"
        )))
    }

    pub(super) fn decode(&self, format: ImageFormat) -> Result<DynamicImage, DataError> {
        image::load_from_memory_with_format(&self.bytes, format)
            .map_err(|error| self.damaged(error))
    }

    /// The file's name without its folders.
    pub(super) fn name(&self) -> &str {
        self.file.path.rsplit('/').next().unwrap_or_default()
    }
}

/// Grey pictures one after the other.
pub(super) fn gather(drawn: Vec<(GrayImage, u8)>) -> Pictures {
    let labels = drawn.iter().map(|(_, label)| *label).collect();
    let pixels = drawn
        .into_iter()
        .flat_map(|(picture, _)| picture.into_raw())
        .collect();
    Pictures {
        pixels,
        labels,
        ..Pictures::default()
    }
}

/// Makes ink binary (half covered or more is ink), as the scans were that MNIST was made from, then
/// an MNIST digit.
pub(super) fn as_mnist(mut ink: GrayImage) -> Option<GrayImage> {
    for Luma([value]) in ink.pixels_mut() {
        *value = if *value >= 128 { 255 } else { 0 };
    }
    mnistify(&ink)
}
