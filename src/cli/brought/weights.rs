//! Weights that somebody brings: a safetensors file in PyTorch's layout, with the layers that they belong to. Such a
//! network can do all that one can which was trained here.

use std::collections::HashMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use safetensors::SafeTensors;
use serde_json::Value;

use super::trials::tried;
use crate::dataset::Library;
use crate::eval::trial::{standards, try_forms};
use crate::model::checkpoint::sha256;
use crate::model::onnx::{Fit, InputForm, Layout, Scale, Stated, Target};
use crate::model::torch::{TorchError, from_safetensors, from_torch};
use crate::model::{Architecture, ClassifierConfig, NetworkClassifier, device};
use crate::train::brought::{Asked, Brought, Tried};
use crate::train::{RunRecord, RunStore};

/// The most bytes of a file of weights: more than the largest network that mindgap makes has.
const MAX_BYTES: u64 = 256 << 20;

/// Draws the pictures on which scales are tried.
const SEED: u64 = 7;

/// Weights, and what is said of them.
pub(super) struct Weights<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// The set that they learned from.
    pub(super) set: Option<&'a str>,
    /// Their layers.
    pub(super) layers: Option<&'a str>,
    /// How they want their pictures.
    pub(super) preprocess: Option<&'a Stated>,
}

/// Whether a file is one of weights, by its name.
pub(super) fn is_weights(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("safetensors"))
}

/// Keeps weights as a run.
///
/// # Errors
/// When the file is none of weights, or they do not belong to the layers.
pub(super) fn take_in(
    weights: Weights<'_>,
    store: &RunStore,
    library: &Library,
) -> Result<RunRecord> {
    let path = weights.path;
    let name = path.display();
    let size = fs::metadata(path).with_context(|| format!("{name}"))?.len();
    if size > MAX_BYTES {
        bail!("{name}: it is larger than 256 MB, the most that is read of weights");
    }
    let bytes = fs::read(path).with_context(|| format!("{name}"))?;
    let said = written(&bytes);
    let experiment: Option<Value> = read(&said, "mindgap.experiment");
    let set = weights.set.map(str::to_owned).or_else(|| {
        let set = experiment.as_ref()?.pointer("/data/set")?;
        set.as_str().map(str::to_owned)
    });
    let set =
        set.with_context(|| format!("{name}: say with --data what the weights learned from"))?;
    let layers = match weights.layers {
        Some(layers) => serde_yaml::from_str(layers).with_context(|| {
            format!("--layers {layers}: no layers as `mindgap train --model` takes them")
        })?,
        None => {
            let model = experiment
                .as_ref()
                .and_then(|experiment| experiment.get("model"));
            let model = model.and_then(|model| serde_json::from_value(model.clone()).ok());
            model.with_context(|| {
                format!(
                    "{name}: it does not say which layers its weights belong to; say so with --layers, as for \
                     `mindgap train --model`"
                )
            })?
        }
    };
    let (selector, part) = library.training_part(&set)?;
    let classifier = |normalisation| {
        let config = ClassifierConfig {
            architecture: Architecture::clone(&layers),
            shape: part.shape,
            classes: part.classes.clone(),
            normalisation,
        };
        let tensors = from_safetensors(&bytes).map_err(|error| match error {
            TorchError::Content(_) => {
                anyhow!("{name}: it is no safetensors file; safetensors.torch.save_file writes one")
            }
            error => anyhow!("{name}: {error}"),
        })?;
        from_torch(tensors, &config, &device()).with_context(|| format!("{name}"))
    };
    let (classifier, tried) = match (weights.preprocess, read(&said, "mindgap.preprocessing")) {
        // What mindgap wrote down needs no trying.
        (None, Some(normalisation)) => (classifier(normalisation)?, None),
        (stated, _) => {
            let train = library.select(&selector)?;
            let drawn = train.sample(train.len().min(2_000), SEED)?;
            let channels = part.shape.channels;
            let fresh = classifier(Scale::Unit.normalisation(channels))?;
            let stated = stated.cloned().unwrap_or_default();
            let forms = forms(&standards(&train), &stated, &fresh);
            let trials = try_forms(
                &fresh,
                &forms,
                (&set, &drawn),
                (None, || ControlFlow::Continue(())),
            )
            .with_context(|| format!("{name}"))?;
            let best = trials
                .first()
                .context("--preprocess leaves nothing to try")?;
            let normalisation = best.form.scale.normalisation(channels);
            (fresh.normalised_by(normalisation), tried(&trials))
        }
    };
    kept(path, (set, sha256(&bytes)), &classifier, tried, store)
}

/// The scales on which weights of PyTorch's may want their pictures.
fn forms(standards: &[Scale], stated: &Stated, of: &NetworkClassifier) -> Vec<(InputForm, Target)> {
    let shape = of.config().shape;
    let target = Target {
        width: shape.width,
        height: shape.height,
        channels: shape.channels,
    };
    let forms = stated.scales(standards).into_iter().map(|scale| InputForm {
        layout: Layout::Nchw,
        scale,
        inverted: false,
        transposed: false,
        fit: Fit::Same,
    });
    let allowed = forms.filter(|form| stated.allows(form));
    allowed.map(|form| (form, target)).collect()
}

fn kept(
    path: &Path,
    (set, sha256): (String, String),
    classifier: &NetworkClassifier,
    tried: Option<Tried>,
    store: &RunStore,
) -> Result<RunRecord> {
    let config = classifier.config();
    let parameters = config
        .architecture
        .parameters(config.shape, config.classes.len())?;
    let brought = Brought {
        file: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        sha256,
        producer: None,
        set,
        shape: config.shape,
        classes: config.classes.clone(),
        asked: Asked::Weights(Box::new(config.clone())),
        tried,
    };
    Ok(store.take_in(brought, parameters, &classifier.to_bytes()?)?)
}

/// What the header of a file says of itself.
fn written(bytes: &[u8]) -> HashMap<String, String> {
    let header = SafeTensors::read_metadata(bytes);
    let entries = header
        .ok()
        .and_then(|(_, header)| header.metadata().clone());
    entries.unwrap_or_default()
}

/// An entry that mindgap writes when it exports a run.
fn read<T: serde::de::DeserializeOwned>(said: &HashMap<String, String>, key: &str) -> Option<T> {
    serde_json::from_str(said.get(key)?).ok()
}
