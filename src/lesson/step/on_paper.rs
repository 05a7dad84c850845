//! Digits on a paper whose photo is looked at, before they are taken for those that were asked for.

use crate::dataset::Shape;
use crate::lesson::block::{Block, Picture};
use crate::lesson::handed_in::{Cutout, HandedIn};
use crate::lesson::photo::{PhotoSource, Seen};
use crate::lesson::talk::Work;
use crate::picture::{Cleanup, SIDE};
use crate::say;
use crate::train::RunId;
use crate::words::Words;

/// A paper whose photo is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct OnPaper {
    /// The photo.
    pub source: PhotoSource,
    /// What was found in it, or why nothing could be; none until it is there.
    pub found: Option<Result<Box<Seen>, String>>,
    ticket: usize,
}

impl OnPaper {
    /// A photo that nobody has looked at yet, as the question of this number.
    pub(super) fn new(source: PhotoSource, ticket: usize) -> Self {
        Self {
            source,
            found: None,
            ticket,
        }
    }

    /// What has to be done to look at it. All digits of it are wanted.
    pub(super) fn work(&self, run: RunId) -> Work {
        Work::Photo {
            run,
            ticket: self.ticket,
            source: self.source.clone(),
            stages: Cleanup {
                largest: false,
                ..Cleanup::default()
            },
        }
    }

    /// Takes in what was found, if it was asked for.
    pub(super) fn hear(&mut self, ticket: usize, found: Result<Box<Seen>, String>) {
        if ticket == self.ticket {
            self.found = Some(found);
        }
    }

    /// What was found; none until it is there, or where the photo could not be looked at.
    pub fn seen(&self) -> Option<&Seen> {
        self.found.as_ref()?.as_ref().ok().map(|seen| &**seen)
    }

    /// The digits that it stands for, if it shows as many as were asked for: the next row of them, or all that are
    /// left.
    pub fn taken<'a>(&self, left: &'a [u8], row: usize) -> Option<&'a [u8]> {
        let n = self.seen()?.digits.len();
        (n > 0 && (n == row || n == left.len())).then(|| left.get(..n))?
    }

    /// Its digits, cut out, in reading order.
    pub(super) fn cut_out(&self) -> Option<Vec<HandedIn>> {
        let digits = self.seen()?.digits.iter();
        digits
            .map(|digit| Cutout::of(&digit.picture).map(|paper| HandedIn::Paper { paper }))
            .collect()
    }

    /// What is said of it, in a sentence or two.
    pub fn told(&self, left: &[u8], row: usize, words: Words) -> String {
        let n = match &self.found {
            None => return say!(words, "looking-at-photo"),
            Some(Err(failure)) => return failure.clone(),
            Some(Ok(seen)) => seen.digits.len(),
        };
        match (self.taken(left, row), row == left.len()) {
            (Some(_), _) => say!(words, "paper-fits", n = n),
            (None, true) => say!(words, "paper-does-not-fit", n = n, row = row),
            (None, false) => {
                let left = left.len();
                say!(words, "paper-fits-neither", n = n, row = row, left = left)
            }
        }
    }

    /// What was found, each with the digit that it would stand for.
    pub(super) fn tell(&self, left: &[u8], row: usize, words: Words) -> Vec<Block> {
        let shape = Shape {
            width: SIDE as usize,
            height: SIDE as usize,
            channels: 1,
        };
        let digits = self.seen().map_or(&[][..], |seen| &seen.digits);
        let taken = self.taken(left, row).unwrap_or_default();
        let captions = (0..digits.len()).map(|place| match taken.get(place) {
            Some(digit) => format!("{digit}:"),
            None => format!("{}.", place + 1),
        });
        let pictures = digits.iter().zip(captions);
        let pictures = pictures
            .filter_map(|(digit, caption)| Picture::of(caption, &digit.picture, shape))
            .collect();
        let mut blocks = match digits.is_empty() {
            true => Vec::new(),
            false => vec![Block::Pictures(pictures)],
        };
        blocks.push(Block::Text(self.told(left, row, words)));
        blocks
    }
}
