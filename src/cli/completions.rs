//! `mindgap completions`: lets a shell complete commands and options.

use anyhow::Result;
use clap_complete::{Shell, generate};

use super::Outcome;
use super::output::put;

/// For which shell.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints what the shell has to read, made from the definition of all commands.
pub(super) fn run(arguments: &Arguments, mut mindgap: clap::Command) -> Result<Outcome> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut mindgap, "mindgap", &mut script);
    put(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Outcome::Done)
}
