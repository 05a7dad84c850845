//! What a lesson's author wrote, with the pictures that it shows.

use super::part::Part;
use crate::lesson::{Block, Picture};
use crate::pack::Album;
use crate::pack::text::on_screen;
use crate::pack::text::pictures::{self, pictures};

/// A part of a document with the pictures in its Markdown as pictures; everything else as it is.
pub(super) fn pictured(part: Part, album: &Album) -> Vec<Part> {
    let (text, again): (&str, fn(String) -> Part) = match &part {
        Part::Told(Block::Authored(text)) => (text, |text| Part::Told(Block::Authored(text))),
        Part::Context(text) => (text, Part::Context),
        _ => return vec![part],
    };
    let text = on_screen(text);
    if pictures(&text).is_empty() {
        return vec![part];
    }
    let pieces = pictures::parts(&text).into_iter();
    let parts = pieces.map(|piece| match piece {
        pictures::Part::Text(text) => again(text.to_owned()),
        pictures::Part::Picture(shown) => match album.get(&shown.path) {
            Some(picture) => Part::Told(Block::Pictures(vec![Picture {
                caption: shown.caption,
                picture: picture.clone(),
            }])),
            None => Part::text(shown.caption),
        },
    });
    parts.collect()
}
