//! What was made of a picture, as it is told to people and to programs.

use std::io::{self, IsTerminal};
use std::path::Path;

use anyhow::Result;
use image::DynamicImage;

use super::super::json::{
    ClassProbability, Line, PictureLine, PredictedDigit, ReadSheetLine, StageLine,
};
use super::super::output::{COLUMNS, say};
use super::super::pictures;
use super::super::text::{count, percent};
use crate::eval::familiarity::NEAR;
use crate::eval::{Familiarity, Proportion};
use crate::model::Classifier;
use crate::picture::cleanup::{Bounds, FilledSheet, LeftOut, Stage};
use crate::words::Lang;
/// What messages call what comes through a pipe.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// Whether `-` was said.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// What is told of a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling {
    /// The whole picture was read, without a clean-up.
    pub(super) raw: bool,
    /// The stages of the clean-up too.
    pub(super) stages: bool,
    /// One line a digit.
    pub(super) quiet: bool,
}

/// What was made of a picture.
pub(super) struct Reading<'a> {
    pub(super) path: &'a Path,
    pub(super) size: (u32, u32),
    pub(super) animated: bool,
    pub(super) stages: Vec<Stage>,
    pub(super) left_out: Option<LeftOut>,
    /// The sheet of `mindgap sheet` that it is.
    pub(super) sheet: Option<FilledSheet>,
    /// What its pieces were compared with, if anything.
    pub(super) familiarity: Option<&'a Familiarity>,
    pub(super) answers: Vec<Answer>,
}

/// What the model says about one digit.
pub(super) struct Answer {
    pub(super) bounds: Bounds,
    /// What the model sees.
    pub(super) picture: DynamicImage,
    /// What its box on a sheet asks for, where the sheet tells.
    pub(super) label: Option<String>,
    /// Of each class, 0..1.
    pub(super) probabilities: Vec<f32>,
    /// The most probable class, the first one where several are equal.
    pub(super) class: usize,
    /// From the nearest picture that the run learned from, if it is known.
    pub(super) distance: Option<f64>,
    /// Whether that is farther than validation pictures are.
    pub(super) is_unsure: bool,
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
    /// Its line of JSON.
    pub(super) fn line<'a>(
        &'a self,
        run: &'a str,
        classifier: &'a Classifier,
        telling: Telling,
    ) -> Line<'a> {
        let stages = match telling.stages {
            true => self.stages.as_slice(),
            false => &[],
        };
        Line::Picture(PictureLine {
            run,
            file: self.path.display().to_string(),
            width: self.size.0,
            height: self.size.1,
            animated: self.animated,
            raw: telling.raw,
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
    /// Tells it to people.
    pub(super) fn tell(&self, classifier: &Classifier, telling: Telling) -> Result<()> {
        let shown = io::stdout().is_terminal() && !telling.quiet;
        let name = match is_standard_input(self.path) {
            true => STANDARD_INPUT.to_owned(),
            false => self.path.display().to_string(),
        };
        let found = match (telling.raw, self.answers.len()) {
            (true, _) => "squashed as it is".to_owned(),
            (false, 0) => "no digit found".to_owned(),
            (false, 1) => "1 digit found".to_owned(),
            (false, n) => format!("{n} digits found"),
        };
        say(format!("{name} ({}x{}): {found}", self.size.0, self.size.1))?;
        if self.animated && !telling.quiet {
            say("It is animated; only its first picture is read.")?;
        }
        let left_out = self.left_out.map(|left_out| left_out.told());
        let left_out = left_out.filter(|told| !told.is_empty());
        let left_out = left_out.map(|told| format!("Not read: {told}."));
        if let Some(told) = self.sheet_told(classifier) {
            say(textwrap::fill(&told, COLUMNS))?;
        }
        let judged = self.judgement().into_iter().chain(left_out);
        for told in judged.filter(|_| !telling.quiet) {
            say(textwrap::fill(&told, COLUMNS))?;
        }
        if telling.stages {
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
        if self.answers.is_empty() && !telling.quiet {
            let lost = match telling.stages {
                true => "The stages above show where it was lost. ",
                false => "--stages shows where it was lost. ",
            };
            let help = "Dark ink on plain paper, the digit in the middle and well away from the \
                        border, is found best; --one keeps the largest ink whatever else there is, \
                        --raw leaves the clean-up out.";
            say(textwrap::fill(&format!("{lost}{help}"), COLUMNS))?;
        }
        for (answer, n) in self.answers.iter().zip(1..) {
            let place = match telling.raw {
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
            if telling.quiet {
                continue;
            }
            if shown {
                pictures::show(&answer.picture, SEEN)?;
            }
            answer.bars(classifier)?;
        }
        if let (Some(familiarity), 1.., false) = (self.familiarity, self.unsure(), telling.quiet) {
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
