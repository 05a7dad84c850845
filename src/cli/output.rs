//! Standard output that may be a closed pipe: writing fails instead of panicking.

use std::io::{self, Write};

use serde::Serialize;

use crate::base::terminal::{is_printable, printable};

/// Writes a line, or several, without anything that would steer the terminal.
pub(super) fn say(line: impl AsRef<str>) -> io::Result<()> {
    put(&printable(line.as_ref()))
}

/// Writes lines whose colours are our own.
pub(super) fn say_coloured(lines: impl AsRef<str>) -> io::Result<()> {
    put(lines.as_ref())
}

/// Writes a value as one line of JSON.
pub(super) fn say_json(value: &impl Serialize) -> io::Result<()> {
    put(&escaped(&serde_json::to_string(value)?))
}

/// JSON in which everything that would steer a terminal is written as JSON can write it too: it only stands
/// in strings.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match is_printable(character) {
            true => text.push(character),
            false => {
                let units = character.encode_utf16(&mut [0; 2]).to_vec();
                text.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    text
}

fn put(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = out
        .write_all(line.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    // Its kind stays: a closed pipe is no error.
    written.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("the output cannot be written ({error})"),
        )
    })
}

/// Columns of a slice's name.
const NAME: usize = 18;

/// A slice's name as the first column of a row.
pub(super) fn name_column(name: &str) -> String {
    match name {
        long if long.chars().count() > NAME => format!("{long}\n{:<NAME$}", ""),
        short => format!("{short:<NAME$}"),
    }
}
