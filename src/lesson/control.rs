//! The human control: what people read of the pictures that a network is measured on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::eval::{Interval, Proportion, Score, SliceSpec};
use crate::say;
use crate::words::Words;

/// What the learner read of one kind of pictures, in a step of their lesson.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LearnerRead {
    /// The pictures.
    pub(super) slice: SliceSpec,
    /// How many they read correctly.
    pub(super) right: usize,
    /// What they said of each; none where they could not tell.
    pub(super) said: Vec<Option<u8>>,
}

/// What the learner read of pictures like those of a slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The slice's place in its step.
    pub place: usize,
    /// How many they read correctly.
    pub right: usize,
    /// What they said of each; none where they could not tell.
    pub said: Vec<Option<u8>>,
}

impl Reading {
    /// What the learner read of each of these slices, where they read such pictures.
    pub(super) fn of_each(slices: &[SliceSpec], read: &[LearnerRead]) -> Vec<Self> {
        let slices = slices.iter().enumerate();
        let readings = slices.filter_map(|(place, slice)| {
            let of_it = read.iter().filter(|read| read.slice.is_of_one_kind(slice));
            let mut reading = Self {
                place,
                right: 0,
                said: Vec::new(),
            };
            for read in of_it {
                reading.right += read.right;
                reading.said.extend(&read.said);
            }
            (!reading.said.is_empty()).then_some(reading)
        });
        readings.collect()
    }

    /// The one of the slice at this place.
    pub(crate) fn at(readings: &[Self], place: usize) -> Option<&Self> {
        readings.iter().find(|reading| reading.place == place)
    }

    /// How many were read correctly. What nobody could tell is not right.
    pub fn score(&self) -> Proportion {
        Proportion::of(self.right, self.said.len())
    }

    /// Which classes were read, and how often each: the most frequent first.
    pub fn classes(&self) -> Vec<(u8, usize)> {
        let mut counts = BTreeMap::new();
        for class in self.said.iter().flatten() {
            *counts.entry(*class).or_insert(0) += 1;
        }
        let mut counts: Vec<(u8, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        counts
    }

    /// Whether most of what was said names another class than this label.
    pub fn doubts(&self, label: u8) -> bool {
        let said = self.said.iter().flatten();
        2 * said.filter(|class| **class != label).count() > self.said.len()
    }

    /// The classes that an answer may be where the label is doubted: the label, and whatever people read instead.
    pub(crate) fn accepted(&self, label: u8) -> Vec<u8> {
        let read = self.classes().into_iter().map(|(class, _)| class);
        let others = read.filter(|class| *class != label);
        [label].into_iter().chain(others).collect()
    }

    /// What was said, as people say it: `3 of 4 as 1, 1 as 7`.
    pub(crate) fn in_words(&self, name: impl Fn(u8) -> String, words: Words) -> String {
        let all = self.said.len();
        let classes = self.classes().into_iter();
        let classes = classes.map(|(class, n)| (Some(class), n));
        let unsure = self.said.iter().filter(|said| said.is_none()).count();
        let unsure = (unsure > 0).then_some((None, unsure));
        let told = classes.chain(unsure).enumerate();
        // Of how many is said once.
        let told = told.map(|(place, (class, n))| match (class.map(&name), place) {
            (Some(class), 0) => say!(words, "read-so-many-of-as", n = n, all = all, class = class),
            (Some(class), _) => say!(words, "read-so-many-as", n = n, class = class),
            (None, 0) => say!(words, "read-not-of-at-all", n = n, all = all),
            (None, _) => say!(words, "read-not-at-all", n = n),
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

/// Somebody other than a network who read pictures like those of a slice.
pub(crate) struct Control {
    /// Who: the id of the word that stands in front of what they read.
    pub(crate) id: &'static str,
    /// Whether that was the learner, and not somebody whom a source tells of.
    pub(crate) is_learner: bool,
    /// The share that they read correctly, 0..1.
    pub(crate) share: f64,
    /// Its 95 % interval, where it is known of how many.
    pub(crate) interval: Option<Interval>,
    /// How many of how many, or the share, and where that stands.
    pub(crate) read: String,
}

impl Control {
    /// Those of a slice at this place: what people scored elsewhere, then what the learner read.
    pub(crate) fn of(
        slice: &SliceSpec,
        place: usize,
        readings: &[Reading],
        words: Words,
    ) -> Vec<Self> {
        let people = slice.people.iter().map(|people| {
            let share = words.lang.percent(people.share());
            let share = match people.score {
                Score::Share(_) => format!("{share} %"),
                Score::Counted(counted) => {
                    format!("{share} % ({})", counted.interval.percent(words.lang))
                }
            };
            let source = people.source.trim();
            Self {
                id: "people",
                is_learner: false,
                share: people.share(),
                interval: people.interval(),
                read: say!(words, "people-cited", share = share, source = source),
            }
        });
        let learner = Reading::at(readings, place).map(|reading| {
            let score = reading.score();
            let of = say!(words, "n-of-n", n = score.count, all = score.n);
            Self {
                id: "you",
                is_learner: true,
                share: score.share.unwrap_or(0.0),
                interval: Some(score.interval),
                read: format!("{of} ({} %)", score.interval.percent(words.lang)),
            }
        });
        people.chain(learner).collect()
    }

    /// In a sentence without its end.
    pub(crate) fn in_words(&self, words: Words) -> String {
        format!("{} {}", words.text(self.id), self.read)
    }
}

#[cfg(test)]
mod tests {
    use super::Reading;

    #[test]
    fn a_label_is_doubted_where_most_readings_name_another_class() {
        let doubts = |said: &[Option<u8>]| {
            let reading = Reading {
                place: 0,
                right: 0,
                said: said.to_vec(),
            };
            reading.doubts(1)
        };
        assert!(doubts(&[Some(7), Some(7), Some(1)]));
        assert!(doubts(&[Some(7), Some(2), Some(1)]));
        assert!(!doubts(&[Some(7), Some(1)]));
        // Whoever cannot tell names no other class.
        assert!(!doubts(&[Some(7), None, None]));
        assert!(!doubts(&[]));
    }
}
