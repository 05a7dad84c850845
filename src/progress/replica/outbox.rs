//! What was changed here and is not stored for all hosts yet: what there is to store, and that it has been.

use rusqlite::{Connection, OptionalExtension, params};

use super::merge::over;
use super::row::{Record, Row, is_random, natural_key, random_key, read};
use super::table::{Known, Policy};
use crate::base::token::new_token;

/// The fencing token of a learner's seat, if this host has it.
pub type Fence<'a> = &'a dyn Fn(&str) -> Option<u64>;

/// Something to store under a key, if what is there has still this revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The key.
    pub key: String,
    /// The revision of what is to be replaced; 0 where there is nothing.
    pub revision: u64,
    /// What is to be stored.
    pub record: Record,
    /// Which note of the outbox it is for.
    seq: Option<i64>,
}

/// How a row is known among hosts.
pub(super) struct Mapped {
    pub(super) key: String,
    pub(super) row: Option<i64>,
    pub(super) revision: u64,
    pub(super) base: Option<Row>,
}

/// How a key is known here.
pub(super) fn by_key(database: &Connection, key: &str) -> rusqlite::Result<Option<Mapped>> {
    let mut found = database
        .prepare_cached("SELECT key, row, revision, base FROM replica_map WHERE key = ?1")?;
    found.query_row([key], mapped).optional()
}

fn by_row(database: &Connection, table: &str, row: i64) -> rusqlite::Result<Option<Mapped>> {
    let mut found = database.prepare_cached(
        "SELECT key, row, revision, base FROM replica_map WHERE tbl = ?1 AND row = ?2",
    )?;
    found.query_row(params![table, row], mapped).optional()
}

fn mapped(row: &rusqlite::Row<'_>) -> rusqlite::Result<Mapped> {
    let base: Option<String> = row.get(3)?;
    Ok(Mapped {
        key: row.get(0)?,
        row: row.get(1)?,
        revision: row.get::<_, i64>(2)?.unsigned_abs(),
        base: base.and_then(|base| serde_json::from_str(&base).ok()),
    })
}

/// What there is to store, what was changed first in front; so many rows at most, and as many that were taken away.
pub(super) fn changes(
    database: &mut Connection,
    tables: &[Known],
    id: &str,
    fence: Fence<'_>,
    most: usize,
) -> rusqlite::Result<Vec<Change>> {
    let all = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let noted: Vec<(i64, String, i64)> = {
        let mut noted =
            all.prepare_cached("SELECT seq, tbl, row FROM replica_outbox ORDER BY seq LIMIT ?1")?;
        let rows = noted.query_map([most as i64], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut changes = Vec::new();
    for (seq, table, at) in noted {
        let known = tables.iter().find(|known| known.table.name == table);
        let change = match known {
            Some(known) => change_of(&all, known, at)?,
            None => None,
        };
        match change {
            Some((key, revision, row)) => changes.push(Change {
                key,
                revision,
                record: Record {
                    by: id.to_owned(),
                    fence: known.and_then(|known| token(known, &row, fence)),
                    number: known.and_then(|known| known.number.as_ref()).map(|_| at),
                    row: Some(row),
                },
                seq: Some(seq),
            }),
            None => forget(&all, seq)?,
        }
    }
    {
        let mut gone =
            all.prepare_cached("SELECT key, revision FROM replica_map WHERE row IS NULL LIMIT ?1")?;
        let rows = gone.query_map([most as i64], |row| {
            Ok(Change {
                key: row.get(0)?,
                revision: row.get::<_, i64>(1)?.unsigned_abs(),
                record: Record {
                    by: id.to_owned(),
                    row: None,
                    number: None,
                    fence: None,
                },
                seq: None,
            })
        })?;
        for change in rows {
            changes.push(change?);
        }
    }
    all.commit()?;
    Ok(changes)
}

/// The key of a row that was changed, the revision that is to be replaced, and what is to be stored; none where it is gone, or
/// as it was stored.
fn change_of(
    all: &Connection,
    known: &Known,
    at: i64,
) -> rusqlite::Result<Option<(String, u64, Row)>> {
    let Some(row) = read(all, known, at)? else {
        return Ok(None);
    };
    let natural = natural_key(known, &row);
    let before = by_row(all, known.table.name, at)?;
    let is_same = |key: &str| match &natural {
        Some(natural) => natural == key,
        None => is_random(key),
    };
    let (key, revision, base) = match before {
        Some(before) if is_same(&before.key) => (before.key, before.revision, before.base),
        other => {
            if let Some(before) = other {
                // Under the key that it had until now, there is nothing more.
                all.prepare_cached("UPDATE replica_map SET row = NULL WHERE key = ?1")?
                    .execute([before.key])?;
            }
            let key = match natural {
                Some(natural) => natural,
                None => random_key(known, &new_token().map_err(broken)?),
            };
            all.prepare_cached(
                "INSERT INTO replica_map (key, tbl, row) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET row = excluded.row",
            )?
            .execute(params![key, known.table.name, at])?;
            let now = by_key(all, &key)?;
            let (revision, base) = now.map_or((0, None), |now| (now.revision, now.base));
            (key, revision, base)
        }
    };
    let whole = match &base {
        Some(base) => over(base, &row),
        None => row,
    };
    let is_stored = revision > 0 && base.as_ref() == Some(&whole);
    Ok((!is_stored).then_some((key, revision, whole)))
}

/// The fencing token of a row's learner.
pub(super) fn token(known: &Known, row: &Row, fence: Fence<'_>) -> Option<u64> {
    let Policy::Fenced(_) = known.table.policy else {
        return None;
    };
    fence(row.get(known.table.learner?)?.as_str()?)
}

/// A change has been stored, and has this revision.
pub(super) fn stored(
    database: &mut Connection,
    change: &Change,
    revision: u64,
) -> rusqlite::Result<()> {
    let all = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let revision = revision.cast_signed();
    match (&change.record.row, change.seq) {
        (Some(row), Some(seq)) => {
            let base = to_json(row)?;
            let known = all
                .prepare_cached(
                    "UPDATE replica_map SET revision = ?2, base = ?3 WHERE key = ?1 AND revision <= ?2",
                )?
                .execute(params![change.key, revision, base])?;
            // Where something came from elsewhere since, it is looked at again.
            if known > 0 {
                forget(&all, seq)?;
            }
        }
        _ => {
            let taken = all
                .prepare_cached(
                    "DELETE FROM replica_map WHERE key = ?1 AND row IS NULL AND revision < ?2",
                )?
                .execute(params![change.key, revision])?;
            if taken == 0 {
                // It has been made anew meanwhile.
                all.prepare_cached(
                    "UPDATE replica_map SET revision = ?2, base = NULL WHERE key = ?1 AND revision < ?2",
                )?
                .execute(params![change.key, revision])?;
            }
        }
    }
    all.commit()
}

/// Takes a note out of the outbox.
fn forget(all: &Connection, seq: i64) -> rusqlite::Result<()> {
    all.prepare_cached("DELETE FROM replica_outbox WHERE seq = ?1")?
        .execute([seq])
        .map(drop)
}

/// Puts a row into the outbox, if it is not there.
pub(super) fn note(all: &Connection, table: &str, row: i64) -> rusqlite::Result<()> {
    all.prepare_cached(
        "INSERT INTO replica_outbox (tbl, row) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![table, row])
    .map(drop)
}

pub(super) fn to_json(row: &Row) -> rusqlite::Result<String> {
    serde_json::to_string(row).map_err(broken)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
