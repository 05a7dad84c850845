//! Who has been in the workshop: names, keys and personal codes, in SQLite. A learner is known again by
//! their key, or by name and code, after a drop, a closed lid or a restart of the server.

mod join;
pub mod name;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};
use thiserror::Error;

use self::name::id;
use super::access;
use super::fingerprint::Fingerprint;
use crate::base::clock::unix_seconds;
use crate::progress::replica::{Keeper, Policy, Shared, Table};
use crate::progress::{connect, cure};

pub(super) use self::join::Entry;

/// The database's name in its folder.
const FILE: &str = "roster.sqlite";

/// What all hosts of a workshop have the same of it.
pub static SHARED: Shared = Shared {
    file: FILE,
    name: "rows_roster",
    tables: &[
        Table {
            name: "learner",
            key: &["id"],
            policy: Policy::Merge,
            learner: None,
            unique: Some("login"),
        },
        Table {
            name: "key",
            key: &["fingerprint"],
            policy: Policy::Merge,
            learner: None,
            unique: None,
        },
    ],
    tidy: None,
};

/// Wrong codes for one name, after which it has to be waited.
const WRONG: usize = 5;
/// How long.
const WAIT: Duration = Duration::from_secs(60);

/// Somebody who has been here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Learner {
    /// By which progress is kept: the name in small letters.
    pub(super) id: String,
    /// As they wrote it.
    pub(super) name: String,
}

/// Somebody who has been here, as the instructor knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) learner: Learner,
    /// Whether they are shut out.
    pub(super) is_blocked: bool,
    /// When they came last, in Unix seconds.
    pub(super) seen: u64,
    /// With whom their figures are counted: a name that the instructor gave, or the day on which they came first.
    pub(super) cohort: String,
}

/// Why somebody could not be let in by name and code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The code is another one.
    WrongCode,
    /// There were too many wrong codes for this name; in a minute it may be tried again.
    Wait,
    /// The instructor has shut this learner out.
    Blocked,
}

/// The database cannot be used.
#[derive(Debug, Error)]
#[error("{}: {source}; {}", path.display(), cure(source))]
pub struct RosterError {
    path: PathBuf,
    source: rusqlite::Error,
}

/// Everybody who has been here.
pub struct Roster {
    path: PathBuf,
    database: Mutex<Connection>,
    /// Wrong codes, by name: how many, and since when.
    wrong: Mutex<HashMap<String, (usize, Instant)>>,
    /// The cohort of whoever comes for the first time; empty where the day says it.
    cohort: String,
    /// Who stores for all hosts what is written, where there are several.
    keeper: Option<Arc<dyn Keeper>>,
}

/// What becomes of whoever comes for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Enrolled {
    /// They are known from now on; their personal code is told only now.
    New(Learner, String),
    /// Somebody has the name.
    Taken,
    /// It is not known whether somebody has the name at another host: nothing was written.
    Away,
}

impl Roster {
    /// Opens the database in this folder, which has to exist; it is made where it is missing.
    ///
    /// # Errors
    /// When it is no database of this program, or cannot be written.
    pub fn open(folder: &Path) -> Result<Self, RosterError> {
        let path = folder.join(FILE);
        let prepare = || -> rusqlite::Result<Connection> {
            let database = connect(&path)?;
            database.execute_batch(
                "CREATE TABLE IF NOT EXISTS learner (
                     id TEXT PRIMARY KEY, name TEXT NOT NULL, code BLOB NOT NULL,
                     came INTEGER NOT NULL, seen INTEGER NOT NULL,
                     blocked INTEGER NOT NULL DEFAULT 0
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS key (
                     fingerprint TEXT PRIMARY KEY, learner TEXT NOT NULL REFERENCES learner (id)
                 ) STRICT;",
            )?;
            // By which they log in: the id, until they are renamed. Before there was renaming, there was no such column.
            if !database.column_exists(None, "learner", "login")? {
                database.execute_batch(
                    "BEGIN IMMEDIATE;
                     ALTER TABLE learner ADD COLUMN login TEXT NOT NULL DEFAULT '';
                     UPDATE learner SET login = id;
                     CREATE UNIQUE INDEX learner_login ON learner (login);
                     COMMIT;",
                )?;
            }
            if !database.column_exists(None, "learner", "cohort")? {
                database.execute_batch(
                    "BEGIN IMMEDIATE;
                     ALTER TABLE learner ADD COLUMN cohort TEXT NOT NULL DEFAULT '';
                     ALTER TABLE learner ADD COLUMN joined TEXT;
                     COMMIT;",
                )?;
            }
            Ok(database)
        };
        match prepare() {
            Ok(database) => Ok(Self {
                path,
                database: Mutex::new(database),
                wrong: Mutex::default(),
                cohort: String::new(),
                keeper: None,
            }),
            Err(source) => Err(RosterError { path, source }),
        }
    }

    /// Whoever comes for the first time from now on is of this cohort.
    #[must_use]
    pub fn enrolling_into(self, cohort: &str) -> Self {
        Self {
            cohort: cohort.to_owned(),
            ..self
        }
    }

    /// A new name is stored for all hosts by this one before its learner is told that it is theirs.
    #[must_use]
    pub fn stored_by(self, keeper: Arc<dyn Keeper>) -> Self {
        Self {
            keeper: Some(keeper),
            ..self
        }
    }

    /// Whose key this is, and whether they are shut out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn by_key(&self, key: &Fingerprint) -> Result<Option<(Learner, bool)>, RosterError> {
        self.told(
            self.database()
                .query_row(
                    "SELECT id, name, blocked FROM learner JOIN key ON key.learner = learner.id
                     WHERE fingerprint = ?1",
                    params![key.as_str()],
                    |row| Ok((learner(row)?, row.get(2)?)),
                )
                .optional(),
        )
    }

    /// Whether somebody of this name has been here.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn contains(&self, name: &str) -> Result<bool, RosterError> {
        let known = self.told(
            self.database()
                .query_row(
                    "SELECT 1 FROM learner WHERE login = ?1",
                    params![id(name)],
                    |_| Ok(()),
                )
                .optional(),
        )?;
        Ok(known.is_some())
    }

    /// Writes a new learner down, with a personal code. Where there are several hosts, may take seconds.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn enrol(
        &self,
        name: &str,
        key: Option<&Fingerprint>,
    ) -> Result<Enrolled, RosterError> {
        let code = access::new_code();
        let digest = access::digest(&code);
        let learner = Learner {
            id: self.free_id(name)?,
            name: name.to_owned(),
        };
        let made = self.told(self.database().execute(
            "INSERT INTO learner (id, name, code, came, seen, login, cohort)
             VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            params![
                learner.id,
                name,
                digest.as_slice(),
                unix_seconds() as i64,
                id(name),
                self.cohort
            ],
        ))?;
        if made == 0 {
            return Ok(Enrolled::Taken);
        }
        if let Some(keeper) = &self.keeper {
            let is_stored = keeper.settles(&SHARED);
            let own = params![learner.id, digest.as_slice()];
            if !is_stored {
                self.told(
                    self.database()
                        .execute("DELETE FROM learner WHERE id = ?1 AND code = ?2", own),
                )?;
                return Ok(Enrolled::Away);
            }
            // Another host may have been first: then the name is whose it was there.
            let is_own: bool = self.told(self.database().query_row(
                "SELECT EXISTS (SELECT 1 FROM learner WHERE id = ?1 AND code = ?2)",
                own,
                |row| row.get(0),
            ))?;
            if !is_own {
                return Ok(Enrolled::Taken);
            }
        }
        self.bind(&learner, key)?;
        Ok(Enrolled::New(learner, code))
    }

    /// Lets a learner in who says name and code; from now on also by this key.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub(super) fn log_in(
        &self,
        name: &str,
        code: &str,
        key: Option<&Fingerprint>,
    ) -> Result<Result<Learner, Refusal>, RosterError> {
        let id = id(name);
        {
            let mut wrong = self.wrong();
            wrong.retain(|_, (_, since)| since.elapsed() < WAIT);
            if wrong.get(&id).is_some_and(|(count, _)| *count >= WRONG) {
                return Ok(Err(Refusal::Wait));
            }
        }
        let found: Option<(Learner, Vec<u8>, bool)> = self.told(
            self.database()
                .query_row(
                    "SELECT id, name, code, blocked FROM learner WHERE login = ?1",
                    params![id],
                    |row| Ok((learner(row)?, row.get(2)?, row.get(3)?)),
                )
                .optional(),
        )?;
        let right = found.filter(|(_, own, _)| *own == access::digest(code));
        // Whoever was joined to somebody is them.
        let right = match right {
            Some((learner, code, false)) => self
                .person(&learner.id)?
                .map(|(person, is_blocked)| (person, code, is_blocked)),
            other => other,
        };
        Ok(match right {
            None => {
                let now = Instant::now();
                self.wrong().entry(id).or_insert((0, now)).0 += 1;
                Err(Refusal::WrongCode)
            }
            Some((_, _, true)) => Err(Refusal::Blocked),
            Some((learner, ..)) => {
                self.wrong().remove(&id);
                self.bind(&learner, key)?;
                Ok(learner)
            }
        })
    }

    /// Notes that a learner is here.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn record_visit(&self, learner: &Learner) -> Result<(), RosterError> {
        self.told(self.database().execute(
            "UPDATE learner SET seen = ?2 WHERE id = ?1",
            params![learner.id, unix_seconds() as i64],
        ))?;
        Ok(())
    }

    /// Everybody who was ever here, in the order of their names. Whoever was joined to somebody else is that one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn members(&self) -> Result<Vec<Member>, RosterError> {
        let read = || -> rusqlite::Result<Vec<Member>> {
            let database = self.database();
            let mut all = database.prepare(
                "SELECT id, name, blocked, seen,
                        CASE cohort WHEN '' THEN date(came, 'unixepoch', 'localtime') ELSE cohort END
                 FROM learner WHERE joined IS NULL ORDER BY login",
            )?;
            let rows = all.query_map([], |row| {
                let seen: i64 = row.get(3)?;
                Ok(Member {
                    learner: learner(row)?,
                    is_blocked: row.get(2)?,
                    seen: u64::try_from(seen).unwrap_or_default(),
                    cohort: row.get(4)?,
                })
            })?;
            rows.collect()
        };
        self.told(read())
    }

    /// Puts a learner into another cohort; with an empty name, into that of the day on which they came first.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn move_to_cohort(&self, learner: &str, cohort: &str) -> Result<(), RosterError> {
        self.told(self.database().execute(
            "UPDATE learner SET cohort = ?2 WHERE id = ?1",
            params![learner, cohort],
        ))?;
        Ok(())
    }

    /// Calls a learner otherwise, also where they log in; what they did stays theirs. False where somebody else has the
    /// name.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn rename(&self, learner: &str, name: &str) -> Result<bool, RosterError> {
        let changed = self.told(self.database().execute(
            "UPDATE OR IGNORE learner SET name = ?2, login = ?3 WHERE id = ?1",
            params![learner, name, id(name)],
        ))?;
        Ok(changed > 0)
    }

    /// Lets a learner in again who was shut out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn let_in(&self, learner: &str) -> Result<(), RosterError> {
        self.told(self.database().execute(
            "UPDATE learner SET blocked = 0 WHERE id = ?1",
            params![learner],
        ))?;
        Ok(())
    }

    /// An id that nobody has: the name in small letters, unless somebody had that name before they were renamed.
    fn free_id(&self, name: &str) -> Result<String, RosterError> {
        let wanted = id(name);
        let numbered = (2..).map(|number| format!("{wanted}#{number}"));
        for candidate in std::iter::once(wanted.clone()).chain(numbered) {
            let owner: Option<String> = self.told(
                self.database()
                    .query_row(
                        "SELECT login FROM learner WHERE id = ?1",
                        params![candidate],
                        |row| row.get(0),
                    )
                    .optional(),
            )?;
            // Whoever has the name still is told by the insertion.
            if owner.is_none_or(|login| login == wanted) {
                return Ok(candidate);
            }
        }
        Ok(wanted)
    }

    /// Shuts a learner out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn block(&self, learner: &str) -> Result<(), RosterError> {
        self.told(self.database().execute(
            "UPDATE learner SET blocked = 1 WHERE id = ?1",
            params![learner],
        ))?;
        Ok(())
    }

    /// A new personal code for a learner who has lost theirs; also opens the door to one who was shut
    /// out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) fn new_code(&self, learner: &str) -> Result<String, RosterError> {
        let code = access::new_code();
        self.told(self.database().execute(
            "UPDATE learner SET code = ?2, blocked = 0 WHERE id = ?1",
            params![learner, access::digest(&code).as_slice()],
        ))?;
        self.wrong().remove(learner);
        Ok(code)
    }

    fn bind(&self, learner: &Learner, key: Option<&Fingerprint>) -> Result<(), RosterError> {
        if let Some(key) = key {
            self.told(self.database().execute(
                "INSERT INTO key (fingerprint, learner) VALUES (?1, ?2)
                 ON CONFLICT (fingerprint) DO UPDATE SET learner = excluded.learner",
                params![key.as_str(), learner.id],
            ))?;
            // By it they are known at every host. Where that takes longer, name and code bring them in.
            if let Some(keeper) = &self.keeper {
                keeper.settles(&SHARED);
            }
        }
        Ok(())
    }

    fn database(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wrong(&self) -> MutexGuard<'_, HashMap<String, (usize, Instant)>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, RosterError> {
        result.map_err(|source| RosterError {
            path: self.path.clone(),
            source,
        })
    }
}

fn learner(row: &rusqlite::Row<'_>) -> rusqlite::Result<Learner> {
    Ok(Learner {
        id: row.get(0)?,
        name: row.get(1)?,
    })
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    fn new(roster: &Roster, name: &str) -> (Learner, String) {
        match roster.enrol(name, None).unwrap() {
            Enrolled::New(learner, code) => (learner, code),
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn a_learner_comes_back_by_name_and_code_and_nobody_else_does() {
        let folder = tempfile::TempDir::new().unwrap();
        let roster = Roster::open(folder.path()).unwrap();
        let (ada, code) = new(&roster, "Ada");
        assert_eq!(
            roster.enrol("ADA", None).unwrap(),
            Enrolled::Taken,
            "the name is hers"
        );
        assert_eq!(roster.log_in("ada", &code, None).unwrap(), Ok(ada));
        for _ in 0..WRONG {
            let refused = roster.log_in("Ada", "nothing", None).unwrap();
            assert_eq!(refused, Err(Refusal::WrongCode));
        }
        let refused = roster.log_in("Ada", &code, None).unwrap();
        assert_eq!(
            refused,
            Err(Refusal::Wait),
            "even the right one has to wait"
        );
    }

    /// Somebody who stores for all hosts, or does not.
    struct Others {
        folder: PathBuf,
        is_there: bool,
        /// Whether another host was first with every name.
        was_first: bool,
    }

    impl Keeper for Others {
        fn settles(&self, _shared: &'static Shared) -> bool {
            if self.was_first {
                let database = connect(&self.folder.join(FILE)).unwrap();
                database
                    .execute("UPDATE learner SET code = x'00'", [])
                    .unwrap();
            }
            self.is_there
        }
    }

    #[test]
    fn a_name_is_somebodys_once_all_hosts_have_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let roster = |is_there, was_first| {
            let folder = folder.path().to_owned();
            let roster = Roster::open(&folder).unwrap();
            roster.stored_by(Arc::new(Others {
                folder,
                is_there,
                was_first,
            }))
        };
        let away = roster(false, false);
        assert_eq!(away.enrol("Ada", None).unwrap(), Enrolled::Away);
        assert!(!away.contains("Ada").unwrap(), "nothing was written");
        let there = roster(true, false);
        let (ada, code) = new(&there, "Ada");
        assert_eq!(there.log_in("Ada", &code, None).unwrap(), Ok(ada));
        let late = roster(true, true);
        assert_eq!(late.enrol("Bo", None).unwrap(), Enrolled::Taken);
    }

    #[test]
    fn a_renamed_learner_keeps_what_they_did_and_their_old_name_is_free() {
        let folder = tempfile::TempDir::new().unwrap();
        let roster = Roster::open(folder.path()).unwrap();
        let (ada, code) = new(&roster, "Ada");
        new(&roster, "Bo");
        assert!(!roster.rename(&ada.id, "bo").unwrap(), "the name is taken");
        assert!(roster.rename(&ada.id, "Ada B.").unwrap());
        let back = roster.log_in("ada b.", &code, None).unwrap().unwrap();
        assert_eq!((back.id.as_str(), back.name.as_str()), ("ada", "Ada B."));
        // Somebody else called Ada has a progress of their own.
        let (other, _) = new(&roster, "Ada");
        assert_ne!(other.id, ada.id);
        drop(roster);
        let again = Roster::open(folder.path()).unwrap();
        assert_eq!(again.members().unwrap().len(), 3);
        again.block("ada").unwrap();
        assert_eq!(
            again.log_in("Ada B.", &code, None).unwrap(),
            Err(Refusal::Blocked)
        );
        again.let_in("ada").unwrap();
        assert!(again.log_in("Ada B.", &code, None).unwrap().is_ok());
    }
}
