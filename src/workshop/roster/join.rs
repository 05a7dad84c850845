//! Two names of one person become one, and whatever the instructor did to somebody can be taken back.

use rusqlite::{OptionalExtension, params};

use super::name::id;
use super::{Learner, Roster, RosterError, learner};

/// How often somebody may have been joined to somebody who was joined in turn.
const MAX_CHAIN: usize = 64;

/// What the roster has of a learner at one moment: for taking back what is done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workshop) struct Entry {
    id: String,
    name: String,
    login: String,
    code: Vec<u8>,
    is_blocked: bool,
    cohort: String,
    joined: Option<String>,
    /// The keys by which they are known.
    keys: Vec<String>,
}

impl Entry {
    /// What they were called.
    pub(in crate::workshop) fn name(&self) -> &str {
        &self.name
    }
}

impl Roster {
    /// Who this is: themselves, or whoever they were joined to; and whether they are shut out. None if nobody has this id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn person(&self, learner_id: &str) -> Result<Option<(Learner, bool)>, RosterError> {
        let read = || -> rusqlite::Result<Option<(Learner, bool)>> {
            let database = self.database();
            let mut wanted = learner_id.to_owned();
            for _ in 0..MAX_CHAIN {
                let found: Option<(Learner, bool, Option<String>)> = database
                    .query_row(
                        "SELECT id, name, blocked, joined FROM learner WHERE id = ?1",
                        params![wanted],
                        |row| Ok((learner(row)?, row.get(2)?, row.get(3)?)),
                    )
                    .optional()?;
                match found {
                    Some((_, _, Some(next))) => wanted = next,
                    Some((learner, is_blocked, None)) => return Ok(Some((learner, is_blocked))),
                    None => return Ok(None),
                }
            }
            Ok(None)
        };
        self.told(read())
    }

    /// Whoever logs in under this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(in crate::workshop) fn called(&self, name: &str) -> Result<Option<Learner>, RosterError> {
        let found: Option<String> = self.told(
            self.database()
                .query_row(
                    "SELECT id FROM learner WHERE login = ?1",
                    params![id(name)],
                    |row| row.get(0),
                )
                .optional(),
        )?;
        let person = match found {
            Some(found) => self.person(&found)?,
            None => None,
        };
        Ok(person.map(|(learner, _)| learner))
    }

    /// Says that one learner is another: whoever comes by the name, the code or a key of the first is the second.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(in crate::workshop) fn join(&self, from: &str, into: &str) -> Result<(), RosterError> {
        let write = || -> rusqlite::Result<()> {
            let mut database = self.database();
            let all = database.transaction()?;
            all.execute(
                "UPDATE learner SET joined = ?2 WHERE id = ?1",
                params![from, into],
            )?;
            all.execute(
                "UPDATE key SET learner = ?2 WHERE learner = ?1",
                params![from, into],
            )?;
            all.commit()
        };
        self.told(write())
    }

    /// What there is of a learner now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(in crate::workshop) fn entry(&self, learner: &str) -> Result<Option<Entry>, RosterError> {
        let read = || -> rusqlite::Result<Option<Entry>> {
            let database = self.database();
            let mut keys = database.prepare("SELECT fingerprint FROM key WHERE learner = ?1")?;
            let keys = keys.query_map(params![learner], |row| row.get(0))?;
            let keys: Vec<String> = keys.collect::<rusqlite::Result<_>>()?;
            database
                .query_row(
                    "SELECT id, name, login, code, blocked, cohort, joined FROM learner WHERE id = ?1",
                    params![learner],
                    |row| {
                        Ok(Entry {
                            id: row.get(0)?,
                            name: row.get(1)?,
                            login: row.get(2)?,
                            code: row.get(3)?,
                            is_blocked: row.get(4)?,
                            cohort: row.get(5)?,
                            joined: row.get(6)?,
                            keys,
                        })
                    },
                )
                .optional()
        };
        self.told(read())
    }

    /// Makes a learner what they were. False where somebody else has their name by now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(in crate::workshop) fn restore(&self, entry: &Entry) -> Result<bool, RosterError> {
        let write = || -> rusqlite::Result<bool> {
            let mut database = self.database();
            let all = database.transaction()?;
            let changed = all.execute(
                "UPDATE OR IGNORE learner SET name = ?2, login = ?3, code = ?4, blocked = ?5, cohort = ?6, joined = ?7
                 WHERE id = ?1",
                params![
                    entry.id,
                    entry.name,
                    entry.login,
                    entry.code,
                    entry.is_blocked,
                    entry.cohort,
                    entry.joined
                ],
            )?;
            for key in &entry.keys {
                all.execute(
                    "UPDATE key SET learner = ?2 WHERE fingerprint = ?1",
                    params![key, entry.id],
                )?;
            }
            all.commit()?;
            Ok(changed > 0)
        };
        self.told(write())
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::super::Enrolled;
    use super::*;

    fn new(roster: &Roster, name: &str) -> (Learner, String) {
        match roster.enrol(name, None).unwrap() {
            Enrolled::New(learner, code) => (learner, code),
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn whoever_was_joined_comes_in_as_the_other_and_is_themselves_again_when_it_is_taken_back() {
        let folder = tempfile::TempDir::new().unwrap();
        let roster = Roster::open(folder.path()).unwrap();
        let (ann, code_of_ann) = new(&roster, "Ann");
        let (anna, code_of_anna) = new(&roster, "Anna");
        let before = roster.entry(&ann.id).unwrap().unwrap();
        roster.join(&ann.id, &anna.id).unwrap();
        for (name, code) in [("ann", &code_of_ann), ("Anna", &code_of_anna)] {
            let came = roster.log_in(name, code, None).unwrap().unwrap();
            assert_eq!(came, anna, "{name}");
        }
        assert_eq!(roster.called("ANN").unwrap().unwrap(), anna);
        assert_eq!(roster.members().unwrap().len(), 1);
        assert_eq!(
            roster.enrol("Ann", None).unwrap(),
            Enrolled::Taken,
            "nobody else takes the name"
        );
        roster.block(&anna.id).unwrap();
        assert!(roster.log_in("Ann", &code_of_ann, None).unwrap().is_err());
        assert!(roster.restore(&before).unwrap());
        let came = roster.log_in("Ann", &code_of_ann, None).unwrap().unwrap();
        assert_eq!(came, ann);
        assert_eq!(roster.members().unwrap().len(), 2);
    }

    #[test]
    fn a_new_name_a_new_code_and_a_shut_door_are_taken_back() {
        let folder = tempfile::TempDir::new().unwrap();
        let roster = Roster::open(folder.path()).unwrap().enrolling_into("7b");
        let (bo, code) = new(&roster, "Bo");
        assert_eq!(roster.members().unwrap()[0].cohort, "7b");
        let before = roster.entry(&bo.id).unwrap().unwrap();
        roster.new_code(&bo.id).unwrap();
        roster.rename(&bo.id, "Beau").unwrap();
        roster.move_to_cohort(&bo.id, "").unwrap();
        roster.block(&bo.id).unwrap();
        let day = roster.members().unwrap()[0].cohort.clone();
        assert_eq!((day.len(), &day[4..5]), (10, "-"), "a day: {day}");
        assert!(roster.restore(&before).unwrap());
        assert_eq!(roster.entry(&bo.id).unwrap().unwrap(), before);
        assert_eq!(roster.log_in("Bo", &code, None).unwrap(), Ok(bo.clone()));
        // Unless somebody has the name by now.
        roster.rename(&bo.id, "Beau").unwrap();
        new(&roster, "Bo");
        assert!(!roster.restore(&before).unwrap());
    }
}
