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

    /// Which of the digits that were found are taken for the next ones that are asked for, by their places, in the
    /// order in which they are asked for. Of a page, all, if it shows as many as the next row, or as all that are left.
    /// Of a printed sheet, as far as it goes, those whose boxes ask for them.
    pub fn taken(&self, left: &[u8], row: usize) -> Vec<usize> {
        let Some(seen) = self.seen() else {
            return Vec::new();
        };
        let n = seen.digits.len();
        match &seen.asks {
            Some(asks) => of_sheet(asks, left),
            None if n == row || n == left.len() => (0..n).collect(),
            None => Vec::new(),
        }
    }

    /// What each digit that was found is taken for; none where it is not taken.
    pub fn stands_for(&self, left: &[u8], row: usize) -> Vec<Option<u8>> {
        let mut stands_for = vec![None; self.seen().map_or(0, |seen| seen.digits.len())];
        for (place, digit) in self.taken(left, row).into_iter().zip(left) {
            if let Some(found) = stands_for.get_mut(place) {
                *found = Some(*digit);
            }
        }
        stands_for
    }

    /// Those that are taken, cut out, in the order in which they were asked for.
    pub(super) fn cut_out(&self, left: &[u8], row: usize) -> Vec<HandedIn> {
        let digits = self.seen().map_or(&[][..], |seen| &seen.digits);
        let taken = self.taken(left, row).into_iter();
        taken
            .map_while(|place| {
                let paper = Cutout::of(&digits.get(place)?.picture)?;
                Some(HandedIn::Paper { paper })
            })
            .collect()
    }

    /// What is said of it, in a sentence or two.
    pub fn told(&self, left: &[u8], row: usize, words: Words) -> String {
        let seen = match &self.found {
            None => return say!(words, "looking-at-photo"),
            Some(Err(failure)) => return failure.clone(),
            Some(Ok(seen)) => seen,
        };
        let (n, taken) = (seen.digits.len(), self.taken(left, row).len());
        let told = match (&seen.refused, &seen.asks) {
            (Some(why), _) => return why.clone(),
            (None, Some(asks)) => told_sheet(asks, taken, left, words),
            (None, None) if taken > 0 => say!(words, "paper-fits", n = n),
            (None, None) if n == 0 && seen.pale > 0 => String::new(),
            (None, None) if row == left.len() => {
                say!(words, "paper-does-not-fit", n = n, row = row)
            }
            (None, None) => {
                let left = left.len();
                say!(words, "paper-fits-neither", n = n, row = row, left = left)
            }
        };
        let pale = (seen.pale > 0).then(|| say!(words, "too-pale", n = seen.pale));
        let told = [Some(told), pale].into_iter().flatten();
        let told: Vec<String> = told.filter(|told| !told.is_empty()).collect();
        told.join(" ")
    }

    /// What was found, each with the digit that it would stand for.
    pub(super) fn tell(&self, left: &[u8], row: usize, words: Words) -> Vec<Block> {
        let shape = Shape {
            width: SIDE as usize,
            height: SIDE as usize,
            channels: 1,
        };
        let digits = self.seen().map_or(&[][..], |seen| &seen.digits);
        let stands_for = self.stands_for(left, row).into_iter().enumerate();
        let captions = stands_for.map(|(place, digit)| match digit {
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

/// The places of the boxes that ask for the next digits, each once, until one is not there.
fn of_sheet(asks: &[Option<u8>], left: &[u8]) -> Vec<usize> {
    let mut free: Vec<Option<u8>> = asks.to_vec();
    let mut take = |digit: u8| {
        let place = free.iter().position(|asks| *asks == Some(digit))?;
        free[place] = None;
        Some(place)
    };
    left.iter().map_while(|digit| take(*digit)).collect()
}

/// What is said of a printed sheet.
fn told_sheet(asks: &[Option<u8>], taken: usize, left: &[u8], words: Words) -> String {
    let n = asks.len();
    match (taken, left.first()) {
        (0, _) if n == 0 => say!(words, "paper-sheet-empty"),
        (0, _) if asks.iter().all(Option::is_none) => say!(words, "paper-sheet-of-others"),
        (0, next) => {
            let next = next.map_or_else(String::new, u8::to_string);
            say!(words, "paper-sheet-lacks", n = n, digit = next)
        }
        (taken, _) => say!(words, "paper-sheet-fits", n = n, taken = taken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::photo::SeenDigit;

    /// A photo of a sheet whose boxes ask for these, or of a page.
    fn looked_at(asks: Option<Vec<Option<u8>>>, n: usize) -> OnPaper {
        let digit = SeenDigit {
            picture: vec![0; (SIDE * SIDE) as usize],
            answer: vec![0.1; 10],
            place: [0.0; 4],
            on_page: [0.0; 4],
        };
        let mut paper = OnPaper::new(PhotoSource::Sent(1), 1);
        let seen = Seen {
            stages: Vec::new(),
            digits: vec![digit; n],
            asks,
            refused: None,
            pale: 0,
        };
        paper.hear(1, Ok(Box::new(seen)));
        paper
    }

    #[test]
    fn each_box_of_a_printed_sheet_is_taken_for_what_it_asks_for_and_no_other() {
        let left = [7, 5, 5, 0, 3];
        let asks = [5, 9, 7, 5, 5, 0].map(Some);
        let paper = looked_at(Some(asks.to_vec()), 6);
        // A 3 is asked for and not there, so it goes as far as the 0.
        assert_eq!(paper.taken(&left, 5), [2, 0, 3, 5]);
        let stands_for = [Some(5), None, Some(7), Some(5), None, Some(0)];
        assert_eq!(paper.stands_for(&left, 5), stands_for);
        assert_eq!(paper.cut_out(&left, 5).len(), 4);
        // As many as asked for, and none of them a digit: a page would be taken.
        let letters = looked_at(Some(vec![None; 5]), 5);
        assert!(letters.taken(&left, 5).is_empty() && letters.cut_out(&left, 5).is_empty());
    }

    #[test]
    fn a_page_is_taken_in_order_if_it_shows_as_many_as_were_asked_for() {
        let left = [7, 5, 5, 0, 3];
        assert_eq!(looked_at(None, 2).taken(&left, 2), [0, 1]);
        assert_eq!(looked_at(None, 5).taken(&left, 2), [0, 1, 2, 3, 4]);
        for n in [0, 1, 3, 6] {
            assert!(looked_at(None, n).taken(&left, 2).is_empty(), "{n}");
        }
    }
}
