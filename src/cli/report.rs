//! `mindgap report`: what a learner did, as Markdown or as one HTML file.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::output::say;
use super::{Home, Outcome};
use crate::base::file::write_to_hand_on;
use crate::engine::Session;
use crate::pack::Pack;
use crate::progress::{LOCAL_LEARNER, Progress};
use crate::report;
use crate::words::{Lang, Words};

/// What to report, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A pack's folder; the built-in pack, if absent.
    pack: Option<PathBuf>,
    /// Markdown, or HTML with the charts and pictures inside; as the file's name says, if absent.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write into this file, which is replaced if it exists, instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The report's language; that of the locale, if absent and known.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
}

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text that any editor shows.
    Markdown,
    /// One file for a browser.
    Html,
}

impl Arguments {
    fn format(&self) -> Format {
        let is_html = self.output.as_ref().is_some_and(|file| {
            let extension = file.extension().unwrap_or_default();
            extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm")
        });
        self.format.unwrap_or(match is_html {
            true => Format::Html,
            false => Format::Markdown,
        })
    }
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let lang = arguments.lang.or_else(Lang::from_environment);
    let words = Words {
        lang: lang.unwrap_or_default(),
    };
    let pack = match &arguments.pack {
        Some(pack) => Pack::open(&home.pack_folder(pack)?, home.stock()?, words.lang)?,
        None => Pack::built_in(words.lang)?,
    };
    let progress = Progress::open(&home.folder()?)?;
    let trainer = home.trainer_for(&pack)?;
    let session = Session::new(LOCAL_LEARNER, pack, trainer, progress);
    let saved = session.remembered()?;
    let blocks = report::gather(session.pack(), &saved, &home.store()?, words);
    let text = match arguments.format() {
        Format::Markdown => report::markdown::write(&blocks, words.lang),
        Format::Html => report::html::write(&blocks, words.lang.code()),
    };
    match &arguments.output {
        None => say(text.trim_end())?,
        Some(file) => {
            write_to_hand_on(file, text.as_bytes())
                .with_context(|| format!("{}: the report cannot be written", file.display()))?;
            say(format!("{}: the report is written", file.display()))?;
        }
    }
    Ok(Outcome::Done)
}
