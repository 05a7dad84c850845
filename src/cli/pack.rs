//! `mindgap pack`: lesson packs, written, checked and passed on.

mod check;
mod preview;
mod print;
mod share;
mod test;

use std::path::{Path, PathBuf};

use anyhow::Result;

pub(super) use share::packed;

use super::json::{Line, NoteLine, PackLine, RemovedLine, safe};
use super::output::{put, say};
use super::{Home, Outcome};
use crate::pack::text::pictures::told;
use crate::pack::{Pack, Step, reference, scaffold};
use crate::words::Lang;

/// What to do with a pack.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make a folder with a pack to begin with: commented, working, with data of its own.
    New {
        /// Its name: lower-case letters, digits and hyphens.
        name: String,
        /// Make it of your own pictures: a folder with a sub-folder of pictures a class, also in parts called train and
        /// test; or anything else that data import reads.
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Say everything that is wrong with a pack, with the place and what to do.
    Check {
        /// The pack's folder.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// Print one JSON object for each thing that was found, and one at the end.
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
        /// In this language, as far as the pack is translated; that of the locale, if absent and known.
        #[arg(long, value_name = "CODE")]
        lang: Option<Lang>,
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
        /// Walk through so many times, each time with other seeds, and say how often what the texts rest on
        /// holds.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=100), hide_default_value = true)]
        seeds: u64,
        /// Print one JSON object a lesson.
        #[arg(long)]
        json: bool,
    },
    /// Print what a pack's lessons say to whoever leads a class, step by step.
    Notes {
        /// The pack's folder, or the name of an installed pack.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// Print one JSON object a note.
        #[arg(long)]
        json: bool,
    },
    /// Make a page of its lessons to print: for learners, with gaps and boxes, or for whoever teaches, with answers.
    Print(print::Arguments),
    /// Make one file of a pack, to be handed on. The same pack makes the same bytes.
    Build {
        /// The pack's folder.
        #[arg(default_value = ".")]
        pack: PathBuf,
        /// The file; NAME.mindgap, if absent.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
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
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
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
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
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
pub(super) enum File {
    /// pack.yaml.
    Pack,
    /// A lesson.
    Lesson,
}

pub(super) fn run(command: Command, home: &Home) -> Result<Outcome> {
    match command {
        Command::New { name, from, json } => {
            let made = from
                .map(|pictures| scaffold::from_pictures(Path::new("."), &name, &pictures))
                .transpose()?;
            let folder = match &made {
                Some(made) => made.folder.clone(),
                None => scaffold::new(Path::new("."), &name)?,
            };
            if json {
                let opened = Pack::open(&folder, home.stock()?, Lang::default());
                Line::Pack(PackLine::of(&name, &folder, opened)).say()?;
                return Ok(Outcome::Done);
            }
            say(match &made {
                Some(made) => about(&name, made),
                None => format!("{name}: a pack with one lesson and 180 drawings"),
            })?;
            say(format!("  mindgap learn {name}          play it"))?;
            say(format!(
                "  mindgap pack check {name}     find what is wrong"
            ))?;
            Ok(Outcome::Done)
        }
        Command::Notes { pack, json } => {
            let pack = Pack::open(&home.pack_folder(&pack)?, home.stock()?, Lang::default())?;
            for (lesson, number) in pack.lessons.iter().zip(1..) {
                if json {
                    for note in &lesson.speaker {
                        let step = lesson.steps.get(note.step.saturating_sub(1));
                        let line = NoteLine {
                            lesson: number,
                            title: &lesson.title,
                            step: note.step,
                            about: step.map_or(String::new(), Step::gist),
                            note: note.say.trim(),
                        };
                        Line::Note(line).say()?;
                    }
                    continue;
                }
                say(format!(
                    "{number}. {} ({} min)",
                    lesson.title, lesson.minutes
                ))?;
                for note in &lesson.speaker {
                    let step = lesson.steps.get(note.step.saturating_sub(1));
                    let gist = step.map_or(String::new(), Step::gist);
                    let options = textwrap::Options::with_termwidth().subsequent_indent("     ");
                    let said = told(note.say.trim(), |caption| format!("[picture: {caption}]"));
                    let text = format!("   step {} ({gist}): {said}", note.step);
                    say(textwrap::fill(&text, options))?;
                }
            }
            Ok(Outcome::Done)
        }
        Command::Print(arguments) => print::run(&arguments, home),
        Command::Preview { pack, lesson, lang } => preview::run(pack, lesson, lang, home),
        Command::Build { pack, output, json } => share::build(&pack, output, json, home),
        Command::Install {
            source,
            sha256,
            replace,
            json,
        } => share::install(&source, sha256.as_deref(), (replace, json), home),
        Command::List { json } => share::list(json, home),
        Command::Remove { name, json } => {
            home.installed()?.remove(&name)?;
            match json {
                true => Line::Removed(RemovedLine {
                    pack: Some(&name),
                    ..RemovedLine::default()
                })
                .say()?,
                false => say(format!("{name} is no longer there"))?,
            }
            Ok(Outcome::Done)
        }
        Command::Test {
            pack,
            lesson,
            fast,
            seeds,
            json,
        } => {
            let how = test::How {
                only: lesson,
                fast,
                times: seeds,
                json,
            };
            test::run(&pack, how, home)
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
            put(&safe(&serde_json::to_string_pretty(&schema)?))?;
            Ok(Outcome::Done)
        }
        Command::Check { pack, json, strict } => {
            let diagnoses = Pack::examine(&pack, home.stock()?);
            check::tell(&diagnoses, json)?;
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

/// What a pack was made of.
fn about(name: &str, made: &scaffold::Made) -> String {
    let (train, test, shape) = (made.train, made.test, made.shape);
    let kinds = made.classes.len();
    let split = made.seed.map_or(String::new(), |seed| {
        format!("; which are tested on was drawn (seed {seed})")
    });
    format!(
        "{name}: a pack with one lesson and pictures of {kinds} kinds ({shape}): {train} to learn from, {test} to test \
         on{split}"
    )
}
