//! Tables and triggers by which a database takes note of which rows were changed since they were stored for all hosts.

use rusqlite::{Connection, OptionalExtension};

use super::table::Known;

/// The tables: which rows have to be stored still; how each row is known among hosts, and what was stored of it last (a row
/// that is NULL has been taken away here); whether what is written now comes from elsewhere; and who this is.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS replica_outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, row INTEGER NOT NULL, UNIQUE (tbl, row)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS replica_map (
        key TEXT PRIMARY KEY, tbl TEXT NOT NULL, row INTEGER, revision INTEGER NOT NULL DEFAULT 0, base TEXT,
        UNIQUE (tbl, row)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS replica_gone ON replica_map (key) WHERE row IS NULL;
    CREATE TABLE IF NOT EXISTS replica_applying (one INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS replica_self (
        one INTEGER PRIMARY KEY CHECK (one = 0), id TEXT NOT NULL, class TEXT
    ) STRICT;";

/// Makes them where they are missing, and takes note of all rows that are not stored; `id` is what this database is called
/// from then on. Returns what it is called.
pub(super) fn install(
    database: &mut Connection,
    tables: &[Known],
    id: &str,
) -> rusqlite::Result<String> {
    let all = database.transaction()?;
    all.execute_batch(TABLES)?;
    for known in tables {
        all.execute_batch(&triggers(known.table.name))?;
        all.execute(
            &format!(
                "INSERT INTO replica_outbox (tbl, row) SELECT ?1, rowid FROM \"{}\" WHERE true
                   AND NOT EXISTS (SELECT 1 FROM replica_map AS map WHERE map.tbl = ?1 AND map.row = \"{0}\".rowid)
                 ORDER BY rowid ON CONFLICT DO NOTHING",
                known.table.name
            ),
            [known.table.name],
        )?;
    }
    all.execute(
        "INSERT INTO replica_self (one, id) VALUES (0, ?1) ON CONFLICT DO NOTHING",
        [id],
    )?;
    let id = all.query_row("SELECT id FROM replica_self", [], |row| row.get(0))?;
    all.commit()?;
    Ok(id)
}

/// The class to which the database belongs, if it belongs to one.
pub(super) fn class(database: &Connection) -> rusqlite::Result<Option<String>> {
    let class = database
        .query_row("SELECT class FROM replica_self", [], |row| row.get(0))
        .optional()?;
    Ok(class.flatten())
}

/// Triggers that take note of a table's changes. They say nothing of conflicts: what a statement says of its own conflicts
/// holds in the triggers that it sets off, too.
fn triggers(table: &str) -> String {
    let note = |of: &str| {
        format!(
            "DELETE FROM replica_outbox WHERE tbl = '{table}' AND row = {of}.rowid;
             INSERT INTO replica_outbox (tbl, row) VALUES ('{table}', {of}.rowid);"
        )
    };
    let when = "WHEN NOT EXISTS (SELECT 1 FROM replica_applying)";
    format!(
        "CREATE TRIGGER IF NOT EXISTS replica_{table}_insert AFTER INSERT ON \"{table}\" {when}
         BEGIN {new} END;
         CREATE TRIGGER IF NOT EXISTS replica_{table}_update AFTER UPDATE ON \"{table}\" {when}
         BEGIN {new} END;
         CREATE TRIGGER IF NOT EXISTS replica_{table}_delete AFTER DELETE ON \"{table}\" {when}
         BEGIN
             DELETE FROM replica_outbox WHERE tbl = '{table}' AND row = OLD.rowid;
             UPDATE replica_map SET row = NULL WHERE tbl = '{table}' AND row = OLD.rowid;
         END;",
        new = note("NEW")
    )
}
