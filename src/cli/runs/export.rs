//! `mindgap runs export`: a run in a form that others use.

use std::path::Path;

use anyhow::Result;

use super::super::json::{ExportedLine, Line};
use super::super::looking;
use super::super::output::{COLUMNS, say, warn};
use super::super::text::count;
use super::super::{Home, told::told};
use crate::train::{Exported, Form, RunRecord};

/// Writes it, and says what was written and what it was measured to read.
pub(super) fn export(home: &Home, run: &str, file: &Path, json: bool) -> Result<()> {
    let (store, library) = (home.store()?, home.library()?);
    let id = store.find(run)?.id;
    let Exported {
        record,
        form,
        script,
        measured,
        looked,
    } = store.export(&id, file, &library)?;
    let looked = match looked {
        Ok(looked) => looked,
        Err(error) => {
            warn(looking::uncounted(&error))?;
            None
        }
    };
    if json {
        let measured = measured.as_ref().ok();
        let line = ExportedLine {
            run: record.id.as_str(),
            file: file.display().to_string(),
            script: script.map(|script| script.display().to_string()),
            data: measured.map(|measured| measured.on()),
            n: measured.map(|measured| measured.split.len()),
            right: measured.map(|measured| measured.right),
            looks: looked.map(Into::into),
        };
        return Ok(Line::Exported(line).say()?);
    }
    say_filled(&format!("{}: {}", file.display(), what(form, &record)))?;
    if let Some(script) = script {
        say_filled(&format!(
            "{}: builds the network in PyTorch, loads these weights, and measures it",
            script.display()
        ))?;
    }
    match measured {
        Ok(measured) => say_filled(&format!(
            "On {}, {} of {} are right here; for a comparison, mindgap data export {} FOLDER writes the pictures.",
            measured.on(),
            count(measured.right),
            count(measured.split.len()),
            crate::dataset::export::set_of(measured.split.dataset().name()),
        ))?,
        Err(error) => warn(format!(
            "its network could not be measured, so there is nothing to compare with: {}",
            told(&error.into())
        ))?,
    }
    if let Some(told) = looked.and_then(|looked| looking::in_words(&[looked])) {
        say(told)?;
    }
    Ok(())
}

fn what(form: Form, record: &RunRecord) -> String {
    let run = record.called();
    match form {
        Form::Safetensors => {
            format!(
                "the weights of {run} as PyTorch has them; layers, classes and preprocessing are in its header"
            )
        }
        Form::Onnx => format!("{run} as ONNX: pixels as 0..1 in, logits out"),
        Form::Notebook => format!("a notebook that trains {run} again in PyTorch"),
    }
}

fn say_filled(text: &str) -> Result<()> {
    Ok(say(textwrap::fill(text, COLUMNS))?)
}
