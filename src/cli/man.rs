//! `mindgap man`: pages for the manual, made from the definition of all commands.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap_mangen::Man;

use super::Outcome;
use super::output::{put, say};

/// Which page.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The command that the page is about, such as train, or runs list; all of mindgap, if absent.
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write the pages of all commands into this folder instead, for man's search path.
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, mindgap: clap::Command) -> Result<Outcome> {
    // Made whole: a page knows the options that all commands take, and its full name.
    let mut mindgap = mindgap.disable_help_subcommand(true);
    mindgap.build();
    if let Some(folder) = &arguments.dir {
        let told = || format!("{}: the pages cannot be written", folder.display());
        fs::create_dir_all(folder).with_context(told)?;
        let written = write_all(&mindgap, folder).with_context(told)?;
        say(format!("{}: {written} pages", folder.display()))?;
        return Ok(Outcome::Done);
    }
    let mut meant = &mindgap;
    for name in &arguments.command {
        let Some(found) = meant.find_subcommand(name) else {
            let names: Vec<&str> = meant
                .get_subcommands()
                .map(clap::Command::get_name)
                .collect();
            match names.as_slice() {
                [] => bail!("{name}: {} has no commands of its own", meant.get_name()),
                names => bail!(
                    "{name}: {} has the commands {}",
                    meant.get_name(),
                    names.join(", ")
                ),
            }
        };
        meant = found;
    }
    let mut roff = Vec::new();
    page(meant).render(&mut roff)?;
    put(String::from_utf8_lossy(&roff).trim_end())?;
    Ok(Outcome::Done)
}

/// The page of a command.
fn page(command: &clap::Command) -> Man {
    Man::new(command.clone()).source(concat!("mindgap ", env!("CARGO_PKG_VERSION")))
}

/// Writes the page of a command and of those below it, and counts them.
fn write_all(command: &clap::Command, folder: &Path) -> Result<usize> {
    page(command).generate_to(folder)?;
    let below = command.get_subcommands();
    below
        .map(|command| write_all(command, folder))
        .sum::<Result<usize>>()
        .map(|below| below + 1)
}
