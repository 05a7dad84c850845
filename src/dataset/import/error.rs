//! What can go wrong when pictures are imported: the file, the place in it, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a set was not imported or removed. Nothing was kept of it then.
#[derive(Debug, Error)]
pub enum ImportError {
    /// An option's value cannot be.
    #[error("{option} {value}: {why}")]
    Option {
        /// The option.
        option: &'static str,
        /// Its value.
        value: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// There is nothing at this path.
    #[error("{} is not there: check the path", .path.display())]
    Missing {
        /// The file or folder.
        path: PathBuf,
    },
    /// A file or folder is there but cannot be read.
    #[error("{} cannot be read: {why}; check that you may read it", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// What a file or folder holds cannot be imported.
    #[error("{}{place}: {why}", .path.display())]
    Content {
        /// The file or folder.
        path: PathBuf,
        /// Where in it, as it follows the path in a message; may be empty.
        place: String,
        /// What is wrong, and what to do.
        why: String,
    },
    /// The folder of imported sets cannot be written.
    #[error("{} cannot be written: {why}; make room there or choose another folder with --data-dir", .path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// Another process imports or removes a set in the same folder.
    #[error("another import into {} is going on: wait until it has ended", .path.display())]
    Busy {
        /// The folder of imported sets.
        path: PathBuf,
    },
    /// There is no imported set of this name.
    #[error("no imported set is called {name}; {hint}")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The closest name, or all names.
        hint: String,
    },
    /// Whoever asked for the import stopped it.
    #[error("stopped; nothing was imported")]
    Stopped,
}

impl ImportError {
    /// What is wrong with a whole file or folder.
    pub(super) fn whole(path: &Path, why: impl Into<String>) -> Self {
        Self::Content {
            path: path.to_owned(),
            place: String::new(),
            why: why.into(),
        }
    }

    /// What is wrong at a place in a file, such as `line 17`.
    pub(super) fn at(path: &Path, place: impl AsRef<str>, why: impl Into<String>) -> Self {
        Self::Content {
            path: path.to_owned(),
            place: format!(", {}", place.as_ref()),
            why: why.into(),
        }
    }

    /// What the system said when a file or folder was to be read.
    pub(super) fn reading(path: &Path, why: io::Error) -> Self {
        let path = path.to_owned();
        match why.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Unreadable { path, why },
        }
    }

    /// What the system said when a file or folder was to be written.
    pub(super) fn writing(path: &Path, why: io::Error) -> Self {
        Self::Unwritable {
            path: path.to_owned(),
            why,
        }
    }
}
