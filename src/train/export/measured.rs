//! What a run's network reads correctly of the pictures that it is best measured on, for others to compare with.

use crate::dataset::{Library, Selector, Split};
use crate::model::classifier::{EVALUATION_BATCH, argmax};
use crate::model::{BackendError, NetworkClassifier, device};
use crate::train::error::TrainError;
use crate::train::experiment::Experiment;

/// So many pictures of some data are right.
#[derive(Debug)]
pub struct Measured {
    /// The data: the run's test data, or what it learned from where there is none.
    pub selector: Selector,
    /// What pictures of it those are.
    pub kind: Kind,
    /// The pictures.
    pub split: Split,
    /// How many of them are read correctly.
    pub right: usize,
}

/// What a run's network was measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Test data.
    Test,
    /// What was held out for validation: there is no test data.
    Validation,
    /// What was learned from: there is nothing else.
    Training,
}

impl Measured {
    /// Measures a run's network on its test data; without such, on what it was validated on; without that, on what
    /// it learned from.
    ///
    /// # Errors
    /// When the data is not there, or the backend fails.
    pub(super) fn of(
        experiment: &Experiment,
        classifier: &NetworkClassifier,
        library: &Library,
    ) -> Result<Self, TrainError> {
        let (selector, kind, split) = match experiment.tested_on(library) {
            Ok(test) => {
                let split = library.select(&test)?;
                (test, Kind::Test, split)
            }
            Err(_) => {
                let (learned, _) = experiment.learned_from(library)?;
                let splits = experiment.splits(library)?;
                match splits.validation.is_empty() {
                    false => (learned, Kind::Validation, splits.validation),
                    true => (learned, Kind::Training, splits.train),
                }
            }
        };
        let right = right_answers(classifier, &split)?;
        Ok(Self {
            selector,
            kind,
            split,
            right,
        })
    }

    /// The pictures in words, such as `mnist/test`.
    pub fn on(&self) -> String {
        match self.kind {
            Kind::Test => self.selector.to_string(),
            Kind::Validation => format!("the validation pictures of {}", self.selector),
            Kind::Training => format!("the training pictures of {}", self.selector),
        }
    }
}

fn right_answers(classifier: &NetworkClassifier, split: &Split) -> Result<usize, BackendError> {
    let places: Vec<usize> = (0..split.len()).collect();
    let mut right = 0;
    for places in places.chunks(EVALUATION_BATCH) {
        let pictures = places.iter().map(|&place| split.picture(place));
        let answers = classifier.probabilities(pictures, &device())?;
        let pairs = answers.iter().zip(places);
        right += pairs
            .filter(|(row, place)| argmax(row).0 == split.label(**place))
            .count();
    }
    Ok(right)
}
