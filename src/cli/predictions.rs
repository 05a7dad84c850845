//! Every answer of a run in a file, a line a picture, for programs that compute with them.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::base::file::Unfinished;
use crate::eval::Evaluation;

/// A file of answers that is going to be written.
pub(super) struct Predictions {
    path: PathBuf,
    file: Unfinished,
    format: Format,
}

/// How it is written.
enum Format {
    Csv,
    JsonLines,
}

/// The columns before the logits.
const NAMES: [&str; 7] = [
    "run",
    "slice",
    "index",
    "group",
    "label",
    "answer",
    "confidence",
];

/// One answer.
#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    slice: &'a str,
    index: u32,
    group: Option<&'a str>,
    label: u8,
    answer: u8,
    confidence: f32,
    logits: &'a [f32],
}

impl Predictions {
    /// Into this file, in the format of its ending. Nothing stands there before all is written.
    ///
    /// # Errors
    /// When the ending is that of another format, or the folder cannot be written.
    pub(super) fn into(path: &Path) -> Result<Self> {
        let format = match path.extension().and_then(OsStr::to_str) {
            Some("csv") => Format::Csv,
            Some("jsonl") => Format::JsonLines,
            _ => bail!(
                "{}: predictions are written as CSV or as JSON lines; let its name end in .csv or .jsonl",
                path.display()
            ),
        };
        let file = Unfinished::to_hand_on(path)
            .with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            format,
        })
    }

    /// Writes the answers of a run, slice by slice, in the order in which the pictures were drawn.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write<'a>(
        mut self,
        run: &str,
        evaluations: impl Iterator<Item = &'a Evaluation>,
    ) -> Result<()> {
        let bytes = match self.format {
            Format::Csv => csv(run, evaluations)?,
            Format::JsonLines => json_lines(run, evaluations)?,
        };
        (self.file.write_all(&bytes))
            .and_then(|()| self.file.finish())
            .with_context(|| format!("{}: cannot be written", self.path.display()))
    }
}

/// The answers to a slice.
fn rows<'a>(run: &'a str, evaluation: &'a Evaluation) -> impl Iterator<Item = Row<'a>> {
    let answers = evaluation.predictions.iter().zip(evaluation.logits.rows());
    let places = evaluation.pictures.origins().enumerate();
    answers
        .zip(places)
        .map(move |((prediction, logits), (place, index))| Row {
            run,
            slice: &evaluation.slice,
            index,
            group: evaluation.pictures.group(place),
            label: prediction.label,
            answer: prediction.answer,
            confidence: prediction.confidence,
            logits,
        })
}

fn json_lines<'a>(run: &str, evaluations: impl Iterator<Item = &'a Evaluation>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for evaluation in evaluations {
        for row in rows(run, evaluation) {
            serde_json::to_writer(&mut bytes, &row)?;
            bytes.push(b'\n');
        }
    }
    Ok(bytes)
}

/// A table with a column a class for the logits.
fn csv<'a>(run: &str, evaluations: impl Iterator<Item = &'a Evaluation>) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for (evaluation, number) in evaluations.zip(0..) {
        if number == 0 {
            let logits = (0..evaluation.logits.classes()).map(|class| format!("logit_{class}"));
            let names = NAMES.map(str::to_owned).into_iter();
            table.write_record(names.chain(logits))?;
        }
        for row in rows(run, evaluation) {
            let fields = [
                row.run.to_owned(),
                row.slice.to_owned(),
                row.index.to_string(),
                row.group.unwrap_or_default().to_owned(),
                row.label.to_string(),
                row.answer.to_string(),
                row.confidence.to_string(),
            ];
            let logits = row.logits.iter().map(f32::to_string);
            table.write_record(fields.into_iter().chain(logits))?;
        }
    }
    Ok(table.into_inner()?)
}
