//! What stands in the database of votes.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::base::token::{digest_of, new_token};
use crate::lesson::vote::{Ballot, Vote};

/// How a phone's id as a voter begins: no learner's does.
pub(super) const PHONE: &str = "\u{1f4f1} ";

/// The newest layout of the tables that this program knows.
const LAYOUT: u32 = 1;
/// The voter whom a phone with this token is: the same on every host, and nobody else gets in by it.
pub(super) fn voter(token: &str) -> String {
    format!("{PHONE}{}", digest_of(token))
}

/// Votes that were begun before there were several hosts call phones by their rows.
pub(super) fn call_voters_by_tokens(database: &mut Connection) -> rusqlite::Result<()> {
    let all = database.transaction()?;
    let layout: u32 = all.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if layout >= LAYOUT {
        return Ok(());
    }
    let phones: Vec<(i64, String)> = {
        let mut phones = all.prepare("SELECT rowid, token FROM phone")?;
        let rows = phones.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for (row, token) in phones {
        all.execute(
            "UPDATE ballot SET voter = ?2 WHERE voter = ?1",
            params![format!("{PHONE}{row}"), voter(&token)],
        )?;
    }
    all.pragma_update(None, "user_version", LAYOUT)?;
    all.commit()
}

/// All phones that joined.
pub(super) fn phones(database: &Connection) -> rusqlite::Result<HashMap<String, (String, String)>> {
    let mut all = database.prepare("SELECT token, name FROM phone")?;
    let all = all.query_map([], |row| {
        let token: String = row.get(0)?;
        let voter = voter(&token);
        Ok((token, (voter, row.get(1)?)))
    })?;
    all.collect()
}

/// A token.
pub(super) fn fresh() -> rusqlite::Result<String> {
    new_token().map_err(broken)
}

/// What else than a database can be the matter.
pub(super) fn broken(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

/// The vote that was put last.
pub(super) fn standing(database: &Connection) -> rusqlite::Result<Option<(i64, Vote)>> {
    let last = database
        .query_row(
            "SELECT id, poll, closed IS NULL FROM vote ORDER BY id DESC LIMIT 1",
            [],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, bool>(2)?,
                ))
            },
        )
        .optional()?;
    let Some((id, poll, is_open)) = last else {
        return Ok(None);
    };
    let Ok(poll) = serde_json::from_str(&poll) else {
        return Ok(None);
    };
    let mut vote = Vote::new(poll);
    for (voter, _, ballot, _) in ballots(database, id)? {
        vote.cast(&voter, ballot);
    }
    if !is_open {
        vote.close();
    }
    Ok(Some((id, vote)))
}

/// What was said to a vote.
pub(super) fn ballots(
    database: &Connection,
    id: i64,
) -> rusqlite::Result<Vec<(String, String, Ballot, u64)>> {
    let mut said = database
        .prepare("SELECT voter, name, ballot, at FROM ballot WHERE vote = ?1 ORDER BY at, voter")?;
    let rows = said.query_map(params![id], |row| {
        let ballot: String = row.get(2)?;
        let at: i64 = row.get(3)?;
        Ok((row.get(0)?, row.get(1)?, ballot, at))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (voter, name, ballot, at): (String, String, String, i64) = row?;
        if let Ok(ballot) = serde_json::from_str(&ballot) {
            all.push((voter, name, ballot, u64::try_from(at).unwrap_or_default()));
        }
    }
    Ok(all)
}
