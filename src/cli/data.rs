//! `mindgap data`: what there is, where it is from, whether it is whole, and how to add your own.

mod import;
mod parts;

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use parts::say_parts;

use super::output::{say, say_json};
use super::{Home, Outcome};
use crate::base::terminal::message;
use crate::dataset::{self, Catalogue, Library};

/// What to do with the data.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the sets, shipped and imported: origin, licence, counts, digests.
    List {
        /// Print the page on what ships that is `data/SOURCES.md`.
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
        /// Print one JSON object a set.
        #[arg(long)]
        json: bool,
    },
    /// Prove the digest of every file and the count, shape and digest of every part.
    Verify {
        /// Say only what is wrong.
        #[arg(long)]
        quiet: bool,
    },
    /// Bring in data of your own: IDX, NPY, CSV, a folder with a sub-folder a class, a sheet, MNIST-C.
    Import(Box<import::Arguments>),
    /// Take an imported set away.
    Remove {
        /// The set's name.
        name: String,
    },
}

pub(super) fn run(command: Command, home: &Home) -> Result<Outcome> {
    match command {
        Command::List { markdown: true, .. } => {
            say(Catalogue::builtin().to_markdown().trim_end())?;
            Ok(Outcome::Done)
        }
        Command::List { json, .. } => list(&home.library()?, json),
        Command::Verify { quiet } => verify(&home.library()?, quiet),
        Command::Import(arguments) => import::run(*arguments, home),
        Command::Remove { name } => {
            dataset::import::remove(&name, &home.sets()?, Catalogue::builtin())?;
            say(format!("{name} is no longer there"))?;
            Ok(Outcome::Done)
        }
    }
}

fn list(library: &Library, json: bool) -> Result<Outcome> {
    for set in &library.catalogue().sets {
        if json {
            say_json(set)?;
            continue;
        }
        say(format!("{} ({})", set.title, set.name))?;
        let facts = [
            ("about", &set.about),
            ("origin", &set.origin),
            ("licence", &set.licence),
            ("to cite", &set.citation),
            ("changed", &set.changes),
        ];
        let caveats = set.caveats.iter().map(|caveat| ("to know", caveat));
        for (name, text) in facts.into_iter().chain(caveats) {
            let options = textwrap::Options::with_termwidth().subsequent_indent("           ");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            say(textwrap::fill(&format!("  {name:<7}  {text}"), options))?;
        }
        say_parts(set)?;
        say("")?;
    }
    let unreadable = library.unreadable();
    for finding in &unreadable {
        // Not among the sets, which a script may read.
        writeln!(io::stderr(), "mindgap: {}", message(&finding.to_string()))?;
    }
    match unreadable.is_empty() {
        true => Ok(Outcome::Done),
        false => Ok(Outcome::FoundFaults),
    }
}

fn verify(library: &Library, quiet: bool) -> Result<Outcome> {
    let hidden = quiet || !io::stderr().is_terminal();
    let target = match hidden {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(None, target);
    bar.set_style(ProgressStyle::with_template(
        "{bar:30} {pos} of {len}  {msg}",
    )?);
    let checks = AtomicUsize::new(0);
    let findings = library.verify(|progress| {
        checks.store(progress.total, Ordering::Relaxed);
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        bar.set_message(progress.subject.to_owned());
    });
    bar.finish_and_clear();
    for finding in &findings {
        say(finding.to_string())?;
    }
    let checks = checks.into_inner();
    if !findings.is_empty() {
        say(format!(
            "{} problems; {checks} files and parts were checked",
            findings.len()
        ))?;
        return Ok(Outcome::FoundFaults);
    }
    if !quiet {
        say(format!(
            "all {checks} files and parts are as they should be"
        ))?;
    }
    Ok(Outcome::Done)
}
