//! A few of the pictures that a run learns from, as they are and as the network gets them.

use super::batches::augmented;
use super::error::TrainError;
use super::experiment::Experiment;
use crate::dataset::{Library, Shape};

/// How many are shown.
const SHOWN: usize = 8;

/// Some pictures that a run learns from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// Of each picture.
    pub shape: Shape,
    /// As they are: rows of pixels, channels last.
    pub pictures: Vec<Vec<u8>>,
    /// The same as the network gets them in its first epoch; none where nothing is done to them.
    pub augmented: Option<Vec<Vec<u8>>>,
}

impl Experiment {
    /// The first pictures that are learned from, of as many classes as there are among them.
    ///
    /// # Errors
    /// As [`Experiment::splits`].
    pub fn glimpse(&self, library: &Library) -> Result<Learned, TrainError> {
        let splits = self.splits(library)?;
        let mut places: Vec<usize> = Vec::with_capacity(SHOWN);
        for place in 0..splits.train.len() {
            let label = splits.train.label(place);
            if places.len() < SHOWN && places.iter().all(|&at| splits.train.label(at) != label) {
                places.push(place);
            }
        }
        let further =
            (0..splits.train.len().min(2 * SHOWN)).filter(|place| !places.contains(place));
        let further: Vec<usize> = further.take(SHOWN - places.len()).collect();
        places.extend(further);
        let all = places.iter();
        let pictures = all.map(|&place| splits.train.picture(place).to_vec());
        let (pictures, seed) = (pictures.collect(), self.recipe.seed);
        let augmented = (!splits.augment.is_empty()).then(|| {
            let all = places.iter();
            all.map(|&place| augmented(&splits.train, &splits.augment, (seed, 1), place))
                .collect()
        });
        Ok(Learned {
            shape: splits.train.dataset().shape(),
            pictures,
            augmented,
        })
    }
}
