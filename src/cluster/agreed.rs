//! What all hosts of a class have the same: the keys of the server and of the desk, the code of the class, the edition of the
//! pack. Whoever comes first says it; the others take it over, or are told that they have something else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::kv::{CreateErrorKind, Store};
use thiserror::Error;

use super::engine::Engine;
use super::envelope::{self, EnvelopeError};
use super::storage::{Bucket, StorageError};
use crate::base::file::{cure, write_private};
use crate::base::terminal::message;

/// Private keys are among it: only front hosts may read it.
const AGREED: Bucket = Bucket {
    what: "agreed",
    about: "keys of the server and of the desk, the class's code, the pack's edition: for front hosts only",
    largest: 64 << 10,
    most: 4 << 20,
    age: Duration::ZERO,
};

/// Why hosts could not agree.
#[derive(Debug, Error)]
pub enum AgreedError {
    /// The bucket cannot be had.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The engine did not answer.
    #[error("the engine does not tell {what} ({problem}); try again in a moment")]
    Silent {
        /// What was asked for.
        what: String,
        /// What was found.
        problem: String,
    },
    /// What is there cannot be read.
    #[error("{what} of the class: {problem}")]
    Unread {
        /// What was asked for.
        what: String,
        /// Why not.
        problem: EnvelopeError,
    },
    /// The file that should hold it.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// This host has something else.
    #[error(
        "the class's other hosts have another {what}: {theirs}, and this one {ours}; start all of them with the same, or this one with --class NAME for a class of its own"
    )]
    Other {
        /// What it is about.
        what: String,
        /// Theirs.
        theirs: String,
        /// This host's.
        ours: String,
    },
}

/// What all hosts have the same.
pub struct Agreed {
    engine: Arc<Engine>,
    store: Store,
}

impl Agreed {
    /// What the class has agreed on.
    ///
    /// # Errors
    /// When the engine refuses the bucket.
    pub fn begin(engine: &Arc<Engine>) -> Result<Self, AgreedError> {
        Ok(Self {
            engine: engine.clone(),
            store: engine.bucket(AGREED)?,
        })
    }

    /// Opens a file that all hosts have the same, after it was brought here; where nobody has it yet, it is what `open`
    /// makes.
    ///
    /// # Errors
    /// When the engine does not answer, the file cannot be written, or `open` fails.
    pub fn file<T, E: From<AgreedError>>(
        &self,
        what: &str,
        path: &Path,
        open: impl Fn() -> Result<T, E>,
    ) -> Result<T, E> {
        self.bring(what, path)?;
        let opened = open()?;
        let text = fs::read_to_string(path).map_err(|source| AgreedError::File {
            path: path.to_owned(),
            source,
        })?;
        if self.offer(what, &text)? == text {
            return Ok(opened);
        }
        // Another host was first.
        self.bring(what, path)?;
        open()
    }

    /// Says what all hosts that begin from now on have.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub fn say(&self, what: &str, text: &str) -> Result<(), AgreedError> {
        let silent = |problem: String| silent(what, &problem);
        let sealed = envelope::seal(&text).map_err(|error| silent(error.to_string()))?;
        let put = self.engine.wait(self.store.put(what, sealed.into()));
        put.map(drop).map_err(|error| silent(error.to_string()))
    }

    /// Sees that this host has the same as the others, or says it where none has yet.
    ///
    /// # Errors
    /// When they have something else, or the engine does not answer.
    pub fn same(&self, what: &str, ours: &str) -> Result<(), AgreedError> {
        let theirs = self.offer(what, ours)?;
        match theirs == ours {
            true => Ok(()),
            false => Err(AgreedError::Other {
                what: what.to_owned(),
                theirs: message(&theirs),
                ours: ours.to_owned(),
            }),
        }
    }

    /// What the class has; this, if it had nothing.
    fn offer(&self, what: &str, ours: &str) -> Result<String, AgreedError> {
        let silent = |problem: String| silent(what, &problem);
        loop {
            if let Some(theirs) = self.theirs(what)? {
                return Ok(theirs);
            }
            let sealed = envelope::seal(&ours).map_err(|error| silent(error.to_string()))?;
            match self.engine.wait(self.store.create(what, sealed.into())) {
                Ok(_) => return Ok(ours.to_owned()),
                Err(error) if error.kind() == CreateErrorKind::AlreadyExists => {}
                Err(error) => return Err(silent(error.to_string())),
            }
        }
    }

    /// What the class has, if it has it.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub fn theirs(&self, what: &str) -> Result<Option<String>, AgreedError> {
        let there = self.engine.wait(self.store.get(what));
        let there = there.map_err(|error| silent(what, &error.to_string()))?;
        let opened = there.map(|bytes| envelope::open(&bytes));
        opened.transpose().map_err(|problem| AgreedError::Unread {
            what: what.to_owned(),
            problem,
        })
    }

    /// Brings what the class has into a file.
    fn bring(&self, what: &str, path: &Path) -> Result<(), AgreedError> {
        let Some(theirs) = self.theirs(what)? else {
            return Ok(());
        };
        if fs::read_to_string(path).is_ok_and(|ours| ours == theirs) {
            return Ok(());
        }
        write_private(path, theirs.as_bytes()).map_err(|source| AgreedError::File {
            path: path.to_owned(),
            source,
        })
    }
}

fn silent(what: &str, problem: &str) -> AgreedError {
    AgreedError::Silent {
        what: what.to_owned(),
        problem: message(problem),
    }
}
