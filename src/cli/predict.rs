//! `mindgap predict`: finds the digits in somebody's own pictures and says what a run reads.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use image::DynamicImage;
use image::imageops::{self, FilterType};
use serde::Serialize;

use super::output::{say, say_json};
use super::pictures;
use super::text::percent;
use super::told::told;
use super::{Home, Outcome};
use crate::dataset::Shape;
use crate::model::{Classifier, device};
use crate::picture::cleanup::{Bounds, Stage};
use crate::picture::{Cleanup, Photo, SIDE, open, squash};

/// What to read.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Picture files: PNG, JPEG, WebP, GIF, BMP or PNM.
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<PathBuf>,
    /// The run: its id, the beginning of it, or `last`.
    #[arg(long, value_name = "ID", default_value = "last")]
    run: String,
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
    let trainer = home.trainer()?;
    let record = trainer.store().find(&arguments.run)?;
    let classifier = trainer.store().classifier(&record, &device())?;
    let run = record.id.as_str();
    let shape = classifier.config().shape;
    if !arguments.raw && !is_mnists(shape) {
        bail!(
            "run {run} reads pictures of {shape}, and the clean-up makes digits of {SIDE}x{SIDE}x1: \
             try --raw, or another run with --run"
        );
    }
    if !arguments.json && !arguments.quiet {
        let experiment = &record.experiment;
        say(format!(
            "run {run}: {}, trained on {}",
            experiment.model, experiment.data.set
        ))?;
    }
    let mut outcome = Outcome::Done;
    for path in &arguments.images {
        match read(path, arguments, &classifier) {
            Ok(reading) if arguments.json => say_json(&reading.line(run, &classifier, arguments))?,
            Ok(reading) => reading.tell(&classifier, arguments)?,
            Err(error) => {
                outcome = Outcome::FoundFaults;
                fail(path, &error, arguments.json)?;
            }
        }
    }
    Ok(outcome)
}

fn is_mnists(shape: Shape) -> bool {
    (shape.width, shape.height, shape.channels) == (SIDE as usize, SIDE as usize, 1)
}

/// Says what is wrong with a picture; the others are still read.
fn fail(path: &Path, error: &anyhow::Error, json: bool) -> io::Result<()> {
    if json {
        return say_json(&Fault {
            event: "error",
            file: path.display().to_string(),
            error: told(error),
        });
    }
    writeln!(io::stderr(), "mindgap: {}", told(error))
}

/// What was made of a picture.
struct Reading<'a> {
    path: &'a Path,
    size: (u32, u32),
    animated: bool,
    stages: Vec<Stage>,
    answers: Vec<Answer>,
}

/// What the model says about one digit.
struct Answer {
    bounds: Bounds,
    /// What the model sees.
    picture: DynamicImage,
    /// Of each class, 0..1.
    probabilities: Vec<f32>,
    /// The most probable class, the first one where several are equal.
    class: usize,
}

fn read<'a>(path: &'a Path, arguments: &Arguments, classifier: &Classifier) -> Result<Reading<'a>> {
    let photo = open(path)?;
    let animated = photo.animated;
    let (size, stages, seen) = if arguments.raw {
        let upright = photo.upright();
        let size = (upright.width(), upright.height());
        let whole = Bounds {
            left: 0,
            top: 0,
            width: size.0,
            height: size.1,
        };
        let raw = raw(&upright, classifier.config().shape)?;
        (size, Vec::new(), vec![(whole, raw)])
    } else {
        cleaned(&photo, arguments)
    };
    let pixels: Vec<&[u8]> = seen.iter().map(|(_, picture)| picture.as_bytes()).collect();
    let rows = match pixels.is_empty() {
        true => Vec::new(),
        false => classifier
            .probabilities(pixels.into_iter(), &device())
            .map_err(|why| anyhow!("{}: {why}", path.display()))?,
    };
    let answers = seen.into_iter().zip(rows);
    Ok(Reading {
        path,
        size,
        animated,
        stages,
        answers: answers
            .map(|((bounds, picture), probabilities)| Answer {
                bounds,
                picture,
                class: argmax(&probabilities),
                probabilities,
            })
            .collect(),
    })
}

type Seen = Vec<(Bounds, DynamicImage)>;

fn cleaned(photo: &Photo, arguments: &Arguments) -> ((u32, u32), Vec<Stage>, Seen) {
    let cleanup = Cleanup {
        largest: arguments.one,
        deskew: arguments.deskew,
        ..Cleanup::default()
    };
    let cleaned = cleanup.run(photo);
    // The first stage is the upright picture.
    let picture = cleaned.stages.first().map(|stage| &stage.picture);
    let size = picture.map_or((0, 0), |picture| (picture.width(), picture.height()));
    let digits = cleaned.digits.into_iter();
    let seen = digits.map(|digit| (digit.bounds, digit.picture.into()));
    (size, cleaned.stages, seen.collect())
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

/// One line of `--json`.
#[derive(Serialize)]
struct JsonLine<'a> {
    event: &'static str,
    run: &'a str,
    /// Characters that are not Unicode are replaced.
    file: String,
    width: u32,
    height: u32,
    animated: bool,
    raw: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<StageLine<'a>>,
    digits: Vec<AnswerLine<'a>>,
}

#[derive(Serialize)]
struct StageLine<'a> {
    stage: String,
    about: &'a str,
}

#[derive(Serialize)]
struct AnswerLine<'a> {
    bounds: Bounds,
    answer: &'a str,
    confidence: f32,
    probabilities: Vec<ClassProbability<'a>>,
}

#[derive(Serialize)]
struct ClassProbability<'a> {
    class: &'a str,
    probability: f32,
}

#[derive(Serialize)]
struct Fault {
    event: &'static str,
    file: String,
    error: String,
}

/// Columns of a text that nobody sees on a terminal.
const COLUMNS: usize = 80;
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
    ) -> JsonLine<'a> {
        let stages = match arguments.stages {
            true => self.stages.as_slice(),
            false => &[],
        };
        JsonLine {
            event: "picture",
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
            digits: self
                .answers
                .iter()
                .map(|answer| answer.line(classifier))
                .collect(),
        }
    }

    /// Everything in words and bars; pictures too, on a terminal.
    fn tell(&self, classifier: &Classifier, arguments: &Arguments) -> Result<()> {
        let shown = io::stdout().is_terminal() && !arguments.quiet;
        let name = self.path.display();
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
            say(format!(
                "{place}{}, {} % confident",
                answer.name(classifier),
                percent(f64::from(answer.confidence()))
            ))?;
            if arguments.quiet {
                continue;
            }
            if shown {
                pictures::show(&answer.picture, SEEN)?;
            }
            answer.bars(classifier)?;
        }
        Ok(())
    }
}

impl Answer {
    fn name<'a>(&self, classifier: &'a Classifier) -> &'a str {
        let classes = &classifier.config().classes;
        classes.get(self.class).map_or("?", String::as_str)
    }

    fn confidence(&self) -> f32 {
        self.probabilities.get(self.class).copied().unwrap_or(0.0)
    }

    fn line<'a>(&self, classifier: &'a Classifier) -> AnswerLine<'a> {
        let classes = classifier.config().classes.iter();
        let shares = classes.zip(&self.probabilities);
        AnswerLine {
            bounds: self.bounds,
            answer: self.name(classifier),
            confidence: self.confidence(),
            probabilities: shares
                .map(|(class, &probability)| ClassProbability { class, probability })
                .collect(),
        }
    }

    /// A bar for each class; the answer's is marked.
    fn bars(&self, classifier: &Classifier) -> io::Result<()> {
        let classes = &classifier.config().classes;
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
