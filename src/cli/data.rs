//! `mindgap data`: what there is, where it is from, whether it is whole, how to add your own, and out again.

mod import;
mod parts;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use parts::say_parts;

use super::bar::Bar;
use super::json::{CheckedLine, ErrorLine, Line, RemovedLine, SetLine, WrittenLine};
use super::output::{say, warn};
use super::text::count;
use super::{Home, Outcome, interrupt};
use crate::dataset::{self, Catalogue, Finding, Library, VerifyProgress};

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
        /// Check only these sets.
        sets: Vec<String>,
        /// Say only what is wrong.
        #[arg(long)]
        quiet: bool,
        /// Print one JSON object for each thing that is wrong, and one at the end.
        #[arg(long, conflicts_with = "quiet")]
        json: bool,
    },
    /// Bring in data of your own: IDX, NPY, NPZ, CSV, Parquet, a folder with a sub-folder a class, a sheet, MNIST-C.
    Import(Box<import::Arguments>),
    /// Write a set, or one part of it, as MNIST's own files, for other programs.
    Export {
        /// The set or part, such as mnist or mnist/test.
        name: String,
        /// The folder, which is made if it is missing.
        folder: PathBuf,
        /// Print one JSON object a part.
        #[arg(long)]
        json: bool,
    },
    /// Take an imported set away.
    Remove {
        /// The set's name.
        name: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(command: Command, home: &Home) -> Result<Outcome> {
    match command {
        Command::List { markdown: true, .. } => {
            say(Catalogue::builtin().to_markdown().trim_end())?;
            Ok(Outcome::Done)
        }
        Command::List { json, .. } => list(&home.library()?, json),
        Command::Verify { sets, quiet, json } => verify(&home.library()?, &sets, quiet, json),
        Command::Import(arguments) => import::run(*arguments, home),
        Command::Export { name, folder, json } => export(&home.library()?, &name, &folder, json),
        Command::Remove { name, json } => {
            dataset::import::remove(&name, &home.sets()?, Catalogue::builtin())?;
            match json {
                true => Line::Removed(RemovedLine {
                    set: Some(&name),
                    ..RemovedLine::default()
                })
                .say()?,
                false => say(format!("{name} is no longer there"))?,
            }
            Ok(Outcome::Done)
        }
    }
}

fn list(library: &Library, json: bool) -> Result<Outcome> {
    for set in &library.catalogue().sets {
        if json {
            Line::Set(SetLine::from(set)).say()?;
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
        match json {
            true => fault(finding).say()?,
            // Not among the sets.
            false => warn(finding.to_string())?,
        }
    }
    match unreadable.is_empty() {
        true => Ok(Outcome::Done),
        false => Ok(Outcome::FoundFaults),
    }
}

/// Writes a set for others, and says what was written.
fn export(library: &Library, name: &str, folder: &Path, json: bool) -> Result<Outcome> {
    for written in library.export(name, folder)? {
        let files = written.files.iter();
        let files: Vec<String> = files.map(|file| file.display().to_string()).collect();
        if json {
            let line = WrittenLine {
                part: &written.part,
                n: written.count,
                files,
            };
            Line::Written(line).say()?;
            continue;
        }
        say(format!(
            "{}: {} pictures",
            written.part,
            count(written.count)
        ))?;
        for file in files {
            say(format!("  {file}"))?;
        }
    }
    Ok(Outcome::Done)
}

/// What is wrong with data, as a line.
fn fault(finding: &Finding) -> Line<'static> {
    Line::Error(ErrorLine {
        error: finding.problem.clone(),
        subject: Some(finding.subject.clone()),
        ..ErrorLine::default()
    })
}

fn verify(library: &Library, sets: &[String], quiet: bool, json: bool) -> Result<Outcome> {
    interrupt::removes(Vec::new())?;
    let bar = Bar::new(!quiet && !json, "{bar:30} {pos} of {len}  {msg}")?;
    let checks = AtomicUsize::new(0);
    let tell = |progress: VerifyProgress<'_>| {
        if checks.swap(progress.total, Ordering::Relaxed) == 0 {
            bar.begin(progress.total);
        }
        bar.done(progress.done);
        bar.tell(progress.subject);
    };
    let findings = match sets {
        [] => library.verify(tell),
        sets => library.verify_sets(sets, tell)?,
    };
    bar.finish();
    for finding in &findings {
        match json {
            true => fault(finding).say()?,
            false => say(finding.to_string())?,
        }
    }
    let checks = checks.into_inner();
    // What cannot be read was told.
    let remarks = match (quiet, findings.is_empty()) {
        (false, true) => library.remarks_of_imported(sets)?,
        _ => Vec::new(),
    };
    let remarks: Vec<String> = remarks
        .into_iter()
        .map(|(set, remark)| format!("{set}: {remark}"))
        .collect();
    if json {
        let line = CheckedLine {
            remarks,
            errors: findings.len(),
            warnings: 0,
            checks: Some(checks),
        };
        Line::Checked(line).say()?;
        return Ok(match findings.is_empty() {
            true => Outcome::Done,
            false => Outcome::FoundFaults,
        });
    }
    if !findings.is_empty() {
        say(format!(
            "{} problems; {checks} files and parts were checked",
            findings.len()
        ))?;
        return Ok(Outcome::FoundFaults);
    }
    for remark in remarks {
        let options = textwrap::Options::with_termwidth().subsequent_indent("  ");
        say(textwrap::fill(&remark, options))?;
    }
    if !quiet {
        say(format!(
            "all {checks} files and parts are as they should be"
        ))?;
    }
    Ok(Outcome::Done)
}
