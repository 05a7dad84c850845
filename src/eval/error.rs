//! Why a metric cannot be worked out of what was measured.

use thiserror::Error;

use crate::model::BackendError;

/// Why there is no such metric.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum MetricError {
    /// Nothing was measured.
    #[error("{what} of no pictures is not defined; measure at least one")]
    Empty {
        /// The metric.
        what: &'static str,
    },
    /// Two lists that belong together have different lengths.
    #[error("{what}: {first} do not go with {second}; there has to be one for each picture")]
    Lengths {
        /// The metric.
        what: &'static str,
        /// One list.
        first: String,
        /// The other.
        second: String,
    },
    /// A value that is not finite, as a diverged network gives.
    #[error(
        "{what}: the network's values for picture {place} are not finite numbers; it has diverged: train it again with a lower learning rate"
    )]
    NotFinite {
        /// The metric.
        what: &'static str,
        /// The picture's place, from 0.
        place: usize,
    },
    /// A class that is none.
    #[error("{what}: picture {place} has the class {class}, but the classes are 0 to {last}")]
    Class {
        /// The metric.
        what: &'static str,
        /// The picture's place, from 0.
        place: usize,
        /// The class.
        class: u8,
        /// The largest class there is.
        last: usize,
    },
    /// A setting out of its range.
    #[error("{name} is {value}; it must be {wanted}")]
    Range {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        wanted: &'static str,
    },
    /// Too few pictures for a promise.
    #[error(
        "{n} calibration pictures are too few for prediction sets that miss at most {alpha} of the time; that needs at least {least}: take more of them, or allow more misses"
    )]
    TooFew {
        /// Calibration pictures.
        n: usize,
        /// The share of misses that is allowed.
        alpha: f64,
        /// The fewest that would do.
        least: usize,
    },
    /// The likelihood is best at the end of the range or beyond.
    #[error(
        "no temperature between {low} and {high} is the best for these {n} pictures: {why}; fit it on more pictures"
    )]
    NoTemperature {
        /// Pictures.
        n: usize,
        /// The lowest temperature that was tried.
        low: f64,
        /// The highest.
        high: f64,
        /// What is the matter.
        why: &'static str,
    },
    /// Two evaluations that cannot be paired.
    #[error(
        "the two runs were measured on different pictures ({first} and {second}); measure both on the same slice"
    )]
    DifferentPictures {
        /// Digest of the first one's.
        first: String,
        /// Digest of the second one's.
        second: String,
    },
    /// A ratio to nothing.
    #[error(
        "{what} is not defined: {why}, so there is nothing to divide by; take another baseline"
    )]
    NoRatio {
        /// The metric.
        what: &'static str,
        /// What is the matter.
        why: &'static str,
    },
    /// Too few runs for a line.
    #[error("a line takes at least {least} other runs, and there are {n}: train or name more")]
    FewRuns {
        /// Runs.
        n: usize,
        /// The fewest that would do.
        least: usize,
    },
    /// Runs that all do equally well.
    #[error(
        "no line fits through {n} runs that do equally well on clean pictures; take runs that differ in size or training"
    )]
    NoLine {
        /// Runs.
        n: usize,
    },
    /// The backend failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}
