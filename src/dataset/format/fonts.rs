//! Typefaces: characters of each, drawn and brought into MNIST's form.

use std::ops::RangeInclusive;

use image::GrayImage;
use rayon::prelude::*;
use thiserror::Error;

use super::source::{Source, gather};
use crate::dataset::{DataError, Groups, Pictures};
use crate::picture::{glyph, mnistify};

/// The line height of the drawn characters in pixels: digits come out about 200 to 320 high, ten times as
/// high as in MNIST's box, so that the finest hairline is drawn whole before it is reduced.
const HEIGHT: f32 = 384.0;
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

/// A character of a typeface as ink, many times as large as MNIST's digits. Its edges are grey where a pixel
/// is partly covered.
pub(in crate::dataset) fn large(face: &[u8], character: char) -> Result<GrayImage, GlyphError> {
    Ok(glyph::draw(face, character, HEIGHT)?)
}

/// The same in MNIST's form. Its ink is not made black and white first, as scans are: a hairline that is
/// thinner than a pixel becomes grey, and would be broken.
pub(in crate::dataset) fn reduced(
    large: &GrayImage,
    character: char,
) -> Result<GrayImage, GlyphError> {
    mnistify(large).ok_or(GlyphError::NoInk(character))
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
                let drawn = large(&source.bytes, wanted).and_then(|large| reduced(&large, wanted));
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
