//! A row as it travels: a JSON object by column, and the key by which all hosts know it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::table::Known;

/// A row by its columns. Bytes are an object with their base64.
pub type Row = Map<String, Value>;

/// How the part of a key begins that says nothing but which row it is.
const RANDOM: char = 'r';
/// How bytes are called in JSON.
const BYTES: &str = "base64";

/// A row, or that it is gone, as hosts tell each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The database that wrote it.
    pub by: String,
    /// The row; none where it was taken away.
    pub row: Option<Row>,
    /// The number of the row, which says in which order rows were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// The fencing token of its learner's seat, where it was written by whoever had that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fence: Option<u64>,
}

/// A record as it is kept for all hosts.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// Higher with every change.
    pub revision: u64,
    /// What it says.
    pub record: Record,
}

/// The table to which a key belongs.
pub(super) fn table_of(key: &str) -> &str {
    key.split('.').next().unwrap_or_default()
}

/// Whether a key says nothing but which row it is.
pub(super) fn is_random(key: &str) -> bool {
    let mut parts = key.split('.');
    parts.nth(1).is_some_and(|part| part.starts_with(RANDOM)) && parts.next().is_none()
}

/// A key for a row whose columns say not which one it is.
pub(super) fn random_key(known: &Known, token: &str) -> String {
    format!("{}.{RANDOM}{token}", known.table.name)
}

/// The key of a row by its columns; none where one of them is NULL.
pub(super) fn natural_key(known: &Known, row: &Row) -> Option<String> {
    let mut key = known.table.name.to_owned();
    for column in known.table.key {
        match row.get(*column)? {
            // Letters stand before the values: none is empty, and none is taken for another.
            Value::String(text) => {
                key.push_str(".t");
                key.push_str(&URL_SAFE_NO_PAD.encode(text));
            }
            Value::Number(number) => {
                key.push_str(".n");
                key.push_str(&URL_SAFE_NO_PAD.encode(number.to_string()));
            }
            _ => return None,
        }
    }
    Some(key)
}

/// Where the row is that has these columns for its key.
pub(super) fn find(
    database: &Connection,
    known: &Known,
    row: &Row,
) -> rusqlite::Result<Option<i64>> {
    let key = known.table.key.iter();
    let Some(cells) = key
        .map(|column| row.get(*column).filter(|value| !value.is_null()).map(cell))
        .collect::<Option<Vec<Cell>>>()
    else {
        return Ok(None);
    };
    let is_same: Vec<String> = known
        .table
        .key
        .iter()
        .map(|one| format!("\"{one}\" = ?"))
        .collect();
    let sql = format!(
        "SELECT rowid FROM \"{}\" WHERE {}",
        known.table.name,
        is_same.join(" AND ")
    );
    let mut found = database.prepare_cached(&sql)?;
    found
        .query_row(params_from_iter(cells), |row| row.get(0))
        .optional()
}

/// Reads a row, if it is there.
pub(super) fn read(database: &Connection, known: &Known, at: i64) -> rusqlite::Result<Option<Row>> {
    let columns: Vec<String> = known
        .columns
        .iter()
        .map(|one| format!("\"{one}\""))
        .collect();
    let sql = format!(
        "SELECT {} FROM \"{}\" WHERE rowid = ?",
        columns.join(", "),
        known.table.name
    );
    let mut statement = database.prepare_cached(&sql)?;
    statement
        .query_row([at], |found| {
            let cells = known.columns.iter().enumerate();
            let cells =
                cells.map(|(place, column)| Ok((column.clone(), value(found.get_ref(place)?))));
            cells.collect::<rusqlite::Result<Row>>()
        })
        .optional()
}

/// Writes the known columns of a row in the place of one that is there, or as a new one, with this number if nothing has it.
/// Returns where it is.
pub(super) fn write(
    database: &Connection,
    known: &Known,
    at: Option<i64>,
    row: &Row,
    number: Option<i64>,
) -> rusqlite::Result<i64> {
    let here = known
        .columns
        .iter()
        .filter(|column| row.contains_key(*column));
    let mut columns: Vec<&str> = here.map(String::as_str).collect();
    let mut cells: Vec<Cell> = columns
        .iter()
        .map(|one| row.get(*one).map_or(Cell::Null, cell))
        .collect();
    let table = known.table.name;
    if let Some(at) = at {
        let set: Vec<String> = columns.iter().map(|one| format!("\"{one}\" = ?")).collect();
        let sql = format!("UPDATE \"{table}\" SET {} WHERE rowid = ?", set.join(", "));
        cells.push(Cell::Integer(at));
        database
            .prepare_cached(&sql)?
            .execute(params_from_iter(cells))?;
        return Ok(at);
    }
    if let (Some(column), Some(number)) = (&known.number, number) {
        let taken = format!("SELECT 1 FROM \"{table}\" WHERE rowid = ?");
        if !database.prepare_cached(&taken)?.exists([number])? {
            columns.push(column);
            cells.push(Cell::Integer(number));
        }
    }
    let names: Vec<String> = columns.iter().map(|one| format!("\"{one}\"")).collect();
    let marks = vec!["?"; columns.len()];
    let sql = format!(
        "INSERT INTO \"{table}\" ({}) VALUES ({})",
        names.join(", "),
        marks.join(", ")
    );
    database
        .prepare_cached(&sql)?
        .insert(params_from_iter(cells))
}

/// Takes a row away.
pub(super) fn delete(database: &Connection, known: &Known, at: i64) -> rusqlite::Result<()> {
    let sql = format!("DELETE FROM \"{}\" WHERE rowid = ?", known.table.name);
    database.prepare_cached(&sql)?.execute([at]).map(drop)
}

/// A value as SQLite has them.
pub(super) fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(is_true) => Cell::Integer(i64::from(*is_true)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Cell::Integer(number),
            None => number.as_f64().map_or(Cell::Null, Cell::Real),
        },
        Value::String(text) => Cell::Text(text.clone()),
        Value::Object(bytes) => {
            let text = bytes.get(BYTES).and_then(Value::as_str).unwrap_or_default();
            Cell::Blob(URL_SAFE_NO_PAD.decode(text).unwrap_or_default())
        }
        Value::Array(_) => Cell::Text(value.to_string()),
    }
}

/// A value as JSON has them.
fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => json!({ BYTES: URL_SAFE_NO_PAD.encode(bytes) }),
    }
}
