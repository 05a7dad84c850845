//! Which tables of a database all hosts have the same, and what becomes of a row that two hosts change at once.

use rusqlite::Connection;

/// What all hosts have the same of a database.
#[derive(Debug)]
pub struct Shared {
    /// The database's file in its folder.
    pub file: &'static str,
    /// What it is called among hosts.
    pub name: &'static str,
    /// Its tables.
    pub tables: &'static [Table],
    /// What has to hold whatever comes from elsewhere, as a statement that sees to it.
    pub tidy: Option<&'static str>,
}

/// A table that all hosts have the same.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns by which a row is the same one on all hosts; where one of them is NULL, each row is one of its own. The
    /// table has to hold them unique.
    pub key: &'static [&'static str],
    /// What becomes of a row that two hosts change at once.
    pub policy: Policy,
    /// The column that says whose a row is, where a learner waits until it is stored.
    pub learner: Option<&'static str>,
    /// A column of texts that has to be unique, too: of two rows, the one with the later key is told apart.
    pub unique: Option<&'static str>,
}

/// What becomes of a row that two hosts change at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Each column is what the host made of it that changed it; of a row that two hosts made, the first one stays.
    Merge,
    /// The row with the higher value in this column stays.
    Latest(&'static str),
    /// The row of the host that took the learner's seat later stays; of the same, the one with the higher value in this
    /// column.
    Fenced(&'static str),
}

/// A table as it stands in a database.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) table: &'static Table,
    /// All columns but the row's number.
    pub(super) columns: Vec<String>,
    /// The column with the row's number, where it says no more than in which order rows were made.
    pub(super) number: Option<String>,
}

impl Known {
    /// The table in this database, which has to be there.
    pub(super) fn of(table: &'static Table, database: &Connection) -> rusqlite::Result<Self> {
        let mut columns = database
            .prepare("SELECT name, pk = 1 AND type = 'INTEGER' FROM pragma_table_info(?1)")?;
        let rows = columns.query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(String, bool)> = rows.collect::<rusqlite::Result<_>>()?;
        let is_number =
            |(name, is_number): &&(String, bool)| *is_number && !table.key.contains(&name.as_str());
        let number = rows.iter().find(is_number).map(|(name, _)| name.clone());
        let columns = rows.into_iter().map(|(name, _)| name);
        Ok(Self {
            table,
            columns: columns
                .filter(|name| Some(name) != number.as_ref())
                .collect(),
            number,
        })
    }
}
