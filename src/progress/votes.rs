//! What a class was asked to vote on, and what each said, in SQLite: whoever is told that their ballot was taken finds it there
//! after a crash. The vote that stands is held in memory, too.

mod stored;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params};
use stored::{ballots, broken, call_voters_by_tokens, fresh, phones, standing, voter};
use tokio::sync::watch;

use super::replica::{Keeper, Policy, Shared, Table};
use super::{ProgressError, connect, to_json};
use crate::base::clock::unix_seconds;
use crate::base::token::new_number;
use crate::lesson::vote::{Ballot, Poll, Tally, Vote};

/// The database's name in its folder.
const FILE: &str = "votes.sqlite";

/// What all hosts of a workshop have the same of them.
pub static SHARED: Shared = Shared {
    file: FILE,
    name: "rows_votes",
    tables: &[
        Table {
            name: "vote",
            key: &["id"],
            policy: Policy::Merge,
            learner: None,
            unique: None,
        },
        Table {
            name: "ballot",
            key: &["vote", "voter"],
            policy: Policy::Latest("at"),
            learner: Some("voter"),
            unique: None,
        },
        Table {
            name: "phone",
            key: &["token"],
            policy: Policy::Merge,
            learner: None,
            unique: None,
        },
        Table {
            name: "link",
            key: &["name"],
            policy: Policy::Merge,
            learner: None,
            unique: None,
        },
    ],
    tidy: None,
};

/// Bits of a vote's number that are not its time: pages read whole numbers of up to 53 bits.
const NUMBER_BITS: u32 = 12;
/// Joins for each voter that there may be, at most.
const JOINS: usize = 20;

/// The votes of a class.
pub struct Votes {
    path: PathBuf,
    /// Whatever changes anything holds this until it has; always before `inside`.
    database: Mutex<Connection>,
    /// What is looked at all the time, and never while a disk is waited for.
    inside: Mutex<Inside>,
    /// Voters at most.
    most: usize,
    changed: watch::Sender<u64>,
    /// Who stores for all hosts what is said, where there are several.
    keeper: Option<Arc<dyn Keeper>>,
}

struct Inside {
    /// The one that is open, or was closed last; by its number.
    standing: Option<(i64, Vote)>,
    /// The voter and the name of each phone that joined, by its token.
    phones: HashMap<String, (String, String)>,
}

impl Inside {
    fn read(database: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            standing: standing(database)?,
            phones: phones(database)?,
        })
    }
}

/// The vote that is open, or was closed last, as a voter sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its number, which no other host gives to another vote; a later vote's is higher.
    pub number: i64,
    /// What is asked.
    pub poll: Poll,
    /// Whether something can be said still.
    pub is_open: bool,
    /// How many have said something.
    pub voters: usize,
    /// What the voter said, who looks.
    pub own: Option<Ballot>,
    /// What it comes to, once it is closed.
    pub tally: Option<Tally>,
}

/// What becomes of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// It is kept.
    Taken,
    /// Nothing is asked, or not any more, or something else.
    NotNow,
    /// There are too many voters.
    Full,
    /// It is kept on this host, and counts for the others once they can be reached.
    Waits,
}

/// A vote that was put to the class, with everything that was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// What was asked.
    pub poll: Poll,
    /// When, in Unix seconds.
    pub opened: u64,
    /// Who said what when: the voter's id, their name, and Unix seconds.
    pub ballots: Vec<(String, String, Ballot, u64)>,
}

impl Votes {
    /// Opens the votes in this folder, which has to exist; the file is made where it is missing. Takes so many voters in a vote.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(folder: &Path, most: usize) -> Result<Self, ProgressError> {
        let path = folder.join(FILE);
        let prepare = || -> rusqlite::Result<(Connection, Inside)> {
            let mut database = connect(&path)?;
            database.execute_batch(
                "CREATE TABLE IF NOT EXISTS vote (
                     id INTEGER PRIMARY KEY, poll TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS ballot (
                     vote INTEGER NOT NULL REFERENCES vote (id), voter TEXT NOT NULL, name TEXT NOT NULL,
                     ballot TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (vote, voter)
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS phone (token TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
                 CREATE TABLE IF NOT EXISTS link (name TEXT PRIMARY KEY, token TEXT NOT NULL) STRICT;",
            )?;
            call_voters_by_tokens(&mut database)?;
            let inside = Inside::read(&database)?;
            Ok((database, inside))
        };
        match prepare() {
            Ok((database, inside)) => Ok(Self {
                path,
                database: Mutex::new(database),
                inside: Mutex::new(inside),
                most,
                changed: watch::Sender::new(0),
                keeper: None,
            }),
            Err(source) => Err(ProgressError::Database { path, source }),
        }
    }

    /// What is said is stored for all hosts by this one before a voter is told that it was taken.
    #[must_use]
    pub fn stored_by(self, keeper: Arc<dyn Keeper>) -> Self {
        Self {
            keeper: Some(keeper),
            ..self
        }
    }

    /// Reads what another host has written into the database.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_again(&self) -> Result<(), ProgressError> {
        self.change(|database, inside| {
            let now = Inside::read(database)?;
            *hold(inside) = now;
            Ok(())
        })
    }

    /// Hears whenever something was said, asked or closed.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Puts a question to the class; one that is open is closed.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn put(&self, poll: Poll) -> Result<(), ProgressError> {
        self.change(|database, inside| {
            let all = database.transaction()?;
            let now = unix_seconds() as i64;
            all.execute(
                "UPDATE vote SET closed = ?1 WHERE closed IS NULL",
                params![now],
            )?;
            let last: i64 = all.query_row("SELECT coalesce(max(id), 0) FROM vote", [], |row| {
                row.get(0)
            })?;
            let id = new_number(NUMBER_BITS).map_err(broken)?.max(last + 1);
            all.execute(
                "INSERT INTO vote (id, poll, opened) VALUES (?1, ?2, ?3)",
                params![id, to_json(&poll)?, now],
            )?;
            all.commit()?;
            hold(inside).standing = Some((id, Vote::new(poll)));
            Ok(())
        })
    }

    /// Closes the vote that is open; everybody sees what was said.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn close(&self) -> Result<(), ProgressError> {
        self.change(|database, inside| {
            database.execute(
                "UPDATE vote SET closed = ?1 WHERE closed IS NULL",
                params![unix_seconds() as i64],
            )?;
            if let Some((_, vote)) = &mut hold(inside).standing {
                vote.close();
            }
            Ok(())
        })
    }

    /// Keeps what a voter says to the vote with this number, instead of what they said before. Where there are several
    /// hosts, may take seconds.
    ///
    /// # Errors
    /// When it cannot be kept; then it is not taken either.
    pub fn cast(
        &self,
        voter: (&str, &str),
        number: i64,
        ballot: Ballot,
    ) -> Result<Cast, ProgressError> {
        let cast = self.keep(voter, number, ballot)?;
        let is_stored = |keeper: &Arc<dyn Keeper>| keeper.settles(&SHARED);
        Ok(match cast {
            Cast::Taken if !self.keeper.as_ref().is_none_or(is_stored) => Cast::Waits,
            cast => cast,
        })
    }

    fn keep(
        &self,
        (voter, name): (&str, &str),
        number: i64,
        ballot: Ballot,
    ) -> Result<Cast, ProgressError> {
        let most = self.most;
        self.change(|database, inside| {
            // Nobody else changes anything meanwhile: whoever does has the database.
            let refused = match &hold(inside).standing {
                Some((id, vote)) if *id == number && vote.is_open() && vote.poll.takes(ballot) => {
                    let is_new = vote.ballot_of(voter).is_none();
                    (is_new && vote.voters() >= most).then_some(Cast::Full)
                }
                _ => Some(Cast::NotNow),
            };
            if let Some(refused) = refused {
                return Ok(refused);
            }
            database.execute(
                "INSERT INTO ballot (vote, voter, name, ballot, at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (vote, voter) DO UPDATE SET
                   name = excluded.name, ballot = excluded.ballot, at = excluded.at",
                params![
                    number,
                    voter,
                    name,
                    to_json(&ballot)?,
                    unix_seconds() as i64
                ],
            )?;
            if let Some((_, vote)) = &mut hold(inside).standing {
                vote.cast(voter, ballot);
            }
            Ok(Cast::Taken)
        })
    }

    /// The vote that is open, or was closed last, as this voter sees it.
    pub fn standing(&self, voter: &str) -> Option<Standing> {
        let inside = hold(&self.inside);
        let (number, vote) = inside.standing.as_ref()?;
        Some(Standing {
            number: *number,
            poll: vote.poll.clone(),
            is_open: vote.is_open(),
            voters: vote.voters(),
            own: vote.ballot_of(voter),
            tally: vote.tally(),
        })
    }

    /// All votes, with what was said.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn all(&self) -> Result<Vec<Kept>, ProgressError> {
        let database = hold(&self.database);
        let read = || -> rusqlite::Result<Vec<Kept>> {
            let mut votes = database.prepare("SELECT id, poll, opened FROM vote ORDER BY id")?;
            let votes = votes.query_map([], |row| {
                Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
            })?;
            let mut all = Vec::new();
            for vote in votes {
                let (id, poll, opened) = vote?;
                let Ok(poll) = serde_json::from_str(&poll) else {
                    continue;
                };
                all.push(Kept {
                    poll,
                    opened: u64::try_from(opened).unwrap_or_default(),
                    ballots: ballots(&database, id)?,
                });
            }
            Ok(all)
        };
        self.told(read())
    }

    /// The token of a link that is the same after a restart.
    ///
    /// # Errors
    /// When it cannot be kept, or the system has no random numbers.
    pub fn link(&self, name: &str) -> Result<String, ProgressError> {
        let database = hold(&self.database);
        let read = || -> rusqlite::Result<String> {
            database.execute(
                "INSERT INTO link (name, token) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![name, fresh()?],
            )?;
            database.query_row(
                "SELECT token FROM link WHERE name = ?1",
                params![name],
                |row| row.get(0),
            )
        };
        self.told(read())
    }

    /// A phone joins under a name: the token by which it is known from now on. None where there are too many.
    ///
    /// # Errors
    /// When it cannot be kept, or the system has no random numbers.
    pub fn join(&self, name: &str) -> Result<Option<String>, ProgressError> {
        let database = hold(&self.database);
        // Phones that forget who they are join again.
        if hold(&self.inside).phones.len() >= JOINS * self.most {
            return Ok(None);
        }
        let write = || -> rusqlite::Result<String> {
            let token = fresh()?;
            database.execute(
                "INSERT INTO phone (token, name) VALUES (?1, ?2)",
                params![token, name],
            )?;
            Ok(token)
        };
        let token = self.told(write())?;
        let known = (voter(&token), name.to_owned());
        hold(&self.inside).phones.insert(token.clone(), known);
        Ok(Some(token))
    }

    /// The voter and the name of a phone that joined.
    pub fn phone(&self, token: &str) -> Option<(String, String)> {
        hold(&self.inside).phones.get(token).cloned()
    }

    fn change<T>(
        &self,
        act: impl FnOnce(&mut Connection, &Mutex<Inside>) -> rusqlite::Result<T>,
    ) -> Result<T, ProgressError> {
        let done = act(&mut hold(&self.database), &self.inside);
        self.changed.send_modify(|times| *times += 1);
        self.told(done)
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, ProgressError> {
        result.map_err(|source| ProgressError::Database {
            path: self.path.clone(),
            source,
        })
    }
}

fn hold<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::stored::PHONE;
    use super::*;

    #[test]
    fn a_vote_goes_on_after_a_crash_and_counts_each_voter_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let votes = Votes::open(folder.path(), 2).unwrap();
        assert_eq!(votes.standing("ada"), None);
        votes
            .put(Poll::typed("Is it a 7? / yes / no").unwrap())
            .unwrap();
        let number = votes.standing("ada").unwrap().number;
        let ada = |ballot| votes.cast(("ada", "Ada"), number, ballot).unwrap();
        assert_eq!(ada(Ballot::Choice(0)), Cast::Taken);
        assert_eq!(ada(Ballot::Number(7)), Cast::NotNow);
        assert_eq!(ada(Ballot::Choice(1)), Cast::Taken);
        let link = votes.link("vote").unwrap();
        let token = votes.join("Bo").unwrap().unwrap();
        drop(votes);

        let votes = Votes::open(folder.path(), 2).unwrap();
        assert_eq!(votes.link("vote").unwrap(), link);
        let (bo, name) = votes.phone(&token).unwrap();
        assert_eq!(name, "Bo");
        assert_eq!(votes.phone("guessed"), None);
        let before = votes.standing("ada").unwrap();
        assert!(before.is_open && before.tally.is_none());
        assert_eq!((before.voters, before.own), (1, Some(Ballot::Choice(1))));
        let cast = |voter: &str| {
            votes
                .cast((voter, voter), number, Ballot::Choice(0))
                .unwrap()
        };
        assert_eq!(cast(&bo), Cast::Taken);
        assert_eq!(cast("cy"), Cast::Full);
        assert_eq!(
            votes
                .cast(("ada", "Ada"), number + 1, Ballot::Choice(0))
                .unwrap(),
            Cast::NotNow,
            "another question"
        );
        votes.close().unwrap();
        assert_eq!(cast(&bo), Cast::NotNow);
        let after = votes.standing("").unwrap();
        let counts: Vec<usize> = after.tally.unwrap().rows.iter().map(|row| row.1).collect();
        assert_eq!(counts, [1, 1]);
        let all = votes.all().unwrap();
        assert_eq!((all.len(), all[0].ballots.len()), (1, 2));
    }

    #[test]
    fn two_hosts_give_no_number_and_no_phone_twice() {
        let folders = [(); 2].map(|()| tempfile::TempDir::new().unwrap());
        let hosts = folders.map(|folder| (Votes::open(folder.path(), 2).unwrap(), folder));
        let numbers = hosts.iter().map(|(votes, _)| {
            let put = |question| {
                votes.put(Poll::typed(question).unwrap()).unwrap();
                votes.standing("").unwrap().number
            };
            let (first, second) = (put("Is it a 7? / yes / no"), put("A 1? / yes / no"));
            assert!(first < second && second < 1 << 53, "{first} {second}");
            [first, second]
        });
        let mut numbers: Vec<i64> = numbers.flatten().collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 4);
        let phones = hosts.iter().map(|(votes, _)| {
            let token = votes.join("Bo").unwrap().unwrap();
            votes.phone(&token).unwrap().0
        });
        let phones: Vec<String> = phones.collect();
        assert_ne!(phones[0], phones[1]);
    }

    #[test]
    fn what_phones_said_before_there_were_several_hosts_is_theirs_still() {
        let folder = tempfile::TempDir::new().unwrap();
        let votes = Votes::open(folder.path(), 2).unwrap();
        votes
            .put(Poll::typed("Is it a 7? / yes / no").unwrap())
            .unwrap();
        let token = votes.join("Bo").unwrap().unwrap();
        let number = votes.standing("").unwrap().number;
        {
            let database = hold(&votes.database);
            let row: i64 = database
                .query_row("SELECT rowid FROM phone", [], |row| row.get(0))
                .unwrap();
            database
                .execute(
                    "INSERT INTO ballot VALUES (?1, ?2, 'Bo', ?3, 0)",
                    params![
                        number,
                        format!("{PHONE}{row}"),
                        to_json(&Ballot::Choice(1)).unwrap()
                    ],
                )
                .unwrap();
            database.pragma_update(None, "user_version", 0).unwrap();
        }
        drop(votes);
        let votes = Votes::open(folder.path(), 2).unwrap();
        let (bo, _) = votes.phone(&token).unwrap();
        assert_eq!(votes.standing(&bo).unwrap().own, Some(Ballot::Choice(1)));
    }

    #[test]
    fn a_ballot_that_is_not_stored_for_all_hosts_says_so_and_what_they_wrote_is_read() {
        struct Away;
        impl Keeper for Away {
            fn settles(&self, _shared: &'static Shared) -> bool {
                false
            }
        }
        let folder = tempfile::TempDir::new().unwrap();
        let votes = Votes::open(folder.path(), 2).unwrap();
        let votes = votes.stored_by(Arc::new(Away));
        let mut changed = votes.subscribe();
        let other = Votes::open(folder.path(), 2).unwrap();
        other
            .put(Poll::typed("Is it a 7? / yes / no").unwrap())
            .unwrap();
        let token = other.join("Bo").unwrap().unwrap();
        assert_eq!(votes.standing("ada"), None);
        changed.mark_unchanged();
        votes.read_again().unwrap();
        assert!(changed.has_changed().unwrap());
        assert!(votes.phone(&token).is_some());
        let number = votes.standing("ada").unwrap().number;
        let cast = votes.cast(("ada", "Ada"), number, Ballot::Choice(0));
        assert_eq!(cast.unwrap(), Cast::Waits);
        assert_eq!(
            votes.standing("ada").unwrap().own,
            Some(Ballot::Choice(0)),
            "it is kept"
        );
    }
}
