//! What an instructor writes: a folder with `pack.yaml` and lessons, read, checked and explained.
//!
//! [`schema`] is the format as types, [`load`] reads it, [`check`] finds what types cannot.

pub mod check;
pub mod load;
pub mod schema;

use std::path::PathBuf;

use thiserror::Error;

pub use load::Pack;
pub use schema::{
    Among, Ask, Card, Compare, Dial, DialPrediction, Draw, DrawPrediction, Inspect,
    InspectPrediction, InspectView, Knob, Label, Lesson, Measure, Number, PackFile, PackTexts,
    Photo, Reveal, RevealPrediction, Right, SlicePrediction, Solve, Step, Sweep, SweepPrediction,
    Train, TrainPrediction, Turn,
};

/// Why a pack cannot be played.
#[derive(Debug, Error)]
pub enum PackError {
    /// A file is not there or cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not YAML, or not of the right form. The text begins with line and column.
    #[error("{}:{problem}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Line, column, what is wrong.
        problem: String,
    },
    /// A lesson is well formed but cannot work.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// Where in it, what is wrong, and what to do.
        problem: String,
    },
}
