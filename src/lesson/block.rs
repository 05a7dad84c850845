//! What there is to tell, as data: every shell and every document shows it in its own way.

use image::DynamicImage;

use super::gate::Answered;
use super::tell::{said, said_and_found, what_counts};
use crate::dataset::Shape;
use crate::pack::{Question, Spec};
use crate::say;
use crate::train::{CurvePoint, EpochRecord, RunRecord};
use crate::words::Words;

/// A part of what is told, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; 1 is a document's.
    Heading(u8, String),
    /// Markdown of a lesson's author.
    Authored(String),
    /// A sentence.
    Text(String),
    /// What a learner wrote, a line or several.
    Quote(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// Items that are counted from 1.
    Numbered(Vec<String>),
    /// Items in no particular order.
    Items(Vec<String>),
    /// How a training went.
    Curve {
        /// While training.
        training: Vec<CurvePoint>,
        /// Epoch by epoch.
        epochs: Vec<EpochRecord>,
        /// What the two lines and the axis are called: training, validation, epochs.
        names: [String; 3],
        /// Validation pictures.
        validation: usize,
    },
    /// Pictures.
    Pictures(Vec<Picture>),
}

/// A picture that is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// What stands with it; may be empty.
    pub caption: String,
    /// The picture.
    pub picture: DynamicImage,
}

impl Picture {
    /// A picture of this shape from its bytes; nothing where the bytes are of another shape.
    pub(super) fn of(caption: String, pixels: &[u8], shape: Shape) -> Option<Self> {
        let picture = drawn(pixels, shape)?;
        Some(Self { caption, picture })
    }
}

impl Block {
    /// A picture of this shape from its bytes; nothing where the bytes are of another shape.
    pub(crate) fn picture(caption: String, pixels: &[u8], shape: Shape) -> Option<Self> {
        Some(Self::Pictures(vec![Picture::of(caption, pixels, shape)?]))
    }

    /// How the training of a run went; none where it was not trained here.
    pub(crate) fn curve(record: &RunRecord, words: Words) -> Option<Self> {
        let experiment = record.experiment()?;
        Some(Self::Curve {
            training: record.curve.clone(),
            epochs: record.epochs.clone(),
            names: [
                say!(words, "training"),
                say!(words, "validation"),
                say!(words, "epochs"),
            ],
            validation: experiment.data.validation,
        })
    }

    /// A step's own text; where something was asked, it was read with the question.
    pub(crate) fn unasked(spec: &impl Spec, text: &str) -> Vec<Self> {
        match spec.questions().is_empty() {
            true => vec![Self::Authored(text.to_owned())],
            false => Vec::new(),
        }
    }

    /// A hint, behind the word for it.
    pub(crate) fn hint(hint: &str, words: Words) -> Self {
        Self::Authored(format!("{} {}", say!(words, "hint"), hint.trim()))
    }

    /// What was said beforehand and, once it is known, what it turned out to be.
    pub(crate) fn said(answered: &[Answered<'_>], words: Words) -> Vec<Self> {
        let lines = answered.iter().map(|answered| match answered.outcome {
            Some(_) => said_and_found(answered, words),
            None => format!("{} {}", say!(words, "you-said"), said(answered, words)),
        });
        lines.map(Self::Text).collect()
    }

    /// A question that has to be answered before anything is shown.
    /// The step's own text stands above the first of its questions only.
    pub(crate) fn question(question: &Question<'_>, is_first: bool, words: Words) -> Vec<Self> {
        let asked = match question.choices.is_empty() {
            true => say!(words, "say-a-number"),
            false => say!(words, "say-a-choice"),
        };
        let say = is_first.then(|| Self::Authored(question.say.to_owned()));
        let mut blocks: Vec<Self> = say.into_iter().chain([Self::Text(asked)]).collect();
        blocks.extend(Self::asked(question, words));
        if question.choices.is_empty() {
            blocks.push(Self::Text(what_counts(words)));
        }
        blocks
    }

    /// The question alone, and what can be answered.
    pub(crate) fn asked(question: &Question<'_>, words: Words) -> Vec<Self> {
        let mut blocks = vec![Self::Authored(question.text.to_owned())];
        if !question.choices.is_empty() {
            let choices = question.choices.iter().map(|choice| choice.shown(words));
            blocks.push(Self::Numbered(choices.collect()));
        }
        blocks
    }
}

fn drawn(pixels: &[u8], shape: Shape) -> Option<DynamicImage> {
    let width = u32::try_from(shape.width).ok()?;
    let height = u32::try_from(shape.height).ok()?;
    match shape.channels {
        1 => image::GrayImage::from_raw(width, height, pixels.to_vec()).map(DynamicImage::from),
        _ => image::RgbImage::from_raw(width, height, pixels.to_vec()).map(DynamicImage::from),
    }
}
