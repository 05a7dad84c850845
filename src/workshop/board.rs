//! What the whole class stands at, kept where a crash cannot take it: its pace, and who waits for help. What is in memory is
//! what counts; every change is written down as it is made.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::help::{HelpQueue, HelpRequest};
use super::pace::Pace;
use super::status::At;
use crate::progress::replica::{Policy, Shared, Table};
use crate::progress::{ProgressError, connect};

/// The database's name in its folder.
const FILE: &str = "board.sqlite";

/// What all hosts of a workshop have the same of it.
pub static SHARED: Shared = Shared {
    file: FILE,
    name: "rows_board",
    tables: &[
        Table {
            name: "pace",
            key: &["id"],
            policy: Policy::Merge,
            learner: None,
            unique: None,
        },
        Table {
            name: "help",
            key: &["learner"],
            policy: Policy::Merge,
            learner: None,
            unique: None,
        },
    ],
    tidy: None,
};

/// The class's pace, and who waits for help.
pub struct Board {
    path: PathBuf,
    database: Mutex<Connection>,
    now: Mutex<Now>,
}

/// How it stands.
#[derive(Debug, Default)]
struct Now {
    pace: Pace,
    help: HelpQueue,
}

impl Board {
    /// Opens the board in this folder, which has to exist; it is made where it is missing.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, ProgressError> {
        let path = folder.join(FILE);
        let prepare = || -> rusqlite::Result<Connection> {
            let database = connect(&path)?;
            database.execute_batch(
                "CREATE TABLE IF NOT EXISTS pace (
                     id INTEGER PRIMARY KEY CHECK (id = 0),
                     eyes INTEGER NOT NULL, open INTEGER, until INTEGER
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS help (
                     learner TEXT PRIMARY KEY, name TEXT NOT NULL,
                     lesson INTEGER, step INTEGER, text TEXT NOT NULL, since INTEGER NOT NULL
                 ) STRICT;",
            )?;
            Ok(database)
        };
        let opened = prepare().and_then(|database| Ok((read(&database)?, database)));
        match opened {
            Ok((now, database)) => Ok(Self {
                path,
                database: Mutex::new(database),
                now: Mutex::new(now),
            }),
            Err(source) => Err(ProgressError::Database { path, source }),
        }
    }

    /// Reads what another host has written into the database.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn read_again(&self) -> Result<(), ProgressError> {
        let mut now = self.now();
        let database = self.database.lock();
        let read = read(&database.unwrap_or_else(PoisonError::into_inner));
        *now = read.map_err(|source| self.failed(source))?;
        Ok(())
    }

    /// What holds for everybody.
    pub(super) fn pace(&self) -> Pace {
        self.now().pace.clone()
    }

    /// Changes what holds for everybody.
    ///
    /// # Errors
    /// When it cannot be kept; it holds all the same.
    pub(super) fn set_pace(&self, change: impl FnOnce(&mut Pace)) -> Result<(), ProgressError> {
        let mut now = self.now();
        change(&mut now.pace);
        let pace = &now.pace;
        self.write(|database| {
            database.execute(
                "INSERT INTO pace (id, eyes, open, until) VALUES (0, ?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET
                   eyes = excluded.eyes, open = excluded.open, until = excluded.until",
                params![
                    pace.eyes_on_me,
                    pace.open.map(number),
                    pace.until.map(number)
                ],
            )
        })
    }

    /// Who waits for help, whoever asked first in front.
    pub(super) fn help(&self) -> HelpQueue {
        self.now().help.clone()
    }

    /// How many are in front of somebody who waits.
    pub(super) fn ahead_of(&self, learner: &str) -> Option<usize> {
        self.now().help.ahead_of(learner)
    }

    /// Puts somebody into the queue, or hears what else they say.
    ///
    /// # Errors
    /// When it cannot be kept; they wait all the same.
    pub(super) fn ask(&self, request: HelpRequest) -> Result<(), ProgressError> {
        let mut now = self.now();
        let asked = now.help.ask(request);
        self.write(|database| {
            let place = asked.place;
            database.execute(
                "INSERT INTO help (learner, name, lesson, step, text, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (learner) DO UPDATE SET
                   lesson = excluded.lesson, step = excluded.step, text = excluded.text",
                params![
                    asked.learner,
                    asked.name,
                    place.map(|at| number(at.lesson)),
                    place.map(|at| number(at.step)),
                    asked.text,
                    number(asked.since)
                ],
            )
        })
    }

    /// Takes somebody out of the queue; whether they waited.
    ///
    /// # Errors
    /// When it cannot be kept; they wait no longer all the same.
    pub(super) fn needs_none(&self, learner: &str) -> Result<bool, ProgressError> {
        let mut now = self.now();
        if now.help.take(learner).is_none() {
            return Ok(false);
        }
        self.write(|database| {
            database.execute("DELETE FROM help WHERE learner = ?1", params![learner])
        })?;
        Ok(true)
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(
        &self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
    ) -> Result<(), ProgressError> {
        let database = self.database.lock();
        let done = act(&database.unwrap_or_else(PoisonError::into_inner));
        done.map(drop).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: rusqlite::Error) -> ProgressError {
        ProgressError::Database {
            path: self.path.clone(),
            source,
        }
    }
}

/// A number as SQLite has them.
fn number<T>(number: T) -> i64
where
    i64: TryFrom<T>,
{
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How it stood when it was written down last.
fn read(database: &Connection) -> rusqlite::Result<Now> {
    let count = |value: Option<i64>| value.and_then(|value| usize::try_from(value).ok());
    let pace = database
        .query_row("SELECT eyes, open, until FROM pace", [], |row| {
            let until: Option<i64> = row.get(2)?;
            Ok(Pace {
                eyes_on_me: row.get(0)?,
                open: count(row.get(1)?),
                until: until.and_then(|until| u64::try_from(until).ok()),
            })
        })
        .optional()?;
    let mut waiting = database.prepare(
        "SELECT learner, name, lesson, step, text, since FROM help ORDER BY since, learner",
    )?;
    let waiting = waiting.query_map([], |row| {
        let since: i64 = row.get(5)?;
        let at = (count(row.get(2)?), count(row.get(3)?));
        Ok(HelpRequest {
            learner: row.get(0)?,
            name: row.get(1)?,
            place: match at {
                (Some(lesson), Some(step)) => Some(At { lesson, step }),
                _ => None,
            },
            text: row.get(4)?,
            since: u64::try_from(since).unwrap_or_default(),
        })
    })?;
    let mut help = HelpQueue::default();
    for request in waiting {
        help.ask(request?);
    }
    Ok(Now {
        pace: pace.unwrap_or_default(),
        help,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn the_pace_and_the_queue_are_there_after_a_crash() {
        let folder = tempfile::TempDir::new().unwrap();
        let asks = |learner: &str, since: u64| HelpRequest {
            learner: learner.to_owned(),
            name: learner.to_uppercase(),
            place: Some(At { lesson: 1, step: 3 }),
            text: "the flag".to_owned(),
            since,
        };
        let board = Board::open(folder.path()).unwrap();
        board
            .set_pace(|pace| {
                pace.eyes_on_me = true;
                pace.adjust_open_lessons(false, 3);
            })
            .unwrap();
        board.ask(asks("bo", 2_000)).unwrap();
        board.ask(asks("ada", 1_000)).unwrap();
        board.ask(asks("cy", 3_000)).unwrap();
        assert!(board.needs_none("cy").unwrap());
        assert!(!board.needs_none("cy").unwrap());
        let (pace, waiting) = (board.pace(), board.help().all());
        drop(board);

        let board = Board::open(folder.path()).unwrap();
        assert_eq!(board.pace(), pace);
        assert_eq!(board.pace().open, Some(2));
        assert_eq!(board.help().all(), waiting);
        assert_eq!(board.ahead_of("bo"), Some(1), "ada asked before");
        board.set_pace(|pace| *pace = Pace::default()).unwrap();
        assert_eq!(Board::open(folder.path()).unwrap().pace(), Pace::default());
    }
}
