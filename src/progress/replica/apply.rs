//! What comes from other hosts, or back from where this host stores: a row that was not changed here becomes what it says, and
//! one that was is merged with it.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::merge::{Side, merge, over};
use super::outbox::{Fence, Mapped, by_key, note, to_json, token};
use super::row::{Entry, Row, delete, find, is_random, natural_key, read, table_of, write};
use super::table::Known;

/// Which tables have other rows than before, by name.
pub type Tables = BTreeSet<&'static str>;

/// Takes entries over, in the order of their revisions. What was known before is passed over.
pub(super) fn apply(
    database: &mut Connection,
    (tables, tidy): (&[Known], Option<&str>),
    id: &str,
    entries: &[Entry],
    fence: Fence<'_>,
) -> rusqlite::Result<Tables> {
    let all = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    all.execute("INSERT INTO replica_applying (one) VALUES (1)", [])?;
    let mut changed = Tables::new();
    for entry in entries {
        // What only a newer program has stays where it is.
        let table = table_of(&entry.key);
        let Some(known) = tables.iter().find(|known| known.table.name == table) else {
            continue;
        };
        all.prepare_cached("SAVEPOINT entry")?.execute([])?;
        match take(&all, known, id, entry, fence) {
            Ok(true) => drop(changed.insert(known.table.name)),
            Ok(false) => {}
            // One row that cannot be is no reason to be without all others.
            Err(error) if is_of_the_row(&error) => {
                tracing::error!(key = entry.key, %error, "a row from another host cannot be kept");
                all.prepare_cached("ROLLBACK TO entry")?.execute([])?;
            }
            Err(error) => return Err(error),
        }
        all.prepare_cached("RELEASE entry")?.execute([])?;
    }
    all.execute("DELETE FROM replica_applying", [])?;
    if let Some(tidy) = tidy.filter(|_| !changed.is_empty()) {
        all.execute_batch(tidy)?;
    }
    all.commit()?;
    Ok(changed)
}

fn is_of_the_row(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}

/// Takes an entry over; whether a row is another than before.
fn take(
    all: &Connection,
    known: &Known,
    id: &str,
    entry: &Entry,
    fence: Fence<'_>,
) -> rusqlite::Result<bool> {
    let mapped = by_key(all, &entry.key)?;
    if mapped
        .as_ref()
        .is_some_and(|mapped| mapped.revision >= entry.revision)
    {
        return Ok(false);
    }
    let theirs = entry.record.row.as_ref();
    let is_own = entry.record.by == id;
    let before = mapped.as_ref().and_then(|mapped| mapped.row);
    let is_moved = match before {
        Some(at) => is_moved(all, known, at, &entry.key)?,
        None => false,
    };
    let is_gone_here = mapped.is_some() && (before.is_none() || is_moved);
    let at = match (before, theirs) {
        (Some(at), _) if !is_moved => Some(at),
        (_, Some(theirs)) => find(all, known, theirs)?,
        (_, None) => None,
    };
    let is_changed_here = match at {
        Some(at) => is_noted(all, known.table.name, at)?,
        None => false,
    };
    let mine = match at {
        Some(at) if is_changed_here => read(all, known, at)?.map(|row| (at, row)),
        _ => None,
    };
    let base = mapped.as_ref().and_then(|mapped| mapped.base.as_ref());
    match (theirs, mine) {
        // Taken away here and there.
        (None, None) if is_gone_here => forget(all, &entry.key).map(|()| false),
        // Taken away there, and changed here: it is made anew.
        (None, Some((at, _))) => remember(all, entry, known, Some(at), None).map(|()| false),
        (None, None) => {
            forget(all, &entry.key)?;
            let Some(at) = at else {
                return Ok(false);
            };
            delete(all, known, at)?;
            Ok(true)
        }
        // Taken away here; it stays only where somebody has changed it since.
        (Some(theirs), None) if is_gone_here && (is_own || base == Some(theirs)) => {
            remember(all, entry, known, None, Some(theirs)).map(|()| false)
        }
        (Some(theirs), None) => {
            let at = put(all, known, at, theirs, entry.record.number)?;
            remember(all, entry, known, Some(at), Some(theirs)).map(|()| true)
        }
        // The last that was stored was this host's own: what was changed since is still to be stored.
        (Some(theirs), Some((at, _))) if is_own => {
            remember(all, entry, known, Some(at), Some(theirs)).map(|()| false)
        }
        (Some(theirs), Some((at, mine))) => {
            let side = Side {
                row: &mine,
                fence: token(known, &mine, fence),
            };
            let other = Side {
                row: theirs,
                fence: entry.record.fence,
            };
            let both = merge(known.table.policy, base, side, other);
            remember(all, entry, known, Some(at), Some(theirs))?;
            if both == *theirs {
                all.prepare_cached("DELETE FROM replica_outbox WHERE tbl = ?1 AND row = ?2")?
                    .execute(params![known.table.name, at])?;
            }
            if both == over(&both, &mine) {
                return Ok(false);
            }
            put(all, known, Some(at), &both, None)?;
            Ok(true)
        }
    }
}

/// Writes a row; where another one has what has to be unique, one of the two is told apart, and stored like that.
fn put(
    all: &Connection,
    known: &Known,
    at: Option<i64>,
    row: &Row,
    number: Option<i64>,
) -> rusqlite::Result<i64> {
    let Some(column) = known.table.unique else {
        return write(all, known, at, row, number);
    };
    let table = known.table.name;
    let sql = format!("SELECT rowid FROM \"{table}\" WHERE \"{column}\" = ?1 AND rowid IS NOT ?2");
    let text = row.get(column).and_then(|value| value.as_str());
    let other: Option<i64> = all
        .prepare_cached(&sql)?
        .query_row(params![text, at], |row| row.get(0))
        .optional()?;
    let there = match other {
        Some(other) => read(all, known, other)?.map(|row| (other, row)),
        None => None,
    };
    let Some((other, mut there)) = there else {
        return write(all, known, at, row, number);
    };
    let mut row = row.clone();
    let is_later = natural_key(known, &row) > natural_key(known, &there);
    let loser = if is_later { &mut row } else { &mut there };
    tell_apart(known, column, loser);
    if !is_later {
        write(all, known, Some(other), &there, None)?;
        note(all, table, other)?;
    }
    let at = write(all, known, at, &row, number)?;
    if is_later {
        note(all, table, at)?;
    }
    Ok(at)
}

/// Puts the key behind what two rows have: with a sign that is in no name.
fn tell_apart(known: &Known, column: &str, row: &mut Row) {
    let of = |column: &str| row.get(column).and_then(|value| value.as_str());
    let key = known.table.key.iter().filter_map(|one| of(one));
    let text = key.fold(of(column).unwrap_or_default().to_owned(), |text, part| {
        format!("{text}#{part}")
    });
    row.insert(column.to_owned(), text.into());
}

/// Whether a row was changed here so that it is known by another key from now on.
fn is_moved(all: &Connection, known: &Known, at: i64, key: &str) -> rusqlite::Result<bool> {
    if is_random(key) || !is_noted(all, known.table.name, at)? {
        return Ok(false);
    }
    let row = read(all, known, at)?;
    Ok(row.is_none_or(|row| natural_key(known, &row).as_deref() != Some(key)))
}

fn is_noted(all: &Connection, table: &str, at: i64) -> rusqlite::Result<bool> {
    all.prepare_cached("SELECT 1 FROM replica_outbox WHERE tbl = ?1 AND row = ?2")?
        .exists(params![table, at])
}

fn remember(
    all: &Connection,
    entry: &Entry,
    known: &Known,
    at: Option<i64>,
    base: Option<&Row>,
) -> rusqlite::Result<()> {
    let base = base.map(to_json).transpose()?;
    all.prepare_cached(
        "UPDATE replica_map SET row = NULL WHERE tbl = ?1 AND row = ?2 AND key <> ?3",
    )?
    .execute(params![known.table.name, at, entry.key])?;
    let revision = entry.revision.cast_signed();
    all.prepare_cached(
        "INSERT INTO replica_map (key, tbl, row, revision, base) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO UPDATE SET row = excluded.row, revision = excluded.revision, base = excluded.base",
    )?
    .execute(params![entry.key, known.table.name, at, revision, base])
    .map(drop)
}

fn forget(all: &Connection, key: &str) -> rusqlite::Result<()> {
    all.prepare_cached("DELETE FROM replica_map WHERE key = ?1")?
        .execute([key])
        .map(drop)
}

/// Everything that is stored has been told of: what is stored no more, though it was, is stored anew.
pub(super) fn restore(database: &mut Connection, stored: &HashSet<String>) -> rusqlite::Result<()> {
    let all = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known: Vec<Mapped> = {
        let mut known =
            all.prepare("SELECT key, row, revision FROM replica_map WHERE revision > 0")?;
        let rows = known.query_map([], |row| {
            Ok(Mapped {
                key: row.get(0)?,
                row: row.get(1)?,
                revision: row.get::<_, i64>(2)?.unsigned_abs(),
                base: None,
            })
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for one in known.iter().filter(|one| !stored.contains(&one.key)) {
        match one.row {
            Some(at) => {
                all.execute(
                    "UPDATE replica_map SET revision = 0, base = NULL WHERE key = ?1",
                    [&one.key],
                )?;
                note(&all, table_of(&one.key), at)?;
            }
            None => forget(&all, &one.key)?,
        }
    }
    all.commit()
}
