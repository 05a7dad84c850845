//! `mindgap report`: what a learner did, as Markdown or as one HTML file.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use super::bar::Bar;
use super::output::{say, warn};
use super::{Home, Outcome, interrupt};
use crate::base::file::write_to_hand_on;
use crate::engine::Session;
use crate::eval::EvalError;
use crate::lesson::StandIn;
use crate::progress::{LOCAL_LEARNER, Progress};
use crate::report::{self, MistakeFinder};
use crate::train::{RunId, RunRecord, RunStore};
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
    /// What you did with this model of your own in the place of the lessons' networks (`learn --model`): its run, by its
    /// name, its id, or the beginning of it. If absent, what you did with networks of the lessons', or with the model
    /// that you brought last, where you did nothing else.
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
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
    let words = Words::of(lang.unwrap_or_default());
    let pack = home.pack(arguments.pack.as_deref(), words.lang)?;
    let progress = Progress::open(&home.folder()?)?;
    let store = home.store()?;
    let known = progress.brought(LOCAL_LEARNER, &pack.file.name)?;
    let trainer = home.trainer_for(&pack)?;
    let own = Session::new(LOCAL_LEARNER, pack, trainer, progress);
    let (session, brought) = match chosen(arguments, &own, &known, &store)? {
        None => (own, None),
        Some(record) => (own.bringing(StandIn::of(&record)), Some(record.model())),
    };
    let saved = session.remembered()?;
    let bar = Bar::new(true, "{spinner} {msg}")?;
    bar.spin();
    let interrupted = interrupt::count(2)?;
    let watch = |slice: &str| {
        bar.tell(slice);
        match interrupted.load(Ordering::Relaxed) {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    };
    let finder = MistakeFinder::new(&store, &watch);
    let parts = report::gather(session.pack(), &saved, brought.as_deref(), &finder, words);
    bar.finish();
    let parts = match parts {
        Err(EvalError::Stopped) => return Ok(Outcome::Interrupted),
        parts => parts?,
    };
    let text = match arguments.format() {
        Format::Markdown => report::markdown::write(&parts, words.lang),
        Format::Html => report::html::write(&parts, words.lang.code()),
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

/// The model that stood in for the lessons' networks in what is told; none where these are told of.
fn chosen(
    arguments: &Arguments,
    own: &Session,
    known: &[RunId],
    store: &RunStore,
) -> Result<Option<RunRecord>> {
    let pack = own.pack().file.title.as_str();
    if let Some(wanted) = &arguments.run {
        let record = store.find(wanted)?;
        return match known.contains(&record.id) {
            true => Ok(Some(record)),
            false => bail!(
                "no lesson of {pack} was opened with {} in the place of its network; mindgap learn --model does that",
                record.called()
            ),
        };
    }
    let has_own = own.remembered()?.iter().any(Option::is_some);
    let records = known
        .iter()
        .filter_map(|run| store.record(run).ok().flatten());
    let mut records = records.peekable();
    if has_own {
        for record in records {
            let (file, run) = (record.model(), &record.id);
            warn(format!("what you did with {file} is told by --run {run}"))?;
        }
        return Ok(None);
    }
    Ok(records.next())
}
