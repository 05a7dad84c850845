//! Pictures of what is about to be shown or learned from, for whoever says something of it first: without anybody's
//! answers.

use crate::dataset::{Shape, Split};
use crate::say;
use crate::train::Learned;
use crate::words::Words;

/// Some pictures of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Specimens {
    /// What they are.
    pub of: SpecimensOf,
    /// Of each picture.
    pub shape: Shape,
    /// Rows of pixels, channels last.
    pub pictures: Vec<Vec<u8>>,
}

/// What specimens are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpecimensOf {
    /// A slice, by what learners read of it.
    Slice(String),
    /// What a network learns from, as it is.
    Training,
    /// The same pictures as the network gets them in its first epoch, after augmentation.
    Augmented,
}

impl Specimens {
    /// All pictures of what was drawn of a slice.
    pub(crate) fn of_slice(title: String, split: &Split) -> Self {
        let places = 0..split.len();
        Self {
            of: SpecimensOf::Slice(title),
            shape: split.dataset().shape(),
            pictures: places.map(|place| split.picture(place).to_vec()).collect(),
        }
    }

    /// What a network learns from, and after that the same as it gets it, where that is something else.
    pub(crate) fn of_learned(learned: Learned) -> Vec<Self> {
        let Learned {
            shape,
            pictures,
            augmented,
        } = learned;
        let rows = [
            (SpecimensOf::Training, Some(pictures)),
            (SpecimensOf::Augmented, augmented),
        ];
        let rows = rows.into_iter().filter_map(|(of, pictures)| {
            let pictures = pictures?;
            Some(Self {
                of,
                shape,
                pictures,
            })
        });
        rows.collect()
    }

    /// What they are, in a few words.
    pub fn title(&self, words: Words) -> String {
        match &self.of {
            SpecimensOf::Slice(title) => title.clone(),
            SpecimensOf::Training => say!(words, "specimens-training"),
            SpecimensOf::Augmented => say!(words, "specimens-augmented"),
        }
    }
}
