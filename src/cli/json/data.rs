//! Lines about data and pictures.

use schemars::JsonSchema;
use serde::Serialize;

use crate::dataset::{File, Format, Inputs, Part, Set, Shape};
use crate::eval::Proportion;
use crate::picture::cleanup::{Bounds, LeftOut};
use crate::shift::{Corruption, Family, Severity};

/// Data of one origin.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct SetLine<'a> {
    /// Its name in selectors.
    name: &'a str,
    /// Its name among people.
    title: &'a str,
    /// What it shows.
    about: &'a str,
    /// Whether its pictures are real, rendered, simulated or attacked.
    inputs: Inputs,
    /// The package (registry, name, version) that the files were taken from.
    origin: &'a str,
    /// The licence, and who states it.
    licence: &'a str,
    /// What to cite.
    citation: &'a str,
    /// What was done to the original.
    changes: &'a str,
    /// What a reader should know before quoting a number measured on it.
    caveats: &'a [String],
    /// The parts that can be opened.
    parts: Vec<PartLine<'a>>,
    /// Files that belong to it but are not labelled pictures: licences, whole photos.
    files: &'a [File],
}

impl<'a> From<&'a Set> for SetLine<'a> {
    fn from(set: &'a Set) -> Self {
        Self {
            name: &set.name,
            title: &set.title,
            about: &set.about,
            inputs: set.inputs,
            origin: &set.origin,
            licence: &set.licence,
            citation: &set.citation,
            changes: &set.changes,
            caveats: &set.caveats,
            parts: set
                .parts
                .iter()
                .map(|part| PartLine {
                    files: &part.files,
                    ..PartLine::of(set, part)
                })
                .collect(),
            files: &set.files,
        }
    }
}

/// Labelled pictures that are opened together.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct PartLine<'a> {
    /// Its name in selectors, such as `mnist/train`.
    name: &'a str,
    /// Pictures.
    n: usize,
    /// Whether its pictures are real, rendered, simulated or attacked.
    inputs: Inputs,
    /// The size of its pictures as they are shown to a model.
    shape: Shape,
    /// Its classes' names; a label counts from 0 among them.
    classes: &'a [String],
    /// Why no network may learn from it, where it is kept for measuring.
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation_only: Option<&'a str>,
    /// The groups of its pictures, as far as they are known without decoding it: writers, families of typefaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<&'a str>,
    /// The digest of its pictures and labels, hexadecimal SHA-256.
    digest: &'a str,
    /// How its files become pictures.
    format: Format,
    /// The files that it is decoded from, in this order; in a set.
    #[serde(skip_serializing_if = "<[File]>::is_empty")]
    files: &'a [File],
}

/// Files that hold the pictures and labels of a part.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct WrittenLine<'a> {
    /// The part.
    pub(in super::super) part: &'a str,
    /// How many pictures it has.
    pub(in super::super) n: usize,
    /// The files: pictures, labels, and the groups where they are known.
    pub(in super::super) files: Vec<String>,
}

impl<'a> PartLine<'a> {
    /// A part as a list has it.
    pub(in super::super) fn of(set: &Set, part: &'a Part) -> Self {
        Self {
            name: &part.name,
            n: part.count,
            inputs: set.inputs,
            shape: part.shape,
            classes: &part.classes,
            evaluation_only: part.evaluation_only.as_deref(),
            groups: part.group_names(),
            digest: &part.digest,
            format: part.format,
            files: &[],
        }
    }
}

/// A way in which pictures can be altered.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct CorruptionLine<'a> {
    /// Its name, as in `mnist/test+NAME:3`.
    name: &'a str,
    /// Where it belongs.
    family: Family,
    /// What it is.
    about: &'a str,
    /// Its parameters at severities 1 to 5, or its only ones.
    parameters: &'a str,
    /// From where the definition is.
    source: &'a str,
    /// Whether severities differ.
    graded: bool,
    /// The severity where none is named.
    default: Severity,
    /// Whether it is kept for evaluation: augmentation may not use it.
    evaluation_only: bool,
}

impl From<&'static Corruption> for CorruptionLine<'static> {
    fn from(corruption: &'static Corruption) -> Self {
        Self {
            name: corruption.name,
            family: corruption.family,
            about: corruption.about,
            parameters: corruption.parameters,
            source: corruption.source,
            graded: corruption.graded,
            default: corruption.default,
            evaluation_only: corruption.evaluation_only,
        }
    }
}

/// Pictures that were drawn of a slice.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct SampleLine<'a> {
    /// The slice's name.
    pub(in super::super) slice: &'a str,
    /// Pictures that were drawn.
    pub(in super::super) n: usize,
    /// Pictures that there are.
    pub(in super::super) of: usize,
    /// Decided the draw, and what is random in what was done to them.
    pub(in super::super) seed: u64,
    /// The size of a picture.
    pub(in super::super) shape: Shape,
    /// Real, rendered, simulated, or attacked.
    pub(in super::super) inputs: Inputs,
    /// Digest of the pictures and labels, hexadecimal SHA-256.
    pub(in super::super) digest: String,
    /// The class of each, in their order.
    pub(in super::super) labels: Vec<&'a str>,
}

/// The digits of a picture, and what a run reads.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct PictureLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// The picture's file; characters that are not Unicode are replaced. `-` for standard input.
    pub(in super::super) file: String,
    /// Pixels in a row, of the picture when it stands upright.
    pub(in super::super) width: u32,
    /// Rows.
    pub(in super::super) height: u32,
    /// Whether it is animated; only its first picture is read.
    pub(in super::super) animated: bool,
    /// Whether it was read as it is, without the clean-up.
    pub(in super::super) raw: bool,
    /// What the clean-up did, with `--stages`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in super::super) stages: Vec<StageLine<'a>>,
    /// Ink that was taken for no digit, and not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) left_out: Option<LeftOut>,
    /// Whether so many of the pieces resemble no digit that the picture looks like text, marks or noise; null where
    /// fewer than eight were found, or distances are not known.
    pub(in super::super) looks_like_digits: Option<bool>,
    /// The distance from the nearest training picture above which an answer is unsure: of 100 of the run's
    /// validation pictures, 99 are not farther. Null where it could not be fitted.
    pub(in super::super) threshold: Option<f64>,
    /// The sheet of `mindgap sheet` that it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) sheet: Option<ReadSheetLine>,
    /// What was found, in the order of reading.
    pub(in super::super) digits: Vec<PredictedDigit<'a>>,
}

/// A stage of the clean-up.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct StageLine<'a> {
    /// Its name.
    pub(in super::super) stage: String,
    /// What it did.
    pub(in super::super) about: &'a str,
}

/// A digit, and what a run reads.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct PredictedDigit<'a> {
    /// Where it is in the picture.
    pub(in super::super) bounds: Bounds,
    /// The most probable class.
    pub(in super::super) answer: &'a str,
    /// Its probability, 0..1.
    pub(in super::super) confidence: f32,
    /// Its distance from the nearest training picture, 0 to 1.42.
    pub(in super::super) distance: Option<f64>,
    /// Whether it is farther than the threshold: it resembles nothing that the run learned from.
    pub(in super::super) unsure: Option<bool>,
    /// What it is, where the box of a sheet says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) label: Option<String>,
    /// The probability of every class.
    pub(in super::super) probabilities: Vec<ClassProbability<'a>>,
}

/// How probable a class is.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct ClassProbability<'a> {
    /// The class's name.
    pub(in super::super) class: &'a str,
    /// 0..1.
    pub(in super::super) probability: f32,
}

/// A page to write digits on.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct PrintedLine {
    /// The file that it is in.
    pub(in super::super) file: String,
    /// Its name, which its corners say too.
    pub(in super::super) sheet: String,
    /// What its boxes ask for, in the order of reading.
    pub(in super::super) labels: Vec<String>,
}

/// A filled sheet of `mindgap sheet`: which of its boxes were read, and what came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct ReadSheetLine {
    /// Its name.
    pub(in super::super) sheet: String,
    /// The boxes with a digit, from 0 in the order of reading: those of `digits`.
    pub(in super::super) written: Vec<usize>,
    /// The boxes without.
    pub(in super::super) empty: Vec<usize>,
    /// Those of them in which something is written that is too pale to be read.
    pub(in super::super) pale: Vec<usize>,
    /// The boxes that are covered, bent or beyond the photo's edge, and were not read.
    pub(in super::super) hidden: Vec<usize>,
    /// How many were read as their box says, of the written ones that ask for a class that the run knows.
    pub(in super::super) right: Proportion,
}
