//! `mindgap try-model`, which this program calls: tries in which form a model reads a set. In a process of its own,
//! since a model may ask for any time and memory.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::brought::trials::tried;
use super::brought::{TriedModel, hand_over};
use super::{Home, Outcome};
use crate::base::thread;
use crate::dataset::{Library, Split};
use crate::eval::trial::{FormTrial, TrialError, standards, try_forms};
use crate::model::onnx::{OnnxError, OnnxFile, OnnxModel, Stated};
use crate::train::brought::{Asked, Brought};

/// Bytes of memory that a model may take while it is tried.
#[cfg(unix)]
const MEMORY: u64 = 4 << 30;

/// Seconds of processor time that trying may take.
#[cfg(unix)]
const SECONDS: u64 = 300;

/// What to try.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The model.
    file: PathBuf,
    #[command(flatten)]
    options: TryOptions,
}

/// As of [`super::brought::ModelOptions`], without a model's name.
#[derive(Debug, clap::Args)]
struct TryOptions {
    #[arg(long, allow_hyphen_values = true)]
    preprocess: Option<Stated>,
    #[arg(long)]
    data: Option<String>,
    #[arg(long, value_delimiter = ',')]
    outputs: Vec<u8>,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    limit();
    thread::start(
        "the wait for the end of whoever asks",
        end_with_whoever_asks,
    )?;
    let options = &arguments.options;
    let path = &arguments.file;
    let file = OnnxFile::read(path)?;
    let model = OnnxModel::load(&file).map_err(|problem| OnnxError::Content {
        path: path.clone(),
        problem,
    })?;
    let library = home.library()?;
    let sets: Vec<String> = match &options.data {
        Some(set) => vec![set.clone()],
        None => library
            .trainable()
            .map(|(name, _)| name.to_owned())
            .collect(),
    };
    let mut best: Option<(String, Vec<FormTrial>, Split)> = None;
    let mut why = Vec::new();
    for set in sets {
        match trials(&model, &set, options, &library) {
            Ok((trials, split)) => {
                let share = |trials: &[FormTrial]| trials.first().map_or(0.0, FormTrial::accuracy);
                let known = best.as_ref().map_or(-1.0, |(_, known, _)| share(known));
                if share(&trials) > known {
                    best = Some((set, trials, split));
                }
            }
            Err(error) => match error.downcast::<TrialError>() {
                Ok(error) => why.push(error),
                Err(error) => return Err(error),
            },
        }
    }
    let Some((set, trials, split)) = best else {
        let name = path.display();
        // What failed says more than what did not fit.
        why.sort_by_key(|error| !matches!(error, TrialError::Backend(_)));
        match why.into_iter().next() {
            Some(error) => bail!("{name}: {error}"),
            None => bail!("{name}: there is no set to try it on"),
        }
    };
    let trial = trials.first().context("nothing was tried")?;
    let dataset = split.dataset();
    hand_over(&TriedModel {
        parameters: file.parameters,
        brought: Brought {
            file: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            sha256: file.sha256,
            producer: file.producer,
            set,
            shape: dataset.shape(),
            classes: dataset.classes().to_vec(),
            asked: Asked::Onnx {
                form: trial.form.clone(),
                reads: [
                    trial.target.width,
                    trial.target.height,
                    trial.target.channels,
                ],
                order: trial.order.clone(),
                outputs: trial.outputs,
            },
            tried: tried(&trials),
        },
    })?;
    Ok(Outcome::Done)
}

/// Tries every form in which the model could want a set's pictures.
fn trials(
    model: &OnnxModel,
    set: &str,
    options: &TryOptions,
    library: &Library,
) -> Result<(Vec<FormTrial>, Split)> {
    let (selector, part) = library.training_part(set)?;
    let stated = options.preprocess.clone().unwrap_or_default();
    // Whether its input fits at all is known without the pictures.
    if model.forms(part.shape, &[], &Stated::default()).is_empty() {
        return Err(TrialError::Input(set.to_owned()).into());
    }
    let split = library.select(&selector)?;
    let forms = model.forms(part.shape, &standards(&split), &stated);
    if forms.is_empty() {
        bail!("--preprocess: the model's input is not of that form");
    }
    let order = (!options.outputs.is_empty()).then_some(options.outputs.as_slice());
    if let Some(order) = order {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        let classes = part.classes.len();
        if sorted.len() != classes || !sorted.iter().zip(0..).all(|(&class, place)| class == place)
        {
            bail!(
                "--outputs names each of the {classes} classes of {set} once, from 0 to {}",
                classes - 1
            );
        }
    }
    // Drawn by a seed of its own: which pictures come first in a set is no draw.
    let drawn = split.sample(split.len().min(2_000), SEED)?;
    let trials = try_forms(
        model,
        &forms,
        (set, &drawn),
        (order, || ControlFlow::Continue(())),
    )?;
    Ok((trials, drawn))
}

/// Draws the pictures that forms are tried on.
const SEED: u64 = 7;

/// Ends this process when the other end of its standard input is closed: nobody waits for an answer any more.
fn end_with_whoever_asks() {
    // Nothing is ever written to it.
    let _ = io::stdin().read(&mut [0]);
    std::process::exit(1);
}

/// Limits this process: what a model asks for beyond it ends the process, not the machine.
#[cfg(unix)]
fn limit() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let at_most = |limit| Rlimit {
        current: Some(limit),
        maximum: Some(limit),
    };
    // Where a system knows no such limit, there is none.
    let _ = setrlimit(Resource::Data, at_most(MEMORY));
    let _ = setrlimit(Resource::Cpu, at_most(SECONDS));
}

#[cfg(not(unix))]
fn limit() {}
