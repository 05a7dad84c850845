//! `mindgap predict`: finds the digits in somebody's own pictures and says what a run reads.

mod reading;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use image::DynamicImage;
use image::imageops::{self, FilterType};

use super::brought::ModelOptions;
use super::json::{ErrorLine, Line};
use super::newest::{Fits, is_mnists, named_or_newest};
use super::output::{COLUMNS, say, warn};
use super::told::told;
use super::{Home, Outcome, interrupt};
use crate::dataset::{Library, Shape};
use crate::eval::Familiarity;
use crate::model::classifier::argmax;
use crate::model::{Architecture, Classifier, Preset, device};
use crate::picture::cleanup::{Bounds, Cleaned, FilledSheet};
use crate::picture::{Cleanup, Photo, SIDE, open, open_from, squash};
use crate::train::{DataChoice, Experiment, Origin, Recipe, RunRecord};
use reading::{Answer, Reading, STANDARD_INPUT, Telling, is_standard_input};

/// What to read.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Picture files: PNG, JPEG, WebP, GIF, BMP, PNM or TIFF; - reads one from standard input.
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<PathBuf>,
    /// The run: its name, its id, the beginning of it, or `last`. If absent, the newest network that reads the ten
    /// digits in pictures of 28x28 (not one of a lesson's sweep, where there is another); which one is said.
    #[arg(long, value_name = "ID", conflicts_with = "model")]
    run: Option<String>,
    #[command(flatten)]
    model: ModelOptions,
    /// No clean-up: the whole picture, squashed to the model's size.
    #[arg(long)]
    raw: bool,
    /// Show what each stage of the clean-up did.
    #[arg(long, conflicts_with = "raw")]
    stages: bool,
    /// Each picture shows one digit: keep the largest group of ink alone.
    #[arg(long, conflicts_with = "raw")]
    one: bool,
    /// Deskew each digit.
    #[arg(long, conflicts_with = "raw")]
    deskew: bool,
    /// Print one JSON object a picture.
    #[arg(long)]
    json: bool,
    /// One line a digit, no bars, no pictures.
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let piped = arguments
        .images
        .iter()
        .filter(|path| is_standard_input(path));
    if piped.count() > 1 {
        bail!("-: standard input holds one picture; name - once");
    }
    let trainer = home.trainer()?;
    let named = arguments.run.as_deref();
    // Every line of JSON names its run.
    let tells = !arguments.json && !arguments.quiet;
    let store = trainer.store();
    let record = match arguments.model.take_in(store, home, !tells)? {
        Some(brought) => brought,
        None => named_or_newest(named, &Fits::Digits, store, tells)?,
    };
    let classifier = trainer.store().classifier(&record, &device())?;
    let run = record.id.as_str();
    let shape = classifier.shape();
    if !arguments.raw && !is_mnists(shape) {
        bail!(
            "run {run} reads pictures of {shape}, and the clean-up makes digits of {SIDE}x{SIDE}x1: \
             try --raw, or another run with --run"
        );
    }
    if !arguments.json && !arguments.quiet {
        let trained = match &record.origin {
            Origin::Brought(_) => "brought for".to_owned(),
            Origin::Trained(experiment) => match &experiment.from {
                Some(from) => format!("fine-tuned from {from} on"),
                None => "trained on".to_owned(),
            },
        };
        say(format!(
            "run {run}: {}, {trained} {}",
            record.model(),
            record.set()
        ))?;
    }
    interrupt::removes(Vec::new())?;
    let familiarity = match arguments.raw {
        true => None,
        false => familiarity(&record, trainer.library(), arguments)?,
    };
    let telling = Telling {
        raw: arguments.raw,
        stages: arguments.stages,
        quiet: arguments.quiet,
    };
    let mut outcome = Outcome::Done;
    for path in &arguments.images {
        match read(path, arguments, &classifier, familiarity.as_ref()) {
            Ok(reading) if arguments.json => reading.line(run, &classifier, telling).say()?,
            Ok(reading) => reading.tell(&classifier, telling)?,
            Err(error) => {
                outcome = Outcome::FoundFaults;
                fail(path, &error, arguments.json)?;
            }
        }
    }
    Ok(outcome)
}

/// What the run has learned from, to compare with; where there is nothing, it is said why.
fn familiarity(
    record: &RunRecord,
    library: &Library,
    arguments: &Arguments,
) -> io::Result<Option<Familiarity>> {
    // Of a model that was brought, nobody knows what it left for validation: some of its set stand in.
    let splits = match &record.origin {
        Origin::Trained(experiment) => experiment.splits(library),
        Origin::Brought(brought) => stand_in(&brought.set).splits(library),
    };
    let (familiarity, why) = match splits {
        Ok(splits) => (
            Familiarity::fit(&splits.train, &splits.validation),
            "the run has fewer than 100 validation pictures to fit a threshold on".to_owned(),
        ),
        Err(error) => (
            None,
            format!("what it learned from cannot be read ({error})"),
        ),
    };
    if familiarity.is_none() && !arguments.json && !arguments.quiet {
        let told = format!("It is not known which answers are unsure: {why}.");
        say(textwrap::fill(&told, COLUMNS))?;
    }
    Ok(familiarity)
}

/// A training on all of a set, of which only the pictures are wanted.
fn stand_in(set: &str) -> Experiment {
    Experiment {
        from: None,
        data: DataChoice {
            set: set.to_owned(),
            train: None,
            validation: 2_000,
        },
        model: Architecture::Preset(Preset::Linear),
        recipe: Recipe::default(),
    }
}

/// Says what is wrong with a picture; the others are still read.
fn fail(path: &Path, error: &anyhow::Error, json: bool) -> io::Result<()> {
    if json {
        let line = ErrorLine {
            error: told(error),
            file: Some(path.display().to_string()),
            ..ErrorLine::default()
        };
        return Line::Error(line).say();
    }
    warn(told(error))
}

fn read<'a>(
    path: &'a Path,
    arguments: &Arguments,
    classifier: &Classifier,
    familiarity: Option<&'a Familiarity>,
) -> Result<Reading<'a>> {
    let photo = match is_standard_input(path) {
        true => piped()?,
        false => open(path)?,
    };
    let animated = photo.animated;
    let mut sheet = None;
    let (size, stages, left_out, seen) = if arguments.raw {
        let upright = photo.upright();
        let size = (upright.width(), upright.height());
        let whole = Bounds {
            left: 0,
            top: 0,
            width: size.0,
            height: size.1,
        };
        let raw = raw(&upright, classifier.shape())?;
        (size, Vec::new(), None, vec![(whole, raw)])
    } else {
        let cleaned = cleaned(&photo, arguments);
        sheet = cleaned
            .sheet
            .transpose()
            .with_context(|| path.display().to_string())?;
        let digits = cleaned.digits.into_iter();
        let seen = digits.map(|digit| (digit.bounds, digit.picture.into()));
        let left_out = Some(cleaned.left_out);
        (cleaned.photo, cleaned.stages, left_out, seen.collect())
    };
    let pixels: Vec<&[u8]> = seen.iter().map(|(_, picture)| picture.as_bytes()).collect();
    let rows = match pixels.is_empty() {
        true => Vec::new(),
        false => classifier
            .probabilities(pixels.iter().copied(), &device())
            .map_err(|why| anyhow!("{}: {why}", path.display()))?,
    };
    let threshold = familiarity.map(Familiarity::threshold);
    let distances: Vec<Option<f64>> = match familiarity {
        Some(familiarity) => {
            let distances = familiarity.distances(&pixels).into_iter();
            distances.map(Some).collect()
        }
        None => vec![None; pixels.len()],
    };
    let labels = sheet.as_ref().map(FilledSheet::names).unwrap_or_default();
    let labels = labels.into_iter().map(Some);
    let labels = labels.chain(std::iter::repeat(None));
    let answers = seen.into_iter().zip(rows).zip(distances).zip(labels);
    Ok(Reading {
        path,
        size,
        animated,
        stages,
        left_out,
        sheet,
        familiarity,
        answers: answers
            .map(
                |((((bounds, picture), probabilities), distance), label)| Answer {
                    bounds,
                    picture,
                    label,
                    class: argmax(&probabilities).0.into(),
                    probabilities,
                    distance,
                    is_unsure: distance > threshold,
                },
            )
            .collect(),
    })
}

/// The picture that comes through a pipe.
fn piped() -> Result<Photo> {
    let input = io::stdin();
    if input.is_terminal() {
        bail!(
            "-: standard input is a terminal; pipe a picture into it, as in mindgap predict - < FILE"
        );
    }
    Ok(open_from(input.lock(), STANDARD_INPUT)?)
}

fn cleaned(photo: &Photo, arguments: &Arguments) -> Cleaned {
    let cleanup = Cleanup {
        largest: arguments.one,
        deskew: arguments.deskew,
        ..Cleanup::default()
    };
    cleanup.run(photo)
}

/// A picture squashed to a model's size, grey or in colours as the model reads it.
fn raw(picture: &DynamicImage, shape: Shape) -> Result<DynamicImage> {
    let side = |side: usize| u32::try_from(side).context("the model's pictures are too large");
    let (width, height) = (side(shape.width)?, side(shape.height)?);
    Ok(match shape.channels {
        1 => squash(picture, width, height).into(),
        _ => imageops::resize(&picture.to_rgb8(), width, height, FilterType::Triangle).into(),
    })
}
