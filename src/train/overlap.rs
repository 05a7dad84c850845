//! What a run has seen of the pictures that it is measured on: the only place that says so. Whatever the run, and those
//! that it goes on from, learned from counts, what was mixed into it too, and so does the same picture in other data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::TrainError;
use super::experiment::Experiment;
use super::record::{Origin, RunRecord};
use super::store::RunStore;
use crate::dataset::{DataError, Library, PictureIndex, Split};

/// How many of some pictures a run has seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// Pictures.
    pub n: usize,
    /// Those that it learned from.
    pub learned: usize,
    /// How many of these are not the same byte by byte, but nearly the same picture: stored again as JPEG, brighter or
    /// darker by some levels.
    pub nearly: usize,
    /// Those that it did not learn from, but was validated on.
    pub validated: usize,
    /// Whether some of what it learned from is not there any more, so that there may be others.
    pub may_be_more: bool,
}

impl Overlap {
    /// Whether there is nothing to tell of it.
    pub fn is_clean(&self) -> bool {
        self.learned == 0 && self.validated == 0 && !self.may_be_more
    }
}

/// The pictures that a run has seen.
pub struct SeenPictures {
    index: PictureIndex,
    /// The first so many of the index's sources were learned from; it was validated on the others.
    learned: usize,
    may_be_more: bool,
}

impl SeenPictures {
    /// How many of these pictures, before anything was done to them, are among those.
    pub fn among(&self, pictures: &Split) -> Overlap {
        let mut overlap = Overlap {
            n: pictures.len(),
            learned: 0,
            nearly: 0,
            validated: 0,
            may_be_more: self.may_be_more,
        };
        for found in self.index.find(pictures).into_iter().flatten() {
            if found.source < self.learned {
                overlap.learned += 1;
                overlap.nearly += usize::from(!found.is_exact);
            } else {
                overlap.validated += 1;
            }
        }
        overlap
    }
}

impl RunStore {
    /// The pictures that a run, and those that it goes on from, learned from and were validated on. They are read if
    /// they were not yet.
    ///
    /// # Errors
    /// When the record of one of those runs cannot be read.
    pub fn seen(&self, record: &RunRecord, library: &Library) -> Result<SeenPictures, TrainError> {
        let mut seen = Seen::default();
        let ancestors = self.ancestors(record)?;
        let first = ancestors.last().unwrap_or(record);
        seen.may_be_more = first
            .experiment()
            .is_some_and(|experiment| experiment.from.is_some());
        for run in [record].into_iter().chain(&ancestors) {
            match &run.origin {
                Origin::Trained(experiment) => seen.add(experiment, library),
                Origin::Brought(brought) => {
                    let part = library.training_part(&brought.set);
                    let part = part.and_then(|(selector, _)| library.select(&selector));
                    seen.learn(part);
                }
            }
        }
        let learned = seen.learned.len();
        let sources = seen.learned.into_iter().chain(seen.validated);
        Ok(SeenPictures {
            index: PictureIndex::of(sources.collect()),
            learned,
            may_be_more: seen.may_be_more,
        })
    }
}

/// What is gathered.
#[derive(Default)]
struct Seen {
    learned: Vec<Split>,
    validated: Vec<Split>,
    may_be_more: bool,
}

impl Seen {
    fn add(&mut self, experiment: &Experiment, library: &Library) {
        let live = experiment.learned_from(library).ok();
        match live.filter(|(selector, _)| library.is_live(selector)) {
            // More was written since then; which of it there was, nobody knows any more.
            Some((selector, _)) => self.learn(library.select(&selector)),
            None => match experiment.splits(library) {
                Ok(splits) => {
                    self.learned.push(splits.train);
                    self.validated.push(splits.validation);
                }
                Err(_) => self.may_be_more = true,
            },
        }
        for from in experiment.mixed_in() {
            self.learn(library.select(from));
        }
    }

    /// What cannot be read may hold others.
    fn learn(&mut self, pictures: Result<Split, DataError>) {
        match pictures {
            Ok(pictures) => self.learned.push(pictures),
            Err(_) => self.may_be_more = true,
        }
    }
}
