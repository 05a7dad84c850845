//! Tables that several hosts have the same: what is written here is stored for all of them, and what others have stored is
//! written here. Whoever reads and writes the database does so as if it were alone: triggers take note of what is changed,
//! and a database that is on one host only has none of it.
//!
//! A row is known among hosts by a key. It is stored by compare-and-set: where another host was first, the row is merged
//! with what that one has stored, and stored again. Where it is stored is not known here: [`Replica::changes`] are what there
//! is to store, [`Replica::stored`] and [`Replica::apply`] are what comes of it.

mod apply;
mod install;
mod merge;
mod outbox;
mod row;
mod table;
#[cfg(test)]
mod together;

use std::collections::HashSet;

use rusqlite::{Connection, params};

pub use self::apply::Tables;
pub use self::outbox::{Change, Fence};
pub use self::row::{Entry, Record, Row};
pub use self::table::{Policy, Shared, Table};

use self::table::Known;
use crate::base::token::new_token;

/// Whoever stores for all hosts what a database says.
pub trait Keeper: Send + Sync {
    /// Waits until all that was written to a database until now is stored; false where that is not so in time, since this
    /// host cannot reach the others.
    fn settles(&self, shared: &'static Shared) -> bool;
}

/// A database, as one of several that are to be the same.
pub struct Replica {
    database: Connection,
    shared: &'static Shared,
    tables: Vec<Known>,
    /// What it is called among hosts.
    id: String,
}

impl Replica {
    /// Makes a database one of several; its tables have to be there, and what they hold is to be stored.
    ///
    /// # Errors
    /// When it cannot be written, or the system has no random numbers.
    pub fn over(mut database: Connection, shared: &'static Shared) -> rusqlite::Result<Self> {
        // Rows come in any order.
        database.pragma_update(None, "foreign_keys", false)?;
        // What is not on the disk yet is told again.
        database.pragma_update(None, "synchronous", "normal")?;
        let tables = shared.tables.iter();
        let tables = tables.map(|table| Known::of(table, &database));
        let tables = tables.collect::<rusqlite::Result<Vec<_>>>()?;
        let id = new_token()
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        let id = install::install(&mut database, &tables, &id)?;
        Ok(Self {
            database,
            shared,
            tables,
            id,
        })
    }

    /// What all hosts have the same of it.
    pub fn shared(&self) -> &'static Shared {
        self.shared
    }

    /// What it is called among hosts.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The class to which it belongs, if it belongs to one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn class(&self) -> rusqlite::Result<Option<String>> {
        install::class(&self.database)
    }

    /// It belongs to this class from now on.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn join(&self, class: &str) -> rusqlite::Result<()> {
        let joined = self
            .database
            .execute("UPDATE replica_self SET class = ?1", [class]);
        joined.map(drop)
    }

    /// What there is to store, what was changed first in front: so many rows at most, and as many that were taken away.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn changes(&mut self, fence: Fence<'_>, most: usize) -> rusqlite::Result<Vec<Change>> {
        if self.is_stored()? {
            return Ok(Vec::new());
        }
        outbox::changes(&mut self.database, &self.tables, &self.id, fence, most)
    }

    /// A change has been stored, and has this revision.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn stored(&mut self, change: &Change, revision: u64) -> rusqlite::Result<()> {
        outbox::stored(&mut self.database, change, revision)
    }

    /// Takes over what is stored, in the order of revisions: told of by itself, or found where a change could not be stored
    /// because something else was there. Returns which tables have other rows than before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn apply(&mut self, entries: &[Entry], fence: Fence<'_>) -> rusqlite::Result<Tables> {
        let tables = (self.tables.as_slice(), self.shared.tidy);
        apply::apply(&mut self.database, tables, &self.id, entries, fence)
    }

    /// These keys are all that is stored: whatever was stored and is no more, is to be stored anew.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn restore(&mut self, stored: &HashSet<String>) -> rusqlite::Result<()> {
        apply::restore(&mut self.database, stored)
    }

    /// Whether all that was written here is stored.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_stored(&self) -> rusqlite::Result<bool> {
        let mut waits = self.database.prepare_cached(
            "SELECT 1 FROM replica_outbox UNION ALL SELECT 1 FROM replica_map WHERE row IS NULL LIMIT 1",
        )?;
        Ok(!waits.exists([])?)
    }

    /// The last change of a row until now; none of 0.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last(&self) -> rusqlite::Result<i64> {
        let mut last = self
            .database
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM replica_outbox")?;
        last.query_row([], |row| row.get(0))
    }

    /// Whether all rows are stored that were changed until then.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_stored_until(&self, last: i64) -> rusqlite::Result<bool> {
        let mut waits = self
            .database
            .prepare_cached("SELECT 1 FROM replica_outbox WHERE seq <= ?1 LIMIT 1")?;
        Ok(!waits.exists([last])?)
    }

    /// Nothing is stored under this key, though something was: it is stored anew.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn lost(&mut self, key: &str) -> rusqlite::Result<()> {
        self.database.execute(
            "DELETE FROM replica_map WHERE key = ?1 AND row IS NULL",
            [key],
        )?;
        let lost = self.database.execute(
            "UPDATE replica_map SET revision = 0, base = NULL WHERE key = ?1",
            [key],
        );
        lost.map(drop)
    }

    /// Whether something of a learner is not stored yet.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_pending(&self, learner: &str) -> rusqlite::Result<bool> {
        for known in &self.tables {
            let Some(column) = known.table.learner else {
                continue;
            };
            let table = known.table.name;
            let sql = format!(
                "SELECT 1 FROM replica_outbox JOIN \"{table}\" AS own ON own.rowid = replica_outbox.row
                 WHERE tbl = ?1 AND own.\"{column}\" = ?2 LIMIT 1"
            );
            if self
                .database
                .prepare_cached(&sql)?
                .exists(params![table, learner])?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
