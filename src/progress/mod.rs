//! What is remembered of learners, in SQLite: where they are in each lesson, and everything that
//! they said and that was measured of it.
//!
//! Each call is one transaction in a write-ahead log, so a killed process loses nothing that was
//! saved, and several sessions may use the file at once.

pub(crate) mod class_set;
mod exchange;
pub mod hand_in;
mod kept;
pub mod replica;
pub mod votes;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use thiserror::Error;

use crate::base::clock::unix_seconds;
use crate::base::file;
use crate::lesson::{Note, Saved};
use crate::train::RunId;

pub use class_set::ClassSet;
pub use class_set::export::SetError;
pub use class_set::live::SetIn;
pub use exchange::LessonOf;
pub use kept::{Dated, Kept, Sitting};

use replica::{Policy, Shared, Table};

/// The learner of a program that one person uses alone.
pub const LOCAL_LEARNER: &str = "me";

/// The newest layout of the tables that this program knows.
const LAYOUT: u32 = 1;

/// What all hosts of a workshop have the same of it.
pub static SHARED: Shared = Shared {
    file: "progress.sqlite",
    name: "rows_progress",
    tables: &[
        Table {
            name: "walk",
            key: &["learner", "pack", "lesson"],
            policy: Policy::Fenced("changed"),
            learner: Some("learner"),
            unique: None,
        },
        Table {
            name: "note",
            key: &["learner", "pack", "lesson", "step", "kind", "subject"],
            policy: Policy::Latest("at"),
            learner: Some("learner"),
            unique: None,
        },
    ],
    tidy: None,
};

/// Why progress could not be read or written.
#[derive(Debug, Error)]
pub enum ProgressError {
    /// The folder cannot be made or written.
    #[error("{}: {source}; {}", path.display(), file::cure(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A newer mindgap has written it.
    #[error("{}: written by a newer mindgap; install that one, or choose another data folder", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
}

/// Everything that is remembered.
pub struct Progress {
    path: PathBuf,
    database: Connection,
}

/// Which lesson of which learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The learner's name.
    pub learner: String,
    /// The pack's name.
    pub pack: String,
    /// The lesson's file name, which stays when lessons are moved around.
    pub lesson: String,
}

/// Between a pack's name and the run of a model that stands in for its networks.
const WITH: &str = " with ";

impl Place {
    /// The name under which a pack's lessons are remembered in which a model that was brought, kept as this run,
    /// stands in for the networks: apart from those with networks of one's own.
    pub fn pack_with(pack: &str, run: &RunId) -> String {
        format!("{pack}{WITH}{run}")
    }
}

impl Progress {
    /// Opens the database in this folder; both are made where they are missing.
    ///
    /// # Errors
    /// When the folder cannot be written, or the file is no database of this program.
    pub fn open(folder: &Path) -> Result<Self, ProgressError> {
        std::fs::create_dir_all(folder).map_err(|source| ProgressError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let path = folder.join(SHARED.file);
        let database = match prepare(&path) {
            Ok(Some(database)) => database,
            Ok(None) => return Err(ProgressError::Newer { path }),
            Err(source) => return Err(ProgressError::Database { path, source }),
        };
        Ok(Self { path, database })
    }

    /// Where a learner was in a lesson, if they have been there. What cannot be understood any more
    /// counts as never having been there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn walk(&self, place: &Place) -> Result<Option<Saved>, ProgressError> {
        let text: Option<String> = self.told(
            self.database
                .query_row(
                    "SELECT state FROM walk WHERE learner = ?1 AND pack = ?2 AND lesson = ?3",
                    params![place.learner, place.pack, place.lesson],
                    |row| row.get(0),
                )
                .optional(),
        )?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// The models that a learner brought to a pack's lessons, as runs; the one that was there last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn brought(&self, learner: &str, pack: &str) -> Result<Vec<RunId>, ProgressError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.database.prepare(
                "SELECT pack FROM walk WHERE learner = ?1 GROUP BY pack ORDER BY max(changed) DESC, pack",
            )?;
            let rows = statement.query_map(params![learner], |row| row.get(0))?;
            rows.collect()
        };
        let names = self.told(read())?;
        let runs = names.iter().filter_map(|name| {
            let run = name.strip_prefix(pack)?.strip_prefix(WITH)?;
            run.parse().ok()
        });
        Ok(runs.collect())
    }

    /// Remembers where a learner is.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn save_walk(&self, place: &Place, saved: &Saved) -> Result<(), ProgressError> {
        self.told(put_walk(&self.database, place, saved, unix_seconds()))
    }

    /// Keeps what a learner said, or what was measured of it. The same outcome, measured again,
    /// replaces the one before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_note(&self, place: &Place, note: &Note) -> Result<(), ProgressError> {
        self.told(put_note(&self.database, place, note, unix_seconds()))
    }

    /// Everything that a learner said in a lesson and what came of it, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn notes(&self, place: &Place) -> Result<Vec<Note>, ProgressError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.database.prepare(
                "SELECT note FROM note WHERE learner = ?1 AND pack = ?2 AND lesson = ?3 ORDER BY id",
            )?;
            let rows = statement
                .query_map(params![place.learner, place.pack, place.lesson], |row| {
                    row.get(0)
                })?;
            rows.collect()
        };
        let texts = self.told(read())?;
        let notes = texts
            .iter()
            .filter_map(|text| serde_json::from_str(text).ok());
        Ok(notes.collect())
    }

    /// Everything that all learners said in a lesson and what came of it, with the learner, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn notes_of_all(
        &self,
        pack: &str,
        lesson: &str,
    ) -> Result<Vec<(String, Note)>, ProgressError> {
        let read = || -> rusqlite::Result<Vec<(String, String)>> {
            let mut statement = self.database.prepare(
                "SELECT learner, note FROM note WHERE pack = ?1 AND lesson = ?2 ORDER BY id",
            )?;
            let rows =
                statement.query_map(params![pack, lesson], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let notes = self.told(read())?;
        let notes = notes
            .into_iter()
            .filter_map(|(learner, text)| Some((learner, serde_json::from_str(&text).ok()?)));
        Ok(notes.collect())
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, ProgressError> {
        result.map_err(|source| ProgressError::Database {
            path: self.path.clone(),
            source,
        })
    }
}

/// What a note is kept under in a lesson: its kind, its step, and what it is about. Of one key, the newest is kept.
fn key(note: &Note) -> (&'static str, usize, Option<&String>) {
    match note {
        Note::Answer { step, .. } => ("answer", *step, None),
        Note::Marked { step, .. } => ("marked", *step, None),
        Note::Written { step, .. } => ("written", *step, None),
        Note::Solution { step, .. } => ("solution", *step, None),
        Note::Guess { step, .. } => ("guess", *step, None),
        Note::Outcome { step, question, .. } => ("outcome", *step, Some(question)),
    }
}

/// Puts this in the place of where a learner was in a lesson, at a time in Unix seconds.
fn put_walk(database: &Connection, place: &Place, saved: &Saved, at: u64) -> rusqlite::Result<()> {
    database.execute(
        "INSERT INTO walk (learner, pack, lesson, state, finished, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (learner, pack, lesson) DO UPDATE SET
           state = excluded.state, finished = excluded.finished, changed = excluded.changed",
        params![
            place.learner,
            place.pack,
            place.lesson,
            to_json(saved)?,
            saved.finished,
            seconds(at)
        ],
    )?;
    Ok(())
}

/// Keeps a note of a lesson, made at a time in Unix seconds.
fn put_note(database: &Connection, place: &Place, note: &Note, at: u64) -> rusqlite::Result<()> {
    let (kind, step, subject) = key(note);
    database.execute(
        "INSERT INTO note (learner, pack, lesson, step, kind, subject, note, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (learner, pack, lesson, step, kind, subject) DO UPDATE SET
           note = excluded.note, at = excluded.at",
        params![
            place.learner,
            place.pack,
            place.lesson,
            step as i64,
            kind,
            subject,
            to_json(note)?,
            seconds(at)
        ],
    )?;
    Ok(())
}

/// Seconds as SQLite has them.
fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn to_json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// What helps against what SQLite said of a database. Only what is none is worth beginning anew for.
pub(crate) fn cure(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            "to begin anew, rename it (and its -wal and -shm, where they are), or choose another data folder"
        }
        Some(ErrorCode::DiskFull) => "free space on its disk, or choose another data folder",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is writing it: try again in a moment, or choose another data folder"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "give yourself the right to read and write it and its folder, or choose another data folder"
        }
        _ => "choose another data folder",
    }
}

/// Opens a database that several sessions use at once, and that loses nothing when the process is killed.
/// It is made for its owner, and so is what SQLite puts beside it.
pub(crate) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // What is wrong with the path is said by SQLite, which tries again.
    let _ = file::open_private(path);
    let database = Connection::open(path)?;
    database.busy_timeout(Duration::from_secs(5))?;
    database.pragma_update(None, "journal_mode", "wal")?;
    Ok(database)
}

/// Opens the file and brings its tables up to date; none if a newer program wrote it.
fn prepare(path: &Path) -> rusqlite::Result<Option<Connection>> {
    let database = connect(path)?;
    let layout: u32 = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if layout > LAYOUT {
        return Ok(None);
    }
    if layout < 1 {
        database.execute_batch(
            "BEGIN IMMEDIATE;
             CREATE TABLE IF NOT EXISTS walk (
                 learner TEXT NOT NULL, pack TEXT NOT NULL, lesson TEXT NOT NULL,
                 state TEXT NOT NULL, finished INTEGER NOT NULL, changed INTEGER NOT NULL,
                 PRIMARY KEY (learner, pack, lesson)
             ) STRICT;
             CREATE TABLE IF NOT EXISTS note (
                 id INTEGER PRIMARY KEY,
                 learner TEXT NOT NULL, pack TEXT NOT NULL, lesson TEXT NOT NULL,
                 step INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT,
                 note TEXT NOT NULL, at INTEGER NOT NULL,
                 UNIQUE (learner, pack, lesson, step, kind, subject)
             ) STRICT;
             PRAGMA user_version = 1;
             COMMIT;",
        )?;
    }
    Ok(Some(database))
}
