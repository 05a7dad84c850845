//! A run in a form that others use: its weights for PyTorch with a script that checks them, an ONNX file, or a
//! notebook that repeats its training. The file's extension says which.

mod measured;
mod notebook;
mod python;
mod script;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::error::TrainError;
use super::looks::Looked;
use super::record::RunRecord;
use super::run_id::RunId;
use super::store::RunStore;
use crate::base::file::Unfinished;
use crate::dataset::Library;
use crate::model::onnx::write::to_onnx;
use crate::model::torch::{to_safetensors, torch_layers};
use crate::model::{Classifier, device};

pub use measured::Measured;

/// What came of an export.
#[derive(Debug)]
pub struct Exported {
    /// The run.
    pub record: RunRecord,
    /// What was asked for.
    pub form: Form,
    /// The Python script that was written beside the weights.
    pub script: Option<PathBuf>,
    /// What its network reads correctly, of what; or why that could not be measured.
    pub measured: Result<Measured, TrainError>,
    /// How often the test data has been looked at by now; none where it was no look at test data.
    pub looked: Result<Option<Looked>, TrainError>,
}

/// A form that others use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `.safetensors`: weights for PyTorch, with a script beside them.
    Safetensors,
    /// `.onnx`: the network, for everything that runs ONNX.
    Onnx,
    /// `.ipynb`: a notebook that repeats the training in PyTorch.
    Notebook,
}

impl Form {
    /// The form that a file's extension asks for.
    fn of(file: &Path) -> Result<Self, TrainError> {
        let extension = file.extension().and_then(OsStr::to_str);
        match extension.map(str::to_lowercase).as_deref() {
            Some("safetensors") => Ok(Self::Safetensors),
            Some("onnx") => Ok(Self::Onnx),
            Some("ipynb") => Ok(Self::Notebook),
            _ => Err(TrainError::Extension(file.to_owned())),
        }
    }
}

impl RunStore {
    /// Writes a run to a file that must not exist yet, in the form that its extension asks for, and measures how
    /// much of its test data its network reads correctly, so that whoever loads it can compare. That is a look.
    ///
    /// # Errors
    /// When the extension is of no form, there is no such run or it has no weights, the file exists, or it cannot
    /// be written; of a notebook also when the run's data is not there or it goes on from another run.
    pub fn export(
        &self,
        id: &RunId,
        file: &Path,
        library: &Library,
    ) -> Result<Exported, TrainError> {
        let record = self.known(id)?;
        let form = Form::of(file)?;
        let script = (form == Form::Safetensors).then(|| file.with_extension("py"));
        let files = [Some(file), script.as_deref()].into_iter().flatten();
        if let Some(there) = files.clone().find(|file| file.exists()) {
            return Err(TrainError::Exists(there.to_owned()));
        }
        let classifier = self.classifier(&record, &device())?;
        let mut unfinished = Vec::new();
        for file in files {
            let begun = Unfinished::to_hand_on(file);
            unfinished.push((file, begun.map_err(|source| unwritten(file, source))?));
        }
        let measured = Measured::of(&record.experiment, &classifier, library);
        let contents = match form {
            Form::Safetensors => {
                let facts = facts(&record, &classifier, measured.as_ref().ok())?;
                let weights = to_safetensors(&classifier, facts.into_iter().collect())?;
                let script = measured.as_ref().ok();
                let script = script.map(|measured| script::script(&record, &classifier, measured));
                [Some(weights), script.transpose()?.map(String::into_bytes)]
            }
            Form::Onnx => {
                let facts = facts(&record, &classifier, measured.as_ref().ok())?;
                [
                    Some(to_onnx(&classifier, &record.id.to_string(), facts)?),
                    None,
                ]
            }
            Form::Notebook => {
                let measured = measured.as_ref().ok();
                let notebook = notebook::notebook(&record, &classifier, measured, library)?;
                [Some(notebook.into_bytes()), None]
            }
        };
        let mut is_script_written = false;
        for ((file, mut unfinished), bytes) in unfinished.into_iter().zip(contents) {
            // Without a measurement there is nothing that a script could compare with.
            let Some(bytes) = bytes else { continue };
            let written = unfinished
                .write_all(&bytes)
                .and_then(|()| unfinished.finish());
            written.map_err(|source| unwritten(file, source))?;
            is_script_written = script.as_deref() == Some(file);
        }
        let looked = match &measured {
            Ok(measured) => self.look(&record, &measured.selector, library),
            Err(_) => Ok(None),
        };
        Ok(Exported {
            script: script.filter(|_| is_script_written),
            record,
            form,
            measured,
            looked,
        })
    }
}

fn unwritten(path: &Path, source: std::io::Error) -> TrainError {
    TrainError::Export {
        path: path.to_owned(),
        source,
    }
}

/// What a file says of itself in its header: everything that is needed to use it, and where it is from. All of it
/// is JSON but for the names.
fn facts(
    record: &RunRecord,
    classifier: &Classifier,
    measured: Option<&Measured>,
) -> Result<BTreeMap<String, String>, TrainError> {
    let config = classifier.config();
    let shape = config.shape;
    let preprocessing = json!({
        "layout": "NCHW",
        "channels": shape.channels,
        "height": shape.height,
        "width": shape.width,
        "scale": 1.0 / 255.0,
        "mean": config.normalisation.mean,
        "std": config.normalisation.std,
    });
    let mut facts = BTreeMap::from([
        // The framework, by the custom of other writers of safetensors.
        ("format", "pt".to_owned()),
        ("mindgap.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("mindgap.run", record.id.to_string()),
        ("mindgap.layers", json!(torch_layers(config)?).to_string()),
        ("mindgap.classes", json!(config.classes).to_string()),
        ("mindgap.preprocessing", preprocessing.to_string()),
        ("mindgap.experiment", json!(record.experiment).to_string()),
    ]);
    if let Some(Measured {
        selector,
        right,
        split,
        ..
    }) = measured
    {
        let measured = json!({ "data": selector, "n": split.len(), "right": right });
        facts.insert("mindgap.measured", measured.to_string());
    }
    let facts = facts.into_iter();
    Ok(facts.map(|(key, value)| (key.to_owned(), value)).collect())
}
