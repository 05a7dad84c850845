//! What every command writes goes through here: in ASCII where the locale has nothing else, without anything
//! that would steer the terminal, and with an error instead of a panic where a pipe is closed.

use std::io::{self, IsTerminal, Write};

use clap::error::ErrorKind;

use crate::base::ascii;
use crate::base::terminal::{message, printable};
use crate::tui::theme::Depth;

/// Writes a line, or several, without anything that would steer the terminal.
pub(super) fn say(line: impl AsRef<str>) -> io::Result<()> {
    put(&printable(line.as_ref()))
}

/// Writes lines whose escape sequences are our own.
pub(super) fn put(lines: &str) -> io::Result<()> {
    let mut out = ascii::stdout();
    let written = out.write_all(format!("{lines}\n").as_bytes());
    // Its kind stays: a closed pipe is no error.
    written.and_then(|()| out.flush()).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("the output cannot be written ({error})"),
        )
    })
}

/// Writes a warning or an error where it is not among the results.
pub(super) fn warn(text: impl AsRef<str>) -> io::Result<()> {
    let line = format!("mindgap: {}\n", message(text.as_ref()));
    ascii::stderr().write_all(line.as_bytes())
}

/// Writes what the reading of arguments has to say: help, the version, or what is wrong with them.
pub(super) fn usage(error: &clap::Error) -> io::Result<()> {
    let is_coloured = match error.use_stderr() {
        true => is_coloured(&io::stderr()),
        false => is_coloured(&io::stdout()),
    };
    let text = match is_coloured {
        true => error.render().ansi().to_string(),
        // What was typed is among it.
        false => printable(&error.render().to_string()).into_owned(),
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => put(text.trim_end()),
        _ => ascii::stderr().write_all(text.as_bytes()),
    }
}

/// Whether colours belong into this output.
pub(super) fn is_coloured(output: &impl IsTerminal) -> bool {
    output.is_terminal() && Depth::from_environment() != Depth::Mono
}

/// How a command that trains tells of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputMode {
    /// As a table, with a progress bar.
    Table,
    /// A line a run, for several runs of one recipe, with a progress bar.
    Seeds,
    /// One JSON object a line.
    Json,
    /// Nothing but the ids of runs.
    Quiet,
}

/// Columns of a text that nobody sees on a terminal.
pub(super) const COLUMNS: usize = 80;
/// Columns of a slice's name.
const NAME: usize = 18;

/// A slice's name as the first column of a row.
pub(super) fn name_column(name: &str) -> String {
    match name {
        long if long.chars().count() > NAME => format!("{long}\n{:<NAME$}", ""),
        short => format!("{short:<NAME$}"),
    }
}
