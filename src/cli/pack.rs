//! `mindgap pack`: lesson packs, written, checked and passed on.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;

use super::output::{say, say_json};
use super::{Home, Outcome};
use crate::engine::{Session, rehearse};
use crate::pack::{Diagnoses, Pack, Severity, reference, scaffold};
use crate::progress::{LOCAL_LEARNER, Progress};
use crate::words::Lang;

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
    /// Walk through every lesson with its own answers: train, measure, and hold what is measured against
    /// what the lessons expect.
    Test {
        /// The pack's folder.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// Only this lesson, counted from 1.
        #[arg(long, value_name = "N")]
        lesson: Option<usize>,
        /// Train linear models on a few pictures: whether the walk works, in seconds. Expectations are
        /// not held against that.
        #[arg(long)]
        fast: bool,
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
        Command::Test { pack, lesson, fast } => test(&pack, lesson, fast, home),
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

/// Walks through the lessons. Runs that are known already are replayed, as learners would see them.
fn test(folder: &Path, only: Option<usize>, fast: bool, home: &Home) -> Result<Outcome> {
    let mut pack = Pack::open(folder, home.stock()?, Lang::default())?;
    if let Some(number) = only.filter(|number| !(1..=pack.lessons.len()).contains(number)) {
        bail!(
            "there is no lesson {number}; the pack has {}",
            pack.lessons.len()
        );
    }
    if fast {
        for lesson in &mut pack.lessons {
            *lesson = Arc::new(lesson.shortened(&pack.library));
        }
    }
    let lessons = pack.lessons.clone();
    let trainer = home.trainer_for(&pack)?;
    // Nobody's progress is touched.
    let folder = tempfile::tempdir().context("there is no room to walk in")?;
    let progress = Progress::open(folder.path())?;
    let mut session = Session::new(LOCAL_LEARNER, pack, trainer, progress);
    let is_watched = std::io::stderr().is_terminal();
    let mut is_right = true;
    for (place, lesson) in lessons.iter().enumerate() {
        if only.is_some_and(|number| number != place + 1) {
            continue;
        }
        let steps = lesson.steps.len();
        let bar = match is_watched {
            true => ProgressBar::new_spinner(),
            false => ProgressBar::hidden(),
        };
        bar.enable_steady_tick(Duration::from_millis(100));
        let rehearsal = rehearse(&mut session, place, |step, kind| {
            bar.set_message(format!("{}: step {step} of {steps} ({kind})", lesson.title));
        })?;
        bar.finish_and_clear();
        let Some(rehearsal) = rehearsal else { continue };
        let verdict = match rehearsal.is_as_it_should_be(!fast) {
            true => "as it should be",
            false => "not as it should be",
        };
        is_right &= rehearsal.is_as_it_should_be(!fast);
        let seconds = rehearsal.seconds;
        say(format!(
            "{}. {}: {verdict} ({seconds:.0} s without reading)",
            place + 1,
            lesson.title
        ))?;
        for (step, kind, problem) in &rehearsal.problems {
            say(format!("   ✗ step {step} ({kind}): {problem}"))?;
        }
        for measured in &rehearsal.measured {
            match (fast, measured.holds) {
                (true, _) => {}
                (false, true) => say(format!("   ✓ {measured}"))?,
                (false, false) => say(format!("   ✗ {measured}"))?,
            }
        }
        let minutes = f64::from(lesson.minutes);
        if !fast && seconds > minutes * 60.0 {
            say(format!(
                "   ! it says {minutes} minutes, and the program alone needed {:.1}",
                seconds / 60.0
            ))?;
        }
    }
    session.finish();
    if fast {
        say("Expectations were not held against so little training; leave --fast out for that.")?;
    }
    Ok(match is_right {
        true => Outcome::Done,
        false => Outcome::FoundFaults,
    })
}
