//! One measurement of a family, as it is kept.

use serde::{Deserialize, Serialize};

use super::right::Right;
use crate::dataset::Inputs;
use crate::eval::corruption_error::Errors;
use crate::eval::{Clustered, Interval, wilson};
use crate::shift::{Corruption, Shift};

/// One measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Measurement {
    /// The pictures before they were altered.
    pub(super) from: String,
    /// What was done to them; none for the clean ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shift: Option<Shift>,
    #[serde(alias = "take")]
    pub(super) sample: Option<usize>,
    pub(super) seed: u64,
    /// Of the program's corruptions.
    pub(super) version: u32,
    pub(super) digest: String,
    pub(super) inputs: Inputs,
    pub(super) n: usize,
    pub(super) correct: usize,
    pub(super) mean_confidence: f64,
    #[serde(default)]
    pub(super) mean_confidence_wrong: Option<f64>,
    /// The interval over groups, where pictures come in enough of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clustered: Option<Clustered>,
    /// Which pictures were read correctly, where that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) right: Option<Right>,
}

impl Measurement {
    /// As `--slice` names it.
    pub(super) fn slice(&self) -> String {
        match self.shift {
            Some(shift) => format!("{}+{shift}", self.from),
            None => self.from.clone(),
        }
    }

    pub(super) fn accuracy(&self) -> f64 {
        self.correct as f64 / self.n.max(1) as f64
    }

    pub(super) fn interval(&self) -> Interval {
        let over_pictures = wilson(self.correct, self.n);
        self.clustered
            .map_or(over_pictures, |over| over.interval.wider(over_pictures))
    }
}

/// A corruption with its measurements, the mildest severity first.
pub(super) struct Row {
    pub(super) corruption: &'static Corruption,
    pub(super) measurements: Vec<Measurement>,
}

impl Row {
    /// Shares of wrong answers, beside those on clean pictures.
    pub(super) fn errors(&self, clean: &Measurement) -> Errors {
        let corrupted = self.measurements.iter();
        Errors {
            clean: 1.0 - clean.accuracy(),
            corrupted: corrupted.map(|one| 1.0 - one.accuracy()).collect(),
        }
    }

    /// The measurement at the severity that stands for the corruption: its default one, or the only one.
    pub(super) fn main(&self) -> Option<&Measurement> {
        let is_default = |measurement: &&Measurement| {
            measurement
                .shift
                .is_some_and(|shift| shift.severity == self.corruption.default)
        };
        self.measurements
            .iter()
            .find(is_default)
            .or(self.measurements.first())
    }
}
