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
use crate::model::{NetworkClassifier, device};

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
        let experiment = record.trained()?;
        let classifier = self.network(&record, &device())?;
        let mut unfinished = Vec::new();
        for file in files {
            let begun = Unfinished::to_hand_on(file);
            unfinished.push((file, begun.map_err(|source| unwritten(file, source))?));
        }
        let measured = Measured::of(experiment, &classifier, library);
        let contents = contents(form, &record, &classifier, measured.as_ref().ok(), library)?;
        // Without a measurement there is nothing that a script could compare with, and none is written.
        let has_script = contents.len() > 1;
        for ((file, mut unfinished), bytes) in unfinished.into_iter().zip(contents) {
            let written = unfinished.write_all(&bytes);
            let written = written.and_then(|()| unfinished.finish());
            written.map_err(|source| unwritten(file, source))?;
        }
        let looked = match &measured {
            Ok(measured) => self.look(&record, &measured.selector, library),
            Err(_) => Ok(None),
        };
        Ok(Exported {
            script: script.filter(|_| has_script),
            record,
            form,
            measured,
            looked,
        })
    }
}

/// What stands in the file, and in the script beside it where there is one.
fn contents(
    form: Form,
    record: &RunRecord,
    classifier: &NetworkClassifier,
    measured: Option<&Measured>,
    library: &Library,
) -> Result<Vec<Vec<u8>>, TrainError> {
    let facts = || facts(form, record, classifier, measured);
    Ok(match form {
        Form::Safetensors => {
            let weights = to_safetensors(classifier, facts()?.into_iter().collect())?;
            let script = measured.map(|measured| script::script(record, classifier, measured));
            let script = script.transpose()?.map(String::into_bytes);
            [weights].into_iter().chain(script).collect()
        }
        Form::Onnx => vec![to_onnx(classifier, record.id.as_str(), facts()?)?],
        Form::Notebook => {
            let notebook = notebook::notebook(record, classifier, measured, library)?;
            vec![notebook.into_bytes()]
        }
    })
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
    form: Form,
    record: &RunRecord,
    classifier: &NetworkClassifier,
    measured: Option<&Measured>,
) -> Result<BTreeMap<String, String>, TrainError> {
    let config = classifier.config();
    let shape = config.shape;
    let mut preprocessing = json!({
        "layout": "NCHW",
        "channels": shape.channels,
        "height": shape.height,
        "width": shape.width,
        "scale": 1.0 / 255.0,
    });
    match form {
        // Whoever reads this must not do again what the graph does.
        Form::Onnx => preprocessing["in_graph"] = json!(config.normalisation),
        Form::Safetensors | Form::Notebook => {
            preprocessing["mean"] = json!(config.normalisation.mean);
            preprocessing["std"] = json!(config.normalisation.std);
        }
    }
    let mut facts = BTreeMap::from([
        // The framework, by the custom of other writers of safetensors.
        ("format", "pt".to_owned()),
        ("mindgap.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("mindgap.run", record.id.to_string()),
        ("mindgap.layers", json!(torch_layers(config)?).to_string()),
        ("mindgap.classes", json!(config.classes).to_string()),
        ("mindgap.preprocessing", preprocessing.to_string()),
        ("mindgap.experiment", json!(record.experiment()).to_string()),
    ]);
    if let Some(measured) = measured {
        let (data, n) = (measured.on(), measured.split.len());
        let measured = json!({ "data": data, "n": n, "right": measured.right });
        facts.insert("mindgap.measured", measured.to_string());
    }
    let facts = facts.into_iter();
    Ok(facts.map(|(key, value)| (key.to_owned(), value)).collect())
}
