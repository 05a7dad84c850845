//! Typefaces: characters of each, drawn and brought into MNIST's form.

use std::ops::RangeInclusive;

use image::GrayImage;
use rayon::prelude::*;
use thiserror::Error;

use super::source::{Source, as_mnist, gather};
use crate::dataset::{DataError, Groups, Pictures};
use crate::picture::glyph;

/// The line height of the drawn characters in pixels: digits come out about 50 to 80 high, so MNIST's
/// form is reached by shrinking, as it was for MNIST.
const HEIGHT: f32 = 96.0;
pub(in crate::dataset) const DIGITS: RangeInclusive<char> = '0'..='9';
/// Their labels follow those of the digits: none of them is one.
pub(super) const LETTERS: RangeInclusive<char> = 'A'..='Z';

/// Why a character cannot be drawn.
#[derive(Debug, Error)]
pub(in crate::dataset) enum GlyphError {
    /// The file is no typeface, or has not this character.
    #[error(transparent)]
    Typeface(#[from] glyph::GlyphError),
    /// It is blank.
    #[error("its {0} has no ink")]
    NoInk(char),
}

/// A character of a typeface in MNIST's form, or why there is none.
pub(in crate::dataset) fn character(face: &[u8], character: char) -> Result<GrayImage, GlyphError> {
    let ink = glyph::draw(face, character, HEIGHT)?;
    as_mnist(ink).ok_or(GlyphError::NoInk(character))
}

/// Face after face, these characters of each, with labels from `first`; a picture's group is its face's
/// family.
pub(super) fn read(
    sources: &[Source<'_>],
    characters: &RangeInclusive<char>,
    first: u8,
) -> Result<Pictures, DataError> {
    let drawn = sources.par_iter().flat_map_iter(|source| {
        (first..)
            .zip(characters.clone())
            .map(move |(label, wanted)| {
                let drawn = character(&source.bytes, wanted);
                Ok((drawn.map_err(|why| source.damaged(why))?, label))
            })
    });
    let pictures = gather(drawn.collect::<Result<Vec<_>, _>>()?);
    let mut groups = Groups::default();
    for source in sources {
        let family = source.file.group.as_deref().unwrap_or(source.name());
        let known = groups.names.iter().position(|name| name == family);
        let group = known.unwrap_or_else(|| {
            groups.names.push(family.to_owned());
            groups.names.len() - 1
        });
        groups.of.extend(characters.clone().map(|_| group as u16));
    }
    Ok(Pictures {
        groups: Some(groups),
        ..pictures
    })
}
