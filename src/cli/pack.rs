//! `mindgap pack`: lesson packs, written, checked and passed on.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;

use super::output::{say, say_json};
use super::{Home, Outcome, learn};
use crate::engine::{Session, rehearse};
use crate::pack::{Diagnoses, Pack, Severity, Step, archive, reference, scaffold};
use crate::progress::{LOCAL_LEARNER, Progress};
use crate::tui::local;
use crate::tui::preview::Preview;
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
    /// Open a pack while you write it: whenever a file is saved, the screen shows the step that changed,
    /// or what is wrong.
    Preview {
        /// The pack's folder.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// Open this lesson, counted from 1, instead of the list.
        #[arg(long, value_name = "N")]
        lesson: Option<usize>,
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
    /// Print what a pack's lessons say to whoever leads a class, step by step.
    Notes {
        /// The pack's folder, or the name of an installed pack.
        #[arg(default_value = ".")]
        pack: PathBuf,
    },
    /// Make one file of a pack, to be handed on. The same pack makes the same bytes.
    Build {
        /// The pack's folder.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// The file; NAME.mindgap, if absent.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Install a pack from a file, a folder, or an address.
    Install {
        /// A .mindgap file, a pack's folder, or an https address of such a file.
        source: String,
        /// The file's SHA-256 in hex; needed for an address.
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
        /// Put it in the place of the installed pack of its name.
        #[arg(long)]
        replace: bool,
    },
    /// List the installed packs.
    List {
        /// Print one JSON object a pack.
        #[arg(long)]
        json: bool,
    },
    /// Take an installed pack away. What learners did in it is kept.
    Remove {
        /// Its name.
        name: String,
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
        Command::Notes { pack } => {
            let pack = Pack::open(&home.pack_folder(&pack)?, home.stock()?, Lang::default())?;
            for (lesson, number) in pack.lessons.iter().zip(1..) {
                say(format!(
                    "{number}. {} ({} min)",
                    lesson.title, lesson.minutes
                ))?;
                for note in &lesson.speaker {
                    let step = lesson.steps.get(note.step.saturating_sub(1));
                    let gist = step.map_or(String::new(), Step::gist);
                    let options = textwrap::Options::with_termwidth().subsequent_indent("     ");
                    let text = format!("   step {} ({gist}): {}", note.step, note.say.trim());
                    say(textwrap::fill(&text, options))?;
                }
            }
            Ok(Outcome::Done)
        }
        Command::Preview { pack, lesson } => preview(pack, lesson, home),
        Command::Build { pack, output } => build(&pack, output, home),
        Command::Install {
            source,
            sha256,
            replace,
        } => install(&source, sha256.as_deref(), replace, home),
        Command::List { json } => list(json, home),
        Command::Remove { name } => {
            home.shelf()?.remove(&name)?;
            say(format!("{name} is no longer there"))?;
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

fn many(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
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
            let mark = match (fast, measured.expected, measured.holds()) {
                (true, ..) => continue,
                (_, None, _) => " ",
                (_, _, true) => "✓",
                (_, _, false) => "✗",
            };
            say(format!("   {mark} {measured}"))?;
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

/// Checks a pack and packs it.
fn build(folder: &Path, output: Option<PathBuf>, home: &Home) -> Result<Outcome> {
    let diagnoses = Pack::examine(folder, home.stock()?);
    if diagnoses.has_errors() {
        tell(&diagnoses)?;
        return Ok(Outcome::FoundFaults);
    }
    let pack = Pack::open(folder, home.stock()?, Lang::default())?;
    let name = PathBuf::from(format!("{}.{}", pack.file.name, archive::ENDING));
    let file = output.unwrap_or(name);
    let packed = archive::build(folder, &pack.file, &file)?;
    for name in &packed.left_out {
        say(format!("left out: {name} (no lesson and no data)"))?;
    }
    say(format!(
        "{}: {} files, {} kB",
        file.display(),
        packed.files,
        packed.bytes.div_ceil(1_000)
    ))?;
    say(format!("sha256 {}", packed.sha256))?;
    Ok(Outcome::Done)
}

/// Bytes that are fetched from an address at most.
const MOST_FETCHED: u64 = 1 << 30;

/// Installs a pack from wherever it is.
fn install(source: &str, sha256: Option<&str>, replace: bool, home: &Home) -> Result<Outcome> {
    let (shelf, stock) = (home.shelf()?, home.stock()?);
    let room = tempfile::tempdir().context("there is no room to unpack in")?;
    let packed = room.path().join("pack.mindgap");
    let archive = if source.contains("://") {
        let Some(sha256) = sha256 else {
            bail!("{source}: say what the file has to be with --sha256; pack build prints it");
        };
        fetch(source, &packed)?;
        check_digest(&packed, sha256)?;
        packed
    } else if Path::new(source).is_dir() {
        let folder = Path::new(source);
        let pack = Pack::open(folder, stock.clone(), Lang::default())?;
        archive::build(folder, &pack.file, &packed)?;
        packed
    } else {
        if let Some(sha256) = sha256 {
            check_digest(Path::new(source), sha256)?;
        }
        PathBuf::from(source)
    };
    let name = shelf.install(&archive, &stock, replace)?;
    say(format!("{name} is installed: mindgap learn {name}"))?;
    Ok(Outcome::Done)
}

/// Fetches a file over https.
fn fetch(address: &str, file: &Path) -> Result<()> {
    if !address.starts_with("https://") {
        bail!("{address}: only https addresses are fetched");
    }
    let agent = ureq::Agent::config_builder()
        .https_only(true)
        .timeout_global(Some(Duration::from_secs(600)))
        .build()
        .new_agent();
    let fetched = agent.get(address).call();
    let response = fetched.with_context(|| format!("{address} cannot be fetched"))?;
    let mut body = response
        .into_body()
        .into_with_config()
        .limit(MOST_FETCHED)
        .reader();
    let mut out = std::fs::File::create(file).context("there is no room for the file")?;
    std::io::copy(&mut body, &mut out).with_context(|| format!("{address} cannot be fetched"))?;
    Ok(())
}

fn check_digest(file: &Path, wanted: &str) -> Result<()> {
    let found = archive::digest(file)?;
    if !found.eq_ignore_ascii_case(wanted.trim()) {
        bail!(
            "{}: its SHA-256 is {found} and not {wanted}; it is another file, or damaged",
            file.display()
        );
    }
    Ok(())
}

fn list(json: bool, home: &Home) -> Result<Outcome> {
    let (shelf, stock) = (home.shelf()?, home.stock()?);
    let names = shelf.names()?;
    if names.is_empty() && !json {
        say("No pack was installed yet: mindgap pack install FILE")?;
    }
    for name in names {
        let folder = shelf.find(&name)?;
        let opened = Pack::open(&folder, stock.clone(), Lang::default());
        match (&opened, json) {
            (Ok(pack), false) => {
                let lessons = many(pack.lessons.len(), "lesson");
                let minutes: u32 = pack.lessons.iter().map(|lesson| lesson.minutes).sum();
                say(format!(
                    "{name:<24} {}: {lessons}, {minutes} min, {}",
                    pack.file.title, pack.file.licence
                ))?;
            }
            (Err(error), false) => say(format!("{name:<24} cannot be played: {error}"))?,
            (opened, true) => say_json(&serde_json::json!({
                "name": name,
                "folder": folder,
                "title": opened.as_ref().ok().map(|pack| &pack.file.title),
                "lessons": opened.as_ref().ok().map(|pack| pack.lessons.len()),
                "problem": opened.as_ref().err().map(ToString::to_string),
            }))?,
        }
    }
    Ok(Outcome::Done)
}

/// Opens a pack that is being written. Nobody's progress is touched; runs are kept as always.
fn preview(folder: PathBuf, lesson: Option<usize>, home: &Home) -> Result<Outcome> {
    let stock = home.stock()?;
    let look = learn::Arguments::from_environment();
    let lang = look.words().lang;
    let diagnoses = Pack::examine(&folder, stock.clone());
    if diagnoses.has_errors() {
        tell(&diagnoses)?;
        return Ok(Outcome::FoundFaults);
    }
    let preview = Preview {
        folder,
        stock,
        lang,
    };
    let pack = preview.read()?;
    let lesson = match lesson {
        Some(number) if !(1..=pack.lessons.len()).contains(&number) => {
            bail!(
                "there is no lesson {number}; the pack has {}",
                pack.lessons.len()
            )
        }
        lesson => lesson.map(|number| number - 1),
    };
    let trainer = home.trainer_for(&pack)?;
    let room = tempfile::tempdir().context("there is no room to walk in")?;
    let progress = Progress::open(room.path())?;
    let session = Session::new(LOCAL_LEARNER, pack, trainer, progress);
    local::run(session, lesson, look.look(), Some(preview))?;
    Ok(Outcome::Done)
}
