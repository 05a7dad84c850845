//! Why a run could not be started, continued or found.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::event::Status;
use super::run_id::RunId;
use crate::base::Lang;
use crate::base::file::cure;
use crate::base::thread::ThreadError;
use crate::model::onnx::write::OnnxWriteError;
use crate::model::torch::TorchError;
use crate::model::{Architecture, BackendError, CheckpointError};

/// Why a run could not be started, continued or found.
#[derive(Debug, Error)]
pub enum TrainError {
    /// The recipe asks for something impossible.
    #[error("{0}")]
    Recipe(String),
    /// The data could not be had.
    #[error(transparent)]
    Data(#[from] crate::dataset::DataError),
    /// The layers do not fit the pictures.
    #[error("model: {0}")]
    Architecture(#[from] crate::model::ArchitectureError),
    /// A file that is to be taken along could not be written.
    #[error("{}: {source}; choose another place for the file", path.display())]
    Export {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The extension of a file that is to be taken along asks for nothing that there is.
    #[error(
        "{}: its extension says what is written, and has to be .safetensors (weights for PyTorch, with a script), .onnx, or .ipynb (a notebook that trains it again in PyTorch)",
        .0.display()
    )]
    Extension(PathBuf),
    /// A training cannot be repeated in a notebook.
    #[error(
        "run {run} goes on from {from}, and a notebook repeats a training from its beginning; take {from} along as a notebook, or {run} as .safetensors or .onnx"
    )]
    NoNotebook {
        /// The run.
        run: RunId,
        /// The one that it goes on from.
        from: RunId,
    },
    /// The weights could not be had in PyTorch's layout.
    #[error("the weights cannot be written: {0}")]
    Torch(#[from] TorchError),
    /// The network could not be written as ONNX.
    #[error(transparent)]
    Onnx(#[from] OnnxWriteError),
    /// The run store could not be written or read.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    Store {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is full.
    #[error(
        "{}: the disk is full; the runs in {} take {}: delete some that you do not need with `mindgap runs delete`, or choose another data folder",
        path.display(),
        runs.display(),
        Lang::English.bytes(*bytes)
    )]
    Full {
        /// What could not be written.
        path: PathBuf,
        /// Where the runs are.
        runs: PathBuf,
        /// What all of them take.
        bytes: u64,
    },
    /// A record in the store is not readable.
    #[error("{}: {problem}", path.display())]
    Record {
        /// The record.
        path: PathBuf,
        /// What is wrong with it.
        problem: RecordProblem,
    },
    /// A line of the looks at test data is none.
    #[error(
        "{}, line {line}: {problem}; take the line out, or rename the file to count looks afresh",
        path.display()
    )]
    Look {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: serde_json::Error,
    },
    /// The weights of a run are missing or damaged.
    #[error("{problem}; {}", weights_cure(problem))]
    Weights {
        /// The run.
        run: RunId,
        /// What is wrong with which file.
        problem: CheckpointError,
    },
    /// There is no such run.
    #[error("no run {wanted}; {known}")]
    UnknownRun {
        /// What was asked for.
        wanted: String,
        /// Which runs there are.
        known: Known,
    },
    /// A run never had weights that could answer.
    #[error(
        "run {0} has no weights: it diverged, or was stopped before its first step; train it again, or another"
    )]
    NoWeights(RunId),
    /// A training cannot go on from a run.
    #[error("run {run} is none to go on from: {problem}")]
    Parent {
        /// The run.
        run: RunId,
        /// Why not.
        problem: ParentProblem,
    },
    /// A run cannot be called that.
    #[error("a run cannot be called {name:?}: it {problem}")]
    Name {
        /// The name.
        name: String,
        /// Why not.
        problem: NameProblem,
    },
    /// It could not be trained where it was sent to.
    #[error("another machine of the workshop could not train it: {0}")]
    Elsewhere(String),
    /// Another process is training the same run.
    #[error(
        "run {0} is being trained by another mindgap on this machine; wait for it, or change the seed"
    )]
    Busy(RunId),
    /// What needs a recipe is asked of a model that was brought.
    #[error(
        "run {0} is a model that was brought: mindgap does not know how it was trained, so it can neither go on from it nor train its like; name a run that was trained here"
    )]
    Brought(RunId),
    /// What needs layers and weights is asked of an ONNX model.
    #[error(
        "run {0} is an ONNX model, of which mindgap knows only the answers: its weights cannot be written or trained on; name a run that was trained here, or bring its weights as safetensors with --layers"
    )]
    OnlyAnswers(RunId),
    /// A run that equal experiments would not give today.
    #[error(
        "run {0} is of an older program, or of data that has changed since, so it belongs to no group of today; train it again"
    )]
    Outdated(RunId),
    /// A file that shall be written is there already.
    #[error("{}: it exists already; choose another name, or remove it first", .0.display())]
    Exists(PathBuf),
    /// The backend failed.
    #[error("the training backend failed: {0}")]
    Backend(String),
    /// The backend gave no result.
    #[error(transparent)]
    NoResult(#[from] BackendError),
    /// There is no thread to train on.
    #[error(transparent)]
    Thread(#[from] ThreadError),
}

/// Weights that cannot be had are trained again; those that are only shut away need not be.
fn weights_cure(problem: &CheckpointError) -> &'static str {
    match problem {
        CheckpointError::File { source, .. }
            if source.kind() == io::ErrorKind::PermissionDenied =>
        {
            cure(source)
        }
        _ => "train the run again",
    }
}

/// What is wrong with a run's record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordProblem {
    /// It is not even JSON.
    #[error(
        "the record of this run is damaged ({0}); train the run again: the same lesson or recipe writes it anew"
    )]
    Damaged(String),
    /// It is JSON, but not a record of this program's.
    #[error(
        "the record of this run is not of this mindgap ({0}); use the version that wrote it, or choose another data folder"
    )]
    Foreign(String),
    /// A newer program wrote it.
    #[error(
        "the record of this run has the form {0}, which is newer than this mindgap reads; install a newer mindgap, or choose another data folder"
    )]
    Newer(u32),
    /// It is a folder.
    #[error(
        "a folder is where the record of this run should be ({0}); rename it, and train the run again"
    )]
    Folder(String),
}

/// Why a training cannot go on from a run.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ParentProblem {
    /// Its numbers are not the last ones yet.
    #[error("it is {}, and its weights are not those that its recipe leads to; train it to its end, or name another run", .0.word())]
    NotFinished(Status),
    /// The layers are others.
    #[error(
        "it is {parent}, not {wanted}; a network that goes on keeps its layers: ask for {parent}, or for a run of {wanted}"
    )]
    Model {
        /// The run's layers.
        parent: Box<Architecture>,
        /// Those that were asked for.
        wanted: Box<Architecture>,
    },
    /// It reads other pictures.
    #[error(
        "it reads pictures of {parent}, and the new ones are {new}; choose data of the same size, or another run"
    )]
    Shape {
        /// What it reads.
        parent: String,
        /// What there is to learn from.
        new: String,
    },
    /// It answers with other classes.
    #[error(
        "it knows the classes {parent}, and the new pictures have {new}; choose data with the same classes, or another run"
    )]
    Classes {
        /// What it knows.
        parent: String,
        /// What there is to learn from.
        new: String,
    },
}

/// Which runs there are, for somebody who asked for one that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// None at all.
    None,
    /// Others, of which these are the newest.
    Newest(Vec<RunId>),
    /// Several whose ids begin so.
    Several(Vec<RunId>),
    /// Nobody looked.
    Others,
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |runs: &[RunId], between: &str| {
            let ids: Vec<&str> = runs.iter().map(RunId::as_str).collect();
            ids.join(between)
        };
        match self {
            Self::None => f.write_str("there are none yet: train one"),
            Self::Newest(runs) => write!(f, "the newest are {}", list(runs, ", ")),
            Self::Several(runs) => {
                write!(f, "it could be {}: give more digits", list(runs, " or "))
            }
            Self::Others => f.write_str(
                "it may have been deleted, or trained on another machine: the step of a lesson that trains it does so \
                 again, or list those that there are",
            ),
        }
    }
}

/// Why a run cannot be called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameProblem {
    /// `last`, or nothing but hexadecimal digits.
    #[error("could be taken for a run's id")]
    LikeAnId,
    /// Too long, or not printable.
    #[error("has more than {MAX_NAME} characters, or some that cannot be shown")]
    Unshowable,
    /// Each name stands for one run.
    #[error("is another run's already")]
    Taken,
}

/// Characters of a run's name at most.
pub(super) const MAX_NAME: usize = 60;
