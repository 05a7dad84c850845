//! Photographed cells, one a file, `cell00_label6.png`: squashed as a beginner would and no more, or
//! cleaned up.

use image::{DynamicImage, GrayImage, ImageFormat};
use rayon::prelude::*;

use super::source::{Source, gather};
use crate::dataset::{DataError, Part, Pictures};
use crate::picture::{Cleanup, Photo, SIDE, squash};

pub(super) fn read(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
    let (width, height) = (size(part.shape.width), size(part.shape.height));
    read_with(sources, part, |cell| squash(&cell, width, height))
}

/// The largest digit in each cell; an empty picture where none is found, which is then a picture that
/// no model can read.
pub(super) fn read_cleaned(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    read_with(sources, part, |cell| {
        let cleaned = Cleanup::of_one_digit().run(&Photo::from(cell));
        let digit = cleaned.digits.into_iter().next();
        digit.map_or_else(|| GrayImage::new(SIDE, SIDE), |digit| digit.picture)
    })
}

fn read_with(
    sources: &[Source<'_>],
    part: &Part,
    draw: impl Fn(DynamicImage) -> GrayImage + Sync,
) -> Result<Pictures, DataError> {
    let cells = sources.par_iter().map(|source| {
        let label = source
            .name()
            .split_once("_label")
            .and_then(|(_, rest)| rest.strip_suffix(".png")?.parse().ok());
        let label =
            label.ok_or_else(|| source.damaged("its name does not end in _label and a digit"))?;
        source.check_label(label, part.classes.len(), "the file's name")?;
        Ok((draw(source.decode(ImageFormat::Png)?), label))
    });
    Ok(gather(cells.collect::<Result<Vec<_>, _>>()?))
}
