//! `mindgap predict`: finds the digits in somebody's own pictures and says what a run reads.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use image::DynamicImage;
use image::imageops::{self, FilterType};

use super::brought::ModelOptions;
use super::json::{
    ClassProbability, ErrorLine, Line, PictureLine, PredictedDigit, ReadSheetLine, StageLine,
};
use super::newest::{Fits, is_mnists, named_or_newest};
use super::output::{COLUMNS, say, warn};
use super::pictures;
use super::text::{count, percent};
use super::told::told;
use super::{Home, Outcome, interrupt};
use crate::dataset::{Library, Shape};
use crate::eval::familiarity::NEAR;
use crate::eval::{Familiarity, Proportion};
use crate::model::{Architecture, Classifier, Preset, device};
use crate::picture::cleanup::{Bounds, Cleaned, FilledSheet, LeftOut, Stage};
use crate::picture::{Cleanup, Photo, SIDE, open, open_from, squash};
use crate::train::{DataChoice, Experiment, Origin, Recipe, RunRecord};
use crate::words::Lang;

/// What messages call it.
const STANDARD_INPUT: &str = "standard input";

/// What to read.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Picture files: PNG, JPEG, WebP, GIF, BMP or PNM; - reads one from standard input.
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
    let mut outcome = Outcome::Done;
    for path in &arguments.images {
        match read(path, arguments, &classifier, familiarity.as_ref()) {
            Ok(reading) if arguments.json => reading.line(run, &classifier, arguments).say()?,
            Ok(reading) => reading.tell(&classifier, arguments)?,
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

/// What was made of a picture.
struct Reading<'a> {
    path: &'a Path,
    size: (u32, u32),
    animated: bool,
    stages: Vec<Stage>,
    left_out: Option<LeftOut>,
    /// The sheet of `mindgap sheet` that it is.
    sheet: Option<FilledSheet>,
    /// What its pieces were compared with, if anything.
    familiarity: Option<&'a Familiarity>,
    answers: Vec<Answer>,
}

/// What the model says about one digit.
struct Answer {
    bounds: Bounds,
    /// What the model sees.
    picture: DynamicImage,
    /// What its box on a sheet asks for, where the sheet tells.
    label: Option<String>,
    /// Of each class, 0..1.
    probabilities: Vec<f32>,
    /// The most probable class, the first one where several are equal.
    class: usize,
    /// From the nearest picture that the run learned from, if it is known.
    distance: Option<f64>,
    /// Whether that is farther than validation pictures are.
    is_unsure: bool,
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
                    class: argmax(&probabilities),
                    probabilities,
                    distance,
                    is_unsure: distance > threshold,
                },
            )
            .collect(),
    })
}

/// Whether `-` was said.
fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
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

fn argmax(row: &[f32]) -> usize {
    let start = (0, f32::NEG_INFINITY);
    let best =
        row.iter().enumerate().fold(
            start,
            |best, (class, &value)| {
                if value > best.1 { (class, value) } else { best }
            },
        );
    best.0
}

/// Fewer pieces say nothing about a page.
const FEWEST_PIECES: usize = 8;
/// From this share of unsure pieces on, a page looks like something else than digits. With a run of
/// the first lesson's recipe, it was 31 and 44 % of two pages of print (`page.png` and `typewriter.png` among the photos),
/// and 14 % of a sudoku, half of which are rests of its grid.
const OTHER: f64 = 0.25;
/// Of 100 validation pictures, those that are not farther than the threshold.
const NEAR_OF_100: u32 = (NEAR * 100.0) as u32;
/// Columns of a full bar.
const BAR: usize = 50;
/// Columns of a stage's picture on a terminal.
const STAGE: u32 = 60;
/// Columns of the picture that the model sees: half of its pixels, as a cell is twice as high as wide.
const SEEN: u32 = 28;

impl Reading<'_> {
    fn line<'a>(
        &'a self,
        run: &'a str,
        classifier: &'a Classifier,
        arguments: &Arguments,
    ) -> Line<'a> {
        let stages = match arguments.stages {
            true => self.stages.as_slice(),
            false => &[],
        };
        Line::Picture(PictureLine {
            run,
            file: self.path.display().to_string(),
            width: self.size.0,
            height: self.size.1,
            animated: self.animated,
            raw: arguments.raw,
            stages: stages
                .iter()
                .map(|stage| StageLine {
                    stage: stage.step.to_string(),
                    about: &stage.about,
                })
                .collect(),
            left_out: self.left_out,
            looks_like_digits: self.looks_like_digits(),
            threshold: self.familiarity.map(Familiarity::threshold),
            sheet: self.sheet.as_ref().map(|sheet| ReadSheetLine {
                sheet: sheet.id.to_string(),
                written: sheet.written.clone(),
                empty: sheet.empty.clone(),
                pale: sheet.pale.clone(),
                hidden: sheet.hidden.clone(),
                right: self.right(classifier),
            }),
            digits: self
                .answers
                .iter()
                .map(|answer| answer.line(classifier))
                .collect(),
        })
    }

    /// How many of a sheet's digits are read as their boxes say, of those that ask for a class that the run knows.
    fn right(&self, classifier: &Classifier) -> Proportion {
        let classes = classifier.classes();
        let is_known = |answer: &&Answer| {
            let label = answer.label.as_ref();
            label.is_some_and(|label| classes.contains(label))
        };
        let is_right = |answer: &&Answer| answer.label.as_deref() == Some(answer.name(classifier));
        let known = self.answers.iter().filter(is_known);
        Proportion::of(known.clone().filter(is_right).count(), known.count())
    }

    /// What a sheet was, and how much of it is read correctly.
    fn sheet_told(&self, classifier: &Classifier) -> Option<String> {
        let sheet = self.sheet.as_ref()?;
        let right = self.right(classifier);
        let about = match (right.share, sheet.id.mark().known()) {
            _ if self.answers.is_empty() => String::new(),
            (Some(share), _) => format!(
                " Of {} digits, {} are read as their boxes say: {} % (95 % interval {}).",
                right.n,
                right.count,
                percent(share),
                right.interval.percent(Lang::English)
            ),
            (None, Some(labels)) => format!(
                " It asks for {labels}, none of which the run has learned: no answer below can be right."
            ),
            (None, None) => {
                " It asks for labels of its own, which its codes do not tell: whether an answer \
                             is right cannot be said."
                    .to_owned()
            }
        };
        Some(format!("It is {}.{about}", sheet.told()))
    }

    /// Whether the pieces that were found look like digits at all, where there are enough of them to tell.
    fn looks_like_digits(&self) -> Option<bool> {
        self.familiarity?;
        let unsure = self.unsure();
        let is_other = unsure as f64 >= OTHER * self.answers.len() as f64;
        (self.answers.len() >= FEWEST_PIECES).then_some(!is_other)
    }

    /// How many answers are unsure.
    fn unsure(&self) -> usize {
        self.answers
            .iter()
            .filter(|answer| answer.is_unsure)
            .count()
    }

    /// What is to be said of the picture as a whole, before its digits.
    fn judgement(&self) -> Option<String> {
        let compared = self.familiarity?.reference();
        let (unsure, all) = (self.unsure(), self.answers.len());
        let like_none = format!(
            "none of {} pictures that the run learned from",
            count(compared)
        );
        match (self.looks_like_digits(), unsure) {
            (Some(false), _) => Some(format!(
                "This looks like text, marks or noise rather than digits: {unsure} of {all} pieces resemble \
                 {like_none}. What follows are answers all the same."
            )),
            (_, 0) => None,
            (_, 1) => Some(format!(
                "1 of {all} resembles {like_none}: its answer is unsure."
            )),
            (_, unsure) => Some(format!(
                "{unsure} of {all} resemble {like_none}: their answers are unsure."
            )),
        }
    }

    /// Everything in words and bars; pictures too, on a terminal.
    fn tell(&self, classifier: &Classifier, arguments: &Arguments) -> Result<()> {
        let shown = io::stdout().is_terminal() && !arguments.quiet;
        let name = match is_standard_input(self.path) {
            true => STANDARD_INPUT.to_owned(),
            false => self.path.display().to_string(),
        };
        let found = match (arguments.raw, self.answers.len()) {
            (true, _) => "squashed as it is".to_owned(),
            (false, 0) => "no digit found".to_owned(),
            (false, 1) => "1 digit found".to_owned(),
            (false, n) => format!("{n} digits found"),
        };
        say(format!("{name} ({}x{}): {found}", self.size.0, self.size.1))?;
        if self.animated && !arguments.quiet {
            say("It is animated; only its first picture is read.")?;
        }
        let left_out = self.left_out.map(|left_out| left_out.told());
        let left_out = left_out.filter(|told| !told.is_empty());
        let left_out = left_out.map(|told| format!("Not read: {told}."));
        if let Some(told) = self.sheet_told(classifier) {
            say(textwrap::fill(&told, COLUMNS))?;
        }
        let judged = self.judgement().into_iter().chain(left_out);
        for told in judged.filter(|_| !arguments.quiet) {
            say(textwrap::fill(&told, COLUMNS))?;
        }
        if arguments.stages {
            for stage in &self.stages {
                let text = format!("  {:<10} {}", stage.step.to_string(), stage.about);
                say(textwrap::fill(
                    &text,
                    textwrap::Options::new(COLUMNS).subsequent_indent("             "),
                ))?;
                if shown {
                    pictures::show(&stage.picture, STAGE)?;
                }
            }
        }
        if self.answers.is_empty() && !arguments.quiet {
            let lost = match arguments.stages {
                true => "The stages above show where it was lost. ",
                false => "--stages shows where it was lost. ",
            };
            let help = "Dark ink on plain paper, the digit in the middle and well away from the \
                        border, is found best; --one keeps the largest ink whatever else there is, \
                        --raw leaves the clean-up out.";
            say(textwrap::fill(&format!("{lost}{help}"), COLUMNS))?;
        }
        for (answer, n) in self.answers.iter().zip(1..) {
            let place = match arguments.raw {
                true => String::new(),
                false => {
                    let Bounds {
                        left,
                        top,
                        width,
                        height,
                    } = answer.bounds;
                    format!("digit {n} at {left},{top} ({width}x{height}): ")
                }
            };
            let unsure = match answer.is_unsure {
                true => "unsure: ",
                false => "",
            };
            let name = answer.name(classifier);
            let wrong = answer.label.as_ref().filter(|label| *label != name);
            let wrong = wrong.map(|label| format!("; its box says {label}"));
            say(format!(
                "{place}{unsure}{name}, {} % confident{}",
                percent(f64::from(answer.confidence())),
                wrong.unwrap_or_default()
            ))?;
            if arguments.quiet {
                continue;
            }
            if shown {
                pictures::show(&answer.picture, SEEN)?;
            }
            answer.bars(classifier)?;
        }
        if let (Some(familiarity), 1.., false) = (self.familiarity, self.unsure(), arguments.quiet)
        {
            let told = format!(
                "unsure: farther than {:.2} from each of {} pictures that the run learned from; of {} \
                 validation pictures, {NEAR_OF_100} of 100 are not.",
                familiarity.threshold(),
                count(familiarity.reference()),
                count(familiarity.fitted_on()),
            );
            say(textwrap::fill(&told, COLUMNS))?;
        }
        Ok(())
    }
}

impl Answer {
    fn name<'a>(&self, classifier: &'a Classifier) -> &'a str {
        let classes = classifier.classes();
        classes.get(self.class).map_or("?", String::as_str)
    }

    fn confidence(&self) -> f32 {
        self.probabilities.get(self.class).copied().unwrap_or(0.0)
    }

    fn line<'a>(&self, classifier: &'a Classifier) -> PredictedDigit<'a> {
        let classes = classifier.classes().iter();
        let shares = classes.zip(&self.probabilities);
        PredictedDigit {
            bounds: self.bounds,
            answer: self.name(classifier),
            confidence: self.confidence(),
            distance: self.distance,
            label: self.label.clone(),
            unsure: self.distance.map(|_| self.is_unsure),
            probabilities: shares
                .map(|(class, &probability)| ClassProbability { class, probability })
                .collect(),
        }
    }

    /// A bar for each class; the answer's is marked.
    fn bars(&self, classifier: &Classifier) -> io::Result<()> {
        let classes = classifier.classes();
        let width = classes.iter().map(|name| name.chars().count()).max();
        let width = width.unwrap_or(0);
        // The mark, two gaps and the figure take eleven columns.
        let bar = (pictures::columns() as usize)
            .saturating_sub(width + 11)
            .clamp(1, BAR);
        for (at, (name, &share)) in classes.iter().zip(&self.probabilities).enumerate() {
            let mark = if at == self.class { '>' } else { ' ' };
            let share = f64::from(share);
            let full = "█".repeat((share * bar as f64).round() as usize);
            say(format!(
                "{mark} {name:<width$} {full:<bar$} {:>5} %",
                percent(share)
            ))?;
        }
        Ok(())
    }
}
