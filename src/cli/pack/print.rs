//! `mindgap pack print`: a pack's lessons as a page to print.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::super::output::say;
use super::super::{Home, Outcome};
use crate::base::file::write_to_hand_on;
use crate::report::handout::{Edition, handout};
use crate::report::html;
use crate::words::{Lang, Words};

/// What to print, and for whom.
#[derive(Debug, Args)]
pub(in super::super) struct Arguments {
    /// The pack's folder, or the name of an installed pack; the built-in pack, if absent.
    pack: Option<PathBuf>,
    /// Only this lesson, counted from 1.
    #[arg(long, value_name = "N")]
    lesson: Option<usize>,
    /// For whoever teaches: with answers, hints, takeaways and notes.
    #[arg(long)]
    teacher: bool,
    /// Write into this file, which is replaced if it exists, instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language; that of the locale, if absent and known.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let lang = arguments.lang.or_else(Lang::from_environment);
    let words = Words::of(lang.unwrap_or_default());
    let pack = home.pack(arguments.pack.as_deref(), words.lang)?;
    let all = pack.lessons.len();
    let lessons: Vec<usize> = match arguments.lesson {
        None => (0..all).collect(),
        Some(number) if (1..=all).contains(&number) => vec![number - 1],
        Some(number) => bail!("there is no lesson {number}; the pack has {all}"),
    };
    let edition = match arguments.teacher {
        true => Edition::Teacher,
        false => Edition::Learner,
    };
    let parts = handout(&pack, &lessons, edition, words);
    let page = html::write(&parts, words.lang.code());
    match &arguments.output {
        None => say(page.trim_end())?,
        Some(file) => write(file, &page, lessons.len())?,
    }
    Ok(Outcome::Done)
}

fn write(file: &Path, page: &str, lessons: usize) -> Result<()> {
    write_to_hand_on(file, page.as_bytes())
        .with_context(|| format!("{}: the page cannot be written", file.display()))?;
    let lessons = match lessons {
        1 => "1 lesson".to_owned(),
        n => format!("{n} lessons"),
    };
    say(format!(
        "{}: {lessons}; print it from a browser",
        file.display()
    ))?;
    Ok(())
}
