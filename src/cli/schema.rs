//! `mindgap schema`: what `--json` prints, for validators and as a page to read.

use anyhow::{Context, Result};

use super::Outcome;
use super::json::{page, safe};
use super::output::{put, say};

/// Of what.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The command whose lines are meant, such as train, or runs list.
    #[arg(
        value_name = "COMMAND",
        required_unless_present = "reference",
        conflicts_with = "reference"
    )]
    command: Vec<String>,
    /// Print the page with every field that is `docs/json.md`.
    #[arg(long)]
    reference: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    match arguments.reference {
        true => say(page::page().trim_end())?,
        false => {
            let schema = page::schema_of(&arguments.command.join(" "))?;
            let text =
                serde_json::to_string_pretty(&schema).context("the schema cannot be written")?;
            put(&safe(&text))?;
        }
    }
    Ok(Outcome::Done)
}
