//! Specimens in words, for whoever does not see them.

use super::block::{Block, Picture};
use super::specimens::Specimens;
use crate::say;
use crate::words::Words;

/// How many there are and what they are, and the first of each kind; nothing where there are none.
pub(super) fn glimpse(specimens: &[Specimens], words: Words) -> Vec<Block> {
    let first = specimens.iter().filter_map(|kind| {
        let title = kind.title(words);
        Picture::of(title, kind.pictures.first()?, kind.shape)
    });
    let first: Vec<Picture> = first.collect();
    match first.is_empty() {
        true => Vec::new(),
        false => vec![
            Block::Text(say!(words, "specimens", n = first.len())),
            Block::Pictures(first),
        ],
    }
}
