//! `mindgap pack`: lesson packs, written, checked and passed on.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::output::{say, say_json};
use super::{Home, Outcome};
use crate::pack::{Diagnoses, Pack, Severity, reference, scaffold};

/// What to do with a pack.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a folder with a pack to begin with: commented, working, with data of its own.
    New {
        /// Its name: lower-case letters, digits and hyphens.
        name: String,
    },
    /// Say everything that is wrong with a pack, with the place and what to do.
    Check {
        /// The pack's folder.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// Print one JSON list of all that was found.
        #[arg(long)]
        json: bool,
        /// Let warnings fail the check too.
        #[arg(long)]
        strict: bool,
    },
    /// Print the JSON schema of the files that you write, for editors.
    Schema {
        /// Which file.
        #[arg(value_enum, default_value = "lesson", conflicts_with = "reference")]
        file: File,
        /// Print the page with every key that is `docs/reference.md`.
        #[arg(long)]
        reference: bool,
    },
}

/// A file that an instructor writes.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum File {
    /// pack.yaml.
    Pack,
    /// A lesson.
    Lesson,
}

pub fn run(command: Command, home: &Home) -> Result<Outcome> {
    match command {
        Command::New { name } => {
            scaffold::new(Path::new("."), &name)?;
            say(format!("{name}: a pack with one lesson and 180 drawings"))?;
            say(format!("  mindgap learn {name}          play it"))?;
            say(format!(
                "  mindgap pack check {name}     find what is wrong"
            ))?;
            Ok(Outcome::Done)
        }
        Command::Schema {
            reference: true, ..
        } => {
            say(reference::reference().trim_end())?;
            Ok(Outcome::Done)
        }
        Command::Schema { file, .. } => {
            let schema = reference::schema(match file {
                File::Pack => reference::Kind::Pack,
                File::Lesson => reference::Kind::Lesson,
            });
            say(serde_json::to_string_pretty(&schema)?)?;
            Ok(Outcome::Done)
        }
        Command::Check { pack, json, strict } => {
            let diagnoses = Pack::examine(&pack, home.stock()?);
            match json {
                true => say_json(&diagnoses.to_json())?,
                false => tell(&diagnoses)?,
            }
            let is_faulty = match strict {
                true => !diagnoses.found.is_empty(),
                false => diagnoses.has_errors(),
            };
            Ok(match is_faulty {
                true => Outcome::FoundFaults,
                false => Outcome::Done,
            })
        }
    }
}

/// Tells all that was found, each with its line, and how much it is.
fn tell(diagnoses: &Diagnoses) -> Result<()> {
    let is_coloured = std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty());
    for one in &diagnoses.found {
        say(diagnoses.explain(one, is_coloured))?;
        say("")?;
    }
    let errors = diagnoses.count(Severity::Error);
    let warnings = diagnoses.count(Severity::Warning);
    let many = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    say(match (errors, warnings) {
        (0, 0) => "Nothing is wrong.".to_owned(),
        (0, n) => format!("It can be played; {}.", many(n, "warning")),
        (n, 0) => format!("It cannot be played: {}.", many(n, "error")),
        (n, m) => format!(
            "It cannot be played: {}, {}.",
            many(n, "error"),
            many(m, "warning")
        ),
    })?;
    Ok(())
}
