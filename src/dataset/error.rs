//! Why data could not be had.

use thiserror::Error;

/// Why data could not be had. Each text says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DataError {
    /// A file is not there.
    #[error(
        "data file {file} is missing; restore it from a fresh checkout, or install mindgap again"
    )]
    Missing {
        /// Its path below the data folder.
        file: String,
    },
    /// A file is there, but not as it was shipped.
    #[error(
        "data file {file} is damaged: {problem}; restore it from a fresh checkout, or install mindgap again (mindgap data verify checks every file)"
    )]
    Damaged {
        /// Its path below the data folder.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// There is no data of this name.
    #[error("no data called {wanted}; {known}")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// What there is, or what was probably meant.
        known: String,
    },
    /// The name of some data is malformed.
    #[error(
        "{text:?} does not name data: {problem}; write for instance mnist/test, pendigits:1 or fonts:0-4"
    )]
    Selector {
        /// What was written.
        text: String,
        /// What is wrong with it.
        problem: String,
    },
    /// More pictures are wanted than there are.
    #[error("{wanted} pictures of {from} are asked for, but there are {there}")]
    TooFew {
        /// How many are wanted.
        wanted: usize,
        /// Where from.
        from: String,
        /// How many there are.
        there: usize,
    },
    /// The list of what ships cannot be read.
    #[error("the data catalogue is damaged: {0}; install mindgap again")]
    Catalogue(String),
}
