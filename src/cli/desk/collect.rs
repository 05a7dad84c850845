//! `mindgap desk collect`: the hand-ins of a class as one table.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr;

use super::super::json::{ErrorLine, HandInLine, Line};
use super::super::output::{put, say, warn};
use super::super::{Home, Outcome};
use crate::base::clock::unix_seconds;
use crate::base::file::write_to_hand_on;
use crate::base::terminal::message;
use crate::lesson::Block;
use crate::pack::Pack;
use crate::progress::hand_in::{EXTENSION, HandIn, Opened};
use crate::report::class::{Learner, Row, Summary, csv, one_by_one, overview, questions, rows};
use crate::report::{self, Part};
use crate::say;
use crate::words::{Lang, Words};

/// Which hand-ins, and what becomes of them.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files that learners sent (`learn --hand-in`), or folders with such files.
    #[arg(required = true)]
    hand_ins: Vec<PathBuf>,
    /// The pack that they are of: its folder, or the name of an installed pack; found by the name in the files, if absent.
    #[arg(long)]
    pack: Option<PathBuf>,
    /// CSV with a row for each thing that somebody did, or HTML; as the file's name says, if absent.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write into this file, which is replaced if it exists, instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language of the pack and of the page; that of the locale, if absent and known.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
    /// Print one JSON object a learner.
    #[arg(long, conflicts_with_all = ["format", "output"])]
    json: bool,
}

/// A kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For spreadsheets and programs.
    Csv,
    /// One file for a browser.
    Html,
}

/// A hand-in that could be read, and its file.
struct Sent {
    path: PathBuf,
    opened: Opened,
}

/// Hand-ins that are named where more have the same work.
const NAMED: usize = 3;
/// Hand-ins that are told of, at most: a course of thousands, and an end.
const MOST: usize = 100_000;

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let lang = arguments.lang.or_else(Lang::from_environment);
    let words = Words::of(lang.unwrap_or_default());
    let (mut sent, mut has_failed) = (Vec::new(), false);
    for path in files(&arguments.hand_ins)? {
        match HandIn::read(&path) {
            Ok(opened) => sent.push(Sent { path, opened }),
            Err(error) => {
                has_failed = true;
                failed(&error.to_string(), &path, arguments.json)?;
            }
        }
    }
    let Some(first) = sent.first() else {
        bail!(
            "none of these is a hand-in; learners write one with mindgap learn --hand-in name.{EXTENSION}"
        );
    };
    let pack = pack(arguments, &first.opened.hand_in, home, words.lang)?;
    let words = words.calling(&pack.names);
    let (of_it, others): (Vec<Sent>, Vec<Sent>) = sent
        .into_iter()
        .partition(|sent| sent.opened.hand_in.pack == pack.file.name);
    for other in &others {
        has_failed = true;
        let title = &other.opened.hand_in.title;
        let problem = format!(
            "{}: it is of another pack, {title}; collect those of {} on their own",
            other.path.display(),
            other.opened.hand_in.pack
        );
        failed(&problem, &other.path, arguments.json)?;
    }
    let format = arguments
        .format
        .or_else(|| by_ending(arguments.output.as_deref()));
    // What is told beside a table is in the language of all that this program tells.
    let told_in = match format {
        Some(Format::Html) if !arguments.json => words,
        _ => Words::default(),
    };
    let class = class(&of_it, &pack, told_in);
    let told: Vec<(&Learner, Vec<Row>)> = class
        .iter()
        .map(|learner| (learner, rows(learner, &pack, words)))
        .collect();
    if arguments.json {
        for ((learner, rows), sent) in told.iter().zip(&of_it) {
            let line = HandInLine {
                file: sent.path.display().to_string(),
                summary: Summary::of(&learner.name, rows),
                remarks: &learner.remarks,
                rows,
            };
            Line::HandIn(line).say()?;
        }
    } else {
        write(arguments, format, &of_it, &told, &pack, words)?;
    }
    Ok(match has_failed {
        true => Outcome::FoundFaults,
        false => Outcome::Done,
    })
}

/// Writes the table, as it is wanted.
fn write(
    arguments: &Arguments,
    format: Option<Format>,
    sent: &[Sent],
    told: &[(&Learner, Vec<Row>)],
    pack: &Pack,
    words: Words,
) -> Result<()> {
    let text = match format {
        Some(Format::Csv) => csv(told.iter().flat_map(|(_, rows)| rows))?,
        Some(Format::Html) => page(sent, told, pack, words).into_bytes(),
        None => lines(told, pack).into_bytes(),
    };
    match &arguments.output {
        None => put(&crate::base::terminal::printable(
            String::from_utf8_lossy(&text).trim_end(),
        ))?,
        Some(file) => {
            write_to_hand_on(file, &text)
                .with_context(|| format!("{}: the table cannot be written", file.display()))?;
            let hand_ins = match told.len() {
                1 => "1 hand-in".to_owned(),
                n => format!("{n} hand-ins"),
            };
            let (file, title) = (file.display(), &pack.file.title);
            say(format!("{file}: {hand_ins} of {title}"))?;
        }
    }
    // A page tells them; a table has no place for them.
    if format != Some(Format::Html) {
        for ((learner, _), sent) in told.iter().zip(sent) {
            let file = sent.path.display();
            for remark in &learner.remarks {
                warn(format!("{file}: {remark}"))?;
            }
        }
    }
    Ok(())
}

/// What a file's name says of its form.
fn by_ending(file: Option<&Path>) -> Option<Format> {
    let ending = file?.extension()?.to_ascii_lowercase();
    match ending.to_str()? {
        "csv" => Some(Format::Csv),
        "html" | "htm" => Some(Format::Html),
        _ => None,
    }
}

/// The files, and those in the folders, in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
        let inside = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut inside: Vec<PathBuf> = inside
            .filter(|path| path.extension().is_some_and(|ending| ending == EXTENSION))
            .collect();
        if inside.is_empty() {
            bail!("{}: no file in it ends in .{EXTENSION}", path.display());
        }
        inside.sort_unstable();
        files.append(&mut inside);
    }
    files.truncate(MOST);
    Ok(files)
}

fn failed(problem: &str, path: &Path, json: bool) -> Result<()> {
    match json {
        true => Line::Error(ErrorLine {
            error: message(problem),
            file: Some(path.display().to_string()),
            ..ErrorLine::default()
        })
        .say()?,
        false => warn(problem)?,
    }
    Ok(())
}

/// The pack that hand-ins are of.
fn pack(arguments: &Arguments, first: &HandIn, home: &Home, lang: Lang) -> Result<Pack> {
    let wanted = home.pack(arguments.pack.as_deref(), lang)?;
    if arguments.pack.is_some() || wanted.file.name == first.pack {
        return Ok(wanted);
    }
    let folder = home.installed()?.find(&first.pack).with_context(|| {
        format!(
            "the hand-ins are of {}; name its folder with --pack, or install it",
            first.title
        )
    })?;
    Ok(Pack::open(&folder, home.stock()?, lang)?)
}

/// Who handed in, each with what is strange about it.
fn class(sent: &[Sent], pack: &Pack, words: Words) -> Vec<Learner> {
    let mut by_work: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, sent) in sent.iter().enumerate() {
        let work = serde_json::to_string(&sent.opened.hand_in.sittings).unwrap_or_default();
        by_work.entry(work).or_default().push(place);
    }
    let mut same: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for places in by_work.values().filter(|places| places.len() > 1) {
        for &place in places {
            let others = places.iter().copied().filter(|&other| other != place);
            same.insert(place, others.collect());
        }
    }
    let learners = sent.iter().enumerate().map(|(place, one)| {
        let hand_in = &one.opened.hand_in;
        let mut learner = Learner {
            cohort: None,
            name: name(one),
            sittings: hand_in.sittings.clone(),
            remarks: Vec::new(),
        };
        let strange = strange(one, &learner, pack, words);
        learner.remarks = strange;
        let others = same.get(&place).into_iter().flatten();
        let others = others.filter_map(|&other| sent.get(other));
        let others: Vec<String> = others
            .map(|other| other.path.display().to_string())
            .collect();
        if let Some(named) = others.chunks(NAMED).next() {
            let more = others.len() - named.len();
            let named = named.join(", ");
            let remark = say!(words, "class-same-work", files = named, more = more);
            learner.remarks.push(remark);
        }
        learner
    });
    told_apart(learners.collect(), sent)
}

/// Learners of one name are told apart by their files.
fn told_apart(mut learners: Vec<Learner>, sent: &[Sent]) -> Vec<Learner> {
    let names: Vec<String> = learners
        .iter()
        .map(|learner| learner.name.clone())
        .collect();
    for (learner, sent) in learners.iter_mut().zip(sent) {
        if names.iter().filter(|name| **name == learner.name).count() > 1 {
            learner.name = format!(
                "{} ({})",
                learner.name,
                message(&sent.path.display().to_string())
            );
        }
    }
    learners
}

/// What a learner is called.
fn name(sent: &Sent) -> String {
    let named = sent.opened.hand_in.learner.as_deref().map(str::trim);
    let stem = || {
        let stem = sent.path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    };
    let named = named.filter(|name| !name.is_empty());
    message(&named.map_or_else(stem, str::to_owned))
}

/// What whoever reads a hand-in should know: where it was changed, contradicts itself, or is of another edition.
fn strange(sent: &Sent, learner: &Learner, pack: &Pack, words: Words) -> Vec<String> {
    let hand_in = &sent.opened.hand_in;
    let mut remarks = Vec::new();
    if !sent.opened.is_sealed {
        remarks.push(say!(words, "class-changed"));
    }
    if hand_in.edition != pack.digest {
        let title = pack.file.title.as_str();
        remarks.push(say!(words, "class-other-edition", pack = title));
    }
    let now = unix_seconds();
    let kept = || {
        let lessons = learner.sittings.iter().flat_map(|sitting| &sitting.lessons);
        lessons.map(|(_, kept)| kept)
    };
    let is_later = |at: u64| at > now.saturating_add(86_400);
    if kept().any(|kept| is_later(kept.changed)) || is_later(hand_in.written) {
        remarks.push(say!(words, "class-to-come"));
    }
    for sitting in &learner.sittings {
        for (file, lesson) in pack.file.lessons.iter().zip(&pack.lessons) {
            let known = sitting.lessons.iter().find(|(name, _)| name == file);
            let Some((_, kept)) = known else {
                continue;
            };
            for ((step, state), number) in kept.saved.shown(lesson, words.lang).zip(1..) {
                let given = state.given(&step, words);
                if given.is_some_and(|given| given.is_contradictory()) {
                    let title = lesson.title.as_str();
                    remarks.push(say!(
                        words,
                        "class-contradiction",
                        lesson = title,
                        step = number
                    ));
                }
            }
        }
    }
    remarks
}

/// The class in the terminal: a line a learner.
fn lines(told: &[(&Learner, Vec<Row>)], pack: &Pack) -> String {
    let head = ["", "lessons", "came true", "right", "at first try"].map(str::to_owned);
    let rows = told.iter().map(|(learner, rows)| {
        let told = Summary::of(&learner.name, rows);
        let of = |n: usize, all: usize| format!("{n} of {all}");
        [
            told.learner.clone(),
            of(told.lessons_finished, pack.lessons.len()),
            of(told.came_true, told.predictions),
            of(told.right, told.scored),
            of(told.right_at_once, told.scored),
        ]
    });
    let lines: Vec<[String; 5]> = [head].into_iter().chain(rows).collect();
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    let lines = lines.iter().map(|line| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| {
            format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The class as a page.
fn page(sent: &[Sent], told: &[(&Learner, Vec<Row>)], pack: &Pack, words: Words) -> String {
    let title = say!(words, "class-title", pack = pack.file.title.as_str());
    let learners = say!(words, "export-learners", n = told.len());
    let mut parts = vec![
        Part::Told(Block::Heading(1, title)),
        Part::Told(Block::Text(learners)),
    ];
    parts.extend(overview(told, words));
    let said = pack.file.lessons.iter().map(|lesson| {
        let notes = sent.iter().enumerate().flat_map(|(place, sent)| {
            let sittings = sent.opened.hand_in.sittings.iter();
            let lessons = sittings.flat_map(|sitting| &sitting.lessons);
            let kept = lessons.filter(|(name, _)| name == lesson);
            let notes = kept.flat_map(|(_, kept)| &kept.notes);
            notes.map(move |dated| (place.to_string(), dated.note.clone()))
        });
        notes.collect()
    });
    let asked = questions(pack, said.collect(), words);
    parts.extend(asked.into_iter().map(Part::Told));
    parts.extend(one_by_one(told, words));
    report::html::write(&parts, words.lang.code())
}
