//! What can go wrong with data, each time with what the user can do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why pictures could not be had.
#[derive(Debug, Error)]
pub enum DataError {
    /// There is no set of this name.
    #[error("there is no data called {name}; {hint}")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The closest name, or all names.
        hint: String,
    },
    /// The set has parts, and none was named.
    #[error("{set} alone does not say which pictures: say {parts}")]
    WhichPart {
        /// The set's name.
        set: String,
        /// The names of its parts.
        parts: String,
    },
    /// There is an imported set of this name, but it cannot be read.
    #[error("the imported set {name} cannot be read: {problem}")]
    Imported {
        /// The set's name.
        name: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The set keeps no pictures apart for measuring.
    #[error(
        "{set} has no test part, and what was learned from is no test; name other data to measure it on"
    )]
    NoTestPart {
        /// The set's name.
        set: String,
    },
    /// It is kept for measuring.
    #[error(
        "{name} is for evaluation only: {why}; a model that learned from it could no longer be measured with it"
    )]
    EvaluationOnly {
        /// What was asked for.
        name: String,
        /// Why it is kept.
        why: String,
    },
    /// It is kept for measuring, but one side of it may be learned from.
    #[error(
        "{name} is for evaluation only; what goes on from another run may learn from {name}@learn, and is then measured on {name}@apart"
    )]
    NotParted {
        /// What was asked for.
        name: String,
    },
    /// Pictures that cannot stand in for others.
    #[error("{name} and {other} have not the same size of pictures and the same classes")]
    Unlike {
        /// What was asked for.
        name: String,
        /// What it has to be like.
        other: String,
    },
    /// Rows that cannot be read, or that there are not.
    #[error("{text}: {why}; write rows like {example}")]
    Rows {
        /// What was asked for.
        text: String,
        /// What is wrong.
        why: String,
        /// How to write it.
        example: String,
    },
    /// A selector's labels are not written as they should be.
    #[error("{text}: {why}; write labels like {example}")]
    Labels {
        /// The whole selector.
        text: String,
        /// What is wrong with it.
        why: String,
        /// A right one.
        example: String,
    },
    /// A trait of pen strokes that cannot be drawn.
    #[error(
        "{text}: lengths go from 0 to 1, shares of the digit's height; angles from 0 to 180 degrees"
    )]
    Dial {
        /// The trait.
        text: String,
    },
    /// Pen strokes were asked for, and there are only pictures.
    #[error("{name} has pictures, but nobody recorded the pen that wrote them: ask for pendigits")]
    NoStrokes {
        /// The data that was asked for.
        name: String,
    },
    /// No picture has the labels that were asked for.
    #[error("{name} has no picture labelled {labels}")]
    NoSuchPictures {
        /// The data that was filtered.
        name: String,
        /// The labels.
        labels: String,
    },
    /// More pictures were asked for than there are.
    #[error("{wanted} pictures are asked for; {name} has {there} here: ask for {there} or fewer")]
    TooFew {
        /// The data that was drawn from.
        name: String,
        /// How many were asked for.
        wanted: usize,
        /// How many there are.
        there: usize,
    },
    /// Learners have not written as many digits as that.
    #[error(
        "learners' own digits: {wanted} are asked for, {there} there, {missing} missing; write them in a step in which one draws, and let them be kept (key y)"
    )]
    TooFewWritten {
        /// How many were asked for.
        wanted: usize,
        /// How many there are.
        there: usize,
        /// How many more have to be written.
        missing: usize,
    },
    /// The digits that learners wrote cannot be read.
    #[error("learners' own digits cannot be read: {why}")]
    LiveUnreadable {
        /// What is wrong, and what to do.
        why: String,
    },
    /// A file that the catalogue lists is not there.
    #[error("the file {} is missing: {remedy}", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What to do about it.
        remedy: String,
    },
    /// A file is there but cannot be read.
    #[error("the file {} cannot be read: {why}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// A file's content is not what it should be.
    #[error("the file {} is damaged: {why}; {remedy}", .path.display())]
    Damaged {
        /// The file (or the folder, when no single file is to blame).
        path: PathBuf,
        /// What is wrong with its content.
        why: String,
        /// What to do about it.
        remedy: String,
    },
}
