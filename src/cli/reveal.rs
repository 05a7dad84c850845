//! `mindgap reveal`: measures a run on slices of data, and shows some of what it got wrong.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use image::{GenericImage, ImageBuffer, Rgb, RgbImage, imageops};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::output::{say, say_json};
use super::{Home, Outcome};
use crate::dataset::{Library, Selector, Split};
use crate::eval::text::{count, epochs, interval, percent};
use crate::eval::{EvalError, Evaluation, Prediction, SliceSpec, check_fit, evaluate};
use crate::model::device;
use crate::train::RunRecord;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run: its id, the beginning of it, or `last`.
    #[arg(long, value_name = "ID", default_value = "last")]
    run: String,
    /// Data to measure it on, such as mnist/test, optdigits or pendigits:1. Can be given often;
    /// the test part of the run's own data, if absent.
    #[arg(long = "slice", value_name = "SLICE")]
    slices: Vec<Selector>,
    /// Only so many pictures of each slice, drawn by the seed.
    #[arg(long, value_name = "N")]
    take: Option<usize>,
    /// Decides the draw.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Show so many of the pictures that it got wrong, of each slice.
    #[arg(long, value_name = "N", default_value_t = 6)]
    pictures: usize,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
    /// No progress bar, no pictures.
    #[arg(long)]
    quiet: bool,
}

/// One line of `--json`: the run, and how it did on one slice.
#[derive(Serialize)]
struct Line<'a> {
    event: &'static str,
    run: &'a str,
    seed: u64,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}

pub fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let trainer = home.trainer()?;
    let record = trainer.store().find(&arguments.run)?;
    let specs = specs(arguments, &record, trainer.library())?;
    warn_of_learned(&record, &specs, trainer.library())?;
    let drawn = specs.iter().map(|spec| spec.draw(trainer.library()));
    let drawn = drawn.collect::<Result<Vec<Split>, _>>()?;
    let device = device();
    let classifier = trainer.store().classifier(&record, &device)?;
    // Before anything is shown: a table that breaks off could be taken for a result.
    for (spec, split) in specs.iter().zip(&drawn) {
        check_fit(&classifier, spec, split)?;
    }
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = interrupted.clone();
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .context("the program cannot listen for Ctrl-C")?;

    if !arguments.json {
        say(headline(&record))?;
        say(HEAD)?;
    }
    let bar = progress_bar(arguments, drawn.iter().map(Split::len).sum());
    let mut done_before = 0;
    let mut evaluations = Vec::new();
    for (spec, split) in specs.iter().zip(&drawn) {
        let result = evaluate(&classifier, spec, split, &device, |done| {
            bar.set_position((done_before + done) as u64);
            match interrupted.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        done_before += split.len();
        let evaluation = match result {
            Ok(evaluation) => evaluation,
            Err(EvalError::Stopped) => return Ok(Outcome::Interrupted),
            Err(error) => return Err(error.into()),
        };
        if arguments.json {
            say_json(&Line {
                event: "slice",
                run: record.id.as_str(),
                seed: spec.seed,
                evaluation: &evaluation,
            })?;
        } else {
            bar.suspend(|| say(row(&evaluation)))?;
        }
        evaluations.push(evaluation);
    }
    bar.finish_and_clear();
    if !arguments.json && !arguments.quiet {
        for evaluation in &evaluations {
            show_wrong(evaluation, arguments.pictures)?;
        }
    }
    Ok(Outcome::Done)
}

fn specs(arguments: &Arguments, record: &RunRecord, library: &Library) -> Result<Vec<SliceSpec>> {
    if arguments.take == Some(0) {
        bail!("--take 0 leaves nothing to measure; take at least 1 picture");
    }
    let slices = if arguments.slices.is_empty() {
        let own = library.test_part(&record.experiment.data.set);
        vec![own.context("say what to measure with --slice")?]
    } else {
        arguments.slices.clone()
    };
    let specs = slices.into_iter().map(|from| SliceSpec {
        take: arguments.take,
        seed: arguments.seed,
        ..SliceSpec::whole(from)
    });
    Ok(specs.collect())
}

/// Says of each slice that the run learned from it, since that is no test.
fn warn_of_learned(record: &RunRecord, specs: &[SliceSpec], library: &Library) -> Result<()> {
    let Ok((learned, _)) = library.training_part(&record.experiment.data.set) else {
        return Ok(());
    };
    for spec in specs.iter().filter(|spec| spec.from.set() == learned.set()) {
        writeln!(
            io::stderr(),
            "mindgap: {} is what this run learned from, so how it does there is no test",
            spec.from
        )?;
    }
    Ok(())
}

fn headline(record: &RunRecord) -> String {
    let experiment = &record.experiment;
    let pictures = experiment
        .data
        .train
        .map_or("all of".to_owned(), |n| format!("{} of", count(n)));
    format!(
        "run {} ({}): {}, {} parameters,\ntrained on {pictures} {} for {} with seed {}",
        record.id,
        record.status.word(),
        experiment.model,
        count(record.parameters),
        experiment.data.set,
        epochs(record.position.epochs),
        experiment.recipe.seed,
    )
}

/// The head of the table, for rows of [`row`]; 80 columns. A name that is too long for its column
/// stands on a line of its own.
const HEAD: &str = "slice              right %  95 % interval       n  inputs     if wrong  digest";

/// Columns of a slice's name.
const NAME: usize = 18;

fn row(evaluation: &Evaluation) -> String {
    let sure = evaluation
        .mean_confidence_wrong
        .map_or("–".to_owned(), |share| format!("{} %", percent(share)));
    let name = match &evaluation.slice {
        long if long.chars().count() > NAME => format!("{long}\n{:<NAME$}", ""),
        short => format!("{short:<NAME$}"),
    };
    format!(
        "{name} {:>7}  {:>13}  {:>6}  {:<9}  {sure:>8}  {}",
        percent(evaluation.accuracy),
        interval(evaluation.interval),
        count(evaluation.n),
        evaluation.inputs.to_string(),
        evaluation.digest.get(..8).unwrap_or(&evaluation.digest),
    )
}

fn progress_bar(arguments: &Arguments, total: usize) -> ProgressBar {
    let hidden = arguments.json || arguments.quiet || !io::stderr().is_terminal();
    let target = match hidden {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(total as u64), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// How wide a text may be that nobody sees on a terminal.
const COLUMNS: usize = 80;
/// Cells between two pictures.
const GAP: u32 = 2;
/// Cells across a picture: half of a 28-pixel digit's pixels.
const ACROSS: u32 = 14;

/// Shows the wrong answers of which the model was surest: as pictures on a terminal, as words
/// elsewhere.
fn show_wrong(evaluation: &Evaluation, most: usize) -> Result<()> {
    let worst = evaluation.worst_first.iter();
    let mut wrong: Vec<&Prediction> = worst
        .filter_map(|&at| evaluation.predictions.get(at))
        .take_while(|prediction| !prediction.is_right())
        .collect();
    if wrong.is_empty() || most == 0 {
        return Ok(());
    }
    let shown = io::stdout().is_terminal();
    if shown {
        let columns = crossterm::terminal::size().map_or(80, |(columns, _)| u32::from(columns));
        let fitting = ((columns + GAP) / (ACROSS + GAP)).max(1) as usize;
        wrong.truncate(fitting);
    }
    wrong.truncate(most);
    say(format!("\n{}, wrong and surest of it:", evaluation.slice))?;
    let names = evaluation.pictures.dataset().classes();
    let name = |class: u8| names.get(usize::from(class)).map_or("?", String::as_str);
    let captions = wrong.iter().map(|prediction| {
        format!(
            "{} read as {}",
            name(prediction.label),
            name(prediction.answer)
        )
    });
    let sure = wrong
        .iter()
        .map(|prediction| format!("{:.0} % sure", prediction.confidence * 100.0));
    if !shown {
        let words = captions
            .zip(sure)
            .map(|(what, sure)| format!("{what} ({sure})"));
        // Broken between two answers, never inside one.
        let words: Vec<String> = words.map(|words| words.replace(' ', "\u{a0}")).collect();
        let lines = textwrap::fill(&words.join(", "), COLUMNS);
        return Ok(say(lines.replace('\u{a0}', " "))?);
    }
    let strip = strip(evaluation, &wrong).context("the pictures do not fit their shape")?;
    let config = viuer::Config {
        absolute_offset: false,
        width: Some(strip.width() / 2 * ACROSS / width_of(evaluation)),
        height: Some(ACROSS / 2),
        ..viuer::Config::default()
    };
    viuer::print(&strip.into(), &config).context("the pictures cannot be shown")?;
    say(under_pictures(captions))?;
    Ok(say(under_pictures(sure))?)
}

/// Texts in the columns of pictures that stand side by side.
fn under_pictures(texts: impl Iterator<Item = String>) -> String {
    let width = (ACROSS + GAP) as usize;
    let line: String = texts.map(|text| format!("{text:<width$}")).collect();
    line.trim_end().to_owned()
}

fn width_of(evaluation: &Evaluation) -> u32 {
    u32::try_from(evaluation.pictures.dataset().shape().width)
        .unwrap_or(1)
        .max(1)
}

/// Pictures side by side.
fn strip(evaluation: &Evaluation, wrong: &[&Prediction]) -> Option<RgbImage> {
    let shape = evaluation.pictures.dataset().shape();
    let (width, height) = (width_of(evaluation), u32::try_from(shape.height).ok()?);
    let gap = GAP * width / ACROSS;
    let count = u32::try_from(wrong.len()).ok()?;
    let mut strip = RgbImage::new(count * (width + gap) - gap, height);
    for (prediction, place) in wrong.iter().zip(0..) {
        let pixels = evaluation.pictures.picture(prediction.index);
        let picture: RgbImage = match shape.channels {
            1 => ImageBuffer::from_fn(width, height, |x, y| {
                let value = pixels.get((y * width + x) as usize).copied().unwrap_or(0);
                Rgb([value; 3])
            }),
            _ => ImageBuffer::from_raw(width, height, pixels.to_vec())?,
        };
        strip.copy_from(&picture, place * (width + gap), 0).ok()?;
    }
    // Twice the size, so that terminals with real pictures have something to show.
    let (width, height) = (strip.width() * 2, strip.height() * 2);
    Some(imageops::resize(
        &strip,
        width,
        height,
        imageops::FilterType::Nearest,
    ))
}
