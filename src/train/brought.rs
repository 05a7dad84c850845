//! A model that was not trained here, kept among the runs: whatever takes a run takes it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::run_id::RunId;
use crate::dataset::Shape;
use crate::model::network_classifier::ClassifierConfig;
use crate::model::onnx::{InputForm, OnnxClassifier, OnnxFile, OnnxModel, OutputKind, Target};
use crate::model::{BackendError, Classifier};

/// What is known of a model that somebody brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    /// The name of its file.
    pub file: String,
    /// Hexadecimal SHA-256 of the file as it was brought, and of the one with its weights, if that is another.
    pub sha256: String,
    /// What wrote it, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// The set whose pictures it reads; whoever brought it says, or it was found by trying.
    pub set: String,
    /// The shape of the set's pictures.
    pub shape: Shape,
    /// The names of its classes.
    pub classes: Vec<String>,
    /// How it is asked.
    pub asked: Asked,
    /// How well it read the set's training part in this form, of how many pictures; none where nothing was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<Tried>,
}

/// How a model that somebody brought is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// An ONNX graph.
    Onnx {
        /// How it wants its pictures.
        form: InputForm,
        /// Width, height and channels of what it reads.
        reads: [usize; 3],
        /// The class of each output.
        order: Vec<u8>,
        /// What it gives for a class.
        outputs: OutputKind,
    },
    /// Weights of layers that mindgap knows: layers, preprocessing and all are those of a checkpoint.
    Weights(Box<ClassifierConfig>),
}

/// What trying gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    /// Pictures of the set's training part.
    pub n: usize,
    /// Those that it read correctly in the form that was chosen.
    pub correct: usize,
    /// The other forms, and how many each read correctly of the same pictures; the best first.
    pub others: Vec<(InputForm, usize)>,
}

impl Brought {
    /// The run's id: a digest of the model's file and of how it is asked, whatever it is called.
    pub(super) fn run_id(&self) -> RunId {
        let known = (&self.sha256, &self.set, &self.classes, &self.asked);
        // What is written here are strings, numbers and lists: that cannot fail.
        let known = serde_json::to_vec(&known).unwrap_or_default();
        let digest = Sha256::new_with_prefix("brought")
            .chain_update(known)
            .finalize();
        RunId(
            digest
                .iter()
                .take(6)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The layers, where they are known.
    pub fn weights(&self) -> Option<&ClassifierConfig> {
        match &self.asked {
            Asked::Onnx { .. } => None,
            Asked::Weights(config) => Some(config),
        }
    }

    /// The name of the file that is kept.
    pub(super) fn kept_as(&self) -> &'static str {
        match self.asked {
            Asked::Onnx { .. } => "model.onnx",
            Asked::Weights(_) => "weights.safetensors",
        }
    }
}

/// The classifier of an ONNX model that was kept, from its bytes.
pub(super) fn onnx(brought: &Brought, bytes: Vec<u8>) -> Result<Classifier, BackendError> {
    let Asked::Onnx {
        form,
        reads: [width, height, channels],
        order,
        outputs,
    } = &brought.asked
    else {
        return Err(BackendError::Foreign("it is no ONNX model".to_owned()));
    };
    let foreign = |problem: &dyn std::fmt::Display| BackendError::Foreign(problem.to_string());
    let file = OnnxFile::kept(bytes, brought.sha256.clone()).map_err(|error| foreign(&error))?;
    let model = OnnxModel::load(&file).map_err(|error| foreign(&error))?;
    let target = Target {
        width: *width,
        height: *height,
        channels: *channels,
    };
    Ok(Classifier::Onnx(OnnxClassifier::new(
        model,
        (form.clone(), target),
        brought.shape,
        brought.classes.clone(),
        (order.clone(), *outputs),
    )))
}
