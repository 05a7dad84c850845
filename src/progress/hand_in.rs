//! A hand-in: what one learner did in a pack, as a file for their instructor, or for another machine of their own.
//!
//! Two lines of JSON: what the file is, with its seal, and the work. The seal is an HMAC-SHA256 over the second line,
//! with the digest of the pack's edition as its key. It shows that something was changed by hand, or got damaged; it is no
//! proof of who did the work, since whoever has the pack and mindgap could make another one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;

use super::Sitting;
use crate::base::clock::unix_seconds;
use crate::base::file::write_to_hand_on;
use crate::dataset::hex;
use crate::pack::Pack;

/// How such files' names end, without the dot.
pub const EXTENSION: &str = "hand-in";
/// What the first line begins with.
const KIND: &str = "mindgap hand-in";
/// The newest form that this program writes and reads.
const FORM: u32 = 1;
/// A hand-in that is larger than this was not written by this program: drawings are a few kilobytes each.
const MAX_BYTES: u64 = 64 << 20;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// That it is one.
    kind: String,
    /// Its form.
    form: u32,
    /// The version of the program that wrote it.
    mindgap: String,
    /// Over the line below, in hex.
    seal: String,
}

/// The second line: who did what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandIn {
    /// The learner's name, as they gave it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub learner: Option<String>,
    /// When it was written, in Unix seconds.
    pub written: u64,
    /// The pack's name.
    pub pack: String,
    /// The pack's title, as the learner read it.
    pub title: String,
    /// The digest of the pack's edition ([`Pack::digest`]).
    pub edition: String,
    /// What was done.
    pub sittings: Vec<Sitting>,
}

/// A hand-in that was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What it says.
    pub hand_in: HandIn,
    /// Whether it is as mindgap wrote it.
    pub is_sealed: bool,
}

/// Why a hand-in cannot be read or written.
#[derive(Debug, Error)]
pub enum HandInError {
    /// The file.
    #[error("{}: {source}", path.display())]
    File {
        /// Where it is or should be.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What it is.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl HandIn {
    /// What somebody did in a pack.
    pub fn of(pack: &Pack, learner: Option<String>, sittings: Vec<Sitting>) -> Self {
        Self {
            learner,
            written: unix_seconds(),
            pack: pack.file.name.clone(),
            title: pack.file.title.clone(),
            edition: pack.digest.clone(),
            sittings,
        }
    }

    /// Writes it into this file, which is replaced if it is there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), HandInError> {
        let failed = |source| HandInError::File {
            path: path.to_owned(),
            source,
        };
        let work = serde_json::to_string(self).map_err(|error| failed(error.into()))?;
        let head = Head {
            kind: KIND.to_owned(),
            form: FORM,
            mindgap: env!("CARGO_PKG_VERSION").to_owned(),
            seal: hex(&seal(&self.edition, &work).finalize().into_bytes()),
        };
        let head = serde_json::to_string(&head).map_err(|error| failed(error.into()))?;
        write_to_hand_on(path, format!("{head}\n{work}\n").as_bytes()).map_err(failed)
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// When it is not there, no plain file, no hand-in, damaged, or of a newer form.
    pub fn read(path: &Path) -> Result<Opened, HandInError> {
        let wrong = |problem: String| HandInError::Content {
            path: path.to_owned(),
            problem,
        };
        let text = text(path).map_err(|source| match source.kind() {
            io::ErrorKind::InvalidData => wrong(source.to_string()),
            _ => HandInError::File {
                path: path.to_owned(),
                source,
            },
        })?;
        // Mail programs may end lines otherwise, and add some.
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let mut next = || lines.find(|line| !line.trim().is_empty()).map(str::trim);
        let not_one = || {
            wrong(format!(
                "it is no hand-in; mindgap learn --hand-in FILE.{EXTENSION} writes one"
            ))
        };
        let head = next().ok_or_else(not_one)?;
        let head: Head = serde_json::from_str(head).map_err(|_| not_one())?;
        if head.kind != KIND {
            return Err(not_one());
        }
        if head.form > FORM {
            let by = crate::base::terminal::message(&head.mindgap);
            return Err(wrong(format!(
                "a newer mindgap ({by}) wrote it; install that one to read it"
            )));
        }
        let work = next()
            .ok_or_else(|| wrong("it ends after its first line; have it sent again".to_owned()))?;
        let hand_in: Self = serde_json::from_str(work).map_err(|error| {
            wrong(format!(
                "line 2, column {}: it is damaged ({error}); have it written again",
                error.column()
            ))
        })?;
        let is_sealed = is_seal(&head.seal, &hand_in.edition, work);
        Ok(Opened { hand_in, is_sealed })
    }

    /// Lessons that were opened, in all sittings.
    pub fn lessons(&self) -> usize {
        self.sittings
            .iter()
            .map(|sitting| sitting.lessons.len())
            .sum()
    }
}

/// The text of a plain file that is no larger than a hand-in can be.
fn text(path: &Path) -> io::Result<String> {
    let refused = |problem: String| io::Error::new(io::ErrorKind::InvalidData, problem);
    // A pipe or a device may never end.
    if !fs::metadata(path)?.is_file() {
        return Err(refused("it is no plain file; name a hand-in".to_owned()));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        let most = MAX_BYTES >> 20;
        return Err(refused(format!(
            "it has more than {most} MiB, and is no hand-in"
        )));
    }
    String::from_utf8(bytes).map_err(|_| refused("it is no text, and so no hand-in".to_owned()))
}

fn seal(edition: &str, work: &str) -> Hmac<Sha256> {
    // Keys of every length are taken: the error is for other kinds of codes.
    let mut seal = Hmac::<Sha256>::new_from_slice(edition.as_bytes())
        .unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
    seal.update(work.as_bytes());
    seal
}

fn is_seal(written: &str, edition: &str, work: &str) -> bool {
    hex(&seal(edition, work).finalize().into_bytes()) == written
}
