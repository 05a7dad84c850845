//! Photographed cells, one a file, `cell00_label6.png`, squashed as a beginner would and no more.

use image::ImageFormat;
use rayon::prelude::*;

use super::{Source, gather};
use crate::dataset::{DataError, Part, Pictures};
use crate::picture::squash;

pub(super) fn read(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
    let (width, height) = (size(part.shape.width), size(part.shape.height));
    let cells = sources.par_iter().map(|source| {
        let label = source
            .name()
            .split_once("_label")
            .and_then(|(_, rest)| rest.strip_suffix(".png")?.parse().ok());
        let label =
            label.ok_or_else(|| source.damaged("its name does not end in _label and a digit"))?;
        source.check_label(label, part.classes.len(), "the file's name")?;
        Ok((
            squash(&source.decode(ImageFormat::Png)?, width, height),
            label,
        ))
    });
    Ok(gather(cells.collect::<Result<Vec<_>, _>>()?))
}
