//! Standard output that may be a closed pipe: writing fails instead of panicking, and a table is
//! aligned.

use std::io::{self, Write};

use serde::Serialize;

/// Writes a line.
pub fn say(line: impl AsRef<str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_ref().as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Writes a value as one line of JSON.
pub fn say_json(value: &impl Serialize) -> io::Result<()> {
    say(serde_json::to_string(value)?)
}

/// Columns of a slice's name.
const NAME: usize = 18;

/// A slice's name as the first column of a row.
pub fn name_column(name: &str) -> String {
    match name {
        long if long.chars().count() > NAME => format!("{long}\n{:<NAME$}", ""),
        short => format!("{short:<NAME$}"),
    }
}
