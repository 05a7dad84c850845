//! What a run got wrong, the most confident answers first: as pictures on a terminal, as words elsewhere.

use std::io::{self, IsTerminal};

use anyhow::{Context, Result};
use image::{RgbImage, imageops};

use super::super::output::{COLUMNS, say};
use super::super::pictures;
use crate::eval::{Evaluation, Prediction};
use crate::picture::sheet;

/// Cells between two pictures.
const GAP: u32 = 2;
/// Cells across a picture: half of a 28-pixel digit's pixels.
const ACROSS: u32 = 14;

/// Shows the wrong answers of which the model was most confident: as pictures on a terminal, as words
/// elsewhere.
pub(super) fn show_wrong(evaluation: &Evaluation, most: usize) -> Result<()> {
    let worst = evaluation.worst_first.iter();
    let mut wrong: Vec<&Prediction> = worst
        .filter_map(|&at| evaluation.predictions.get(at))
        .take_while(|prediction| !prediction.is_correct())
        .collect();
    if wrong.is_empty() || most == 0 {
        return Ok(());
    }
    let shown = io::stdout().is_terminal();
    if shown {
        let fitting = ((pictures::columns() + GAP) / (ACROSS + GAP)).max(1) as usize;
        wrong.truncate(fitting);
    }
    wrong.truncate(most);
    say(format!(
        "\n{}, wrong with the highest confidence:",
        evaluation.slice
    ))?;
    let name = |class: u8| evaluation.pictures.dataset().class_name(class);
    let truths = wrong.iter().map(|prediction| name(prediction.label));
    let answers = wrong
        .iter()
        .map(|prediction| format!("read as {}", name(prediction.answer)));
    let sure = wrong
        .iter()
        .map(|prediction| format!("{:.0} % confident", prediction.confidence * 100.0));
    if !shown {
        let words = truths
            .zip(answers)
            .zip(sure)
            .map(|((truth, answer), sure)| format!("{truth} {answer} ({sure})"));
        // Broken between two answers, never inside one.
        let words: Vec<String> = words.map(|words| words.replace(' ', "\u{a0}")).collect();
        let lines = textwrap::fill(&words.join(", "), COLUMNS);
        return Ok(say(lines.replace('\u{a0}', " "))?);
    }
    let strip = strip(evaluation, &wrong).context("the pictures do not fit their shape")?;
    let width = strip.width() / 2 * ACROSS / width_of(evaluation);
    pictures::show(&strip.into(), width)?;
    say(under_pictures(truths.map(str::to_owned)))?;
    say(under_pictures(answers))?;
    Ok(say(under_pictures(sure))?)
}

/// Texts in the columns of pictures that stand side by side.
fn under_pictures(texts: impl Iterator<Item = String>) -> String {
    let width = (ACROSS + GAP) as usize;
    let cut = width - 1;
    let line: String = texts.map(|text| format!("{text:<width$.cut$}")).collect();
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
    let pictures = wrong.iter();
    let pictures = pictures.map(|prediction| evaluation.pictures.picture(prediction.index));
    let count = u32::try_from(wrong.len()).ok()?;
    let strip = sheet(pictures, (width, height), count, GAP * width / ACROSS);
    // Twice the size, so that terminals with real pictures have something to show.
    let (width, height) = (strip.width() * 2, strip.height() * 2);
    Some(imageops::resize(
        &strip,
        width,
        height,
        imageops::FilterType::Nearest,
    ))
}
