//! A model that somebody brings: `--model FILE`. It is tried in a process of its own, within limits of memory and
//! time, and then kept as a run.

pub(super) mod trials;
mod weights;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use weights::Weights;

use super::Home;
use super::bar::Bar;
use super::output::{say, warn};
use super::text::percent;
use crate::model::Normalisation;
use crate::model::onnx::{OnnxFile, Stated};
use crate::train::brought::{Asked, Brought};
use crate::train::{RunRecord, RunStore};

/// What went wrong, if the other process did.
const APART: &str = "the model cannot be tried in a process of its own";

/// A model of one's own in the place of a run.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ModelOptions {
    /// A model of your own in the place of a run: an ONNX file, as PyTorch, Keras, JAX and scikit-learn write it, or
    /// weights of PyTorch's as safetensors.
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,
    #[command(flatten)]
    pub(super) form: ModelForm,
}

/// What is said of a model of one's own; the argument that names its file is called `model` wherever this is asked.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ModelForm {
    /// How the model wants its pictures, in words: nchw, nhwc, nhw, flat; 0..1, 0..255, -1..1 or mean=0.1307 std=0.3081;
    /// inverted; transposed; padded, resized. What is not said is found by trying.
    #[arg(
        long,
        value_name = "FORM",
        requires = "model",
        allow_hyphen_values = true
    )]
    pub(super) preprocess: Option<Stated>,
    /// The set that the model learned from, such as mnist; found by trying, if absent.
    #[arg(long = "data", value_name = "SET", requires = "model")]
    pub(super) set: Option<String>,
    /// The class of each output of the model, counted from 0, such as 3,1,0,2; found by trying, if absent.
    #[arg(
        long,
        value_name = "CLASSES",
        value_delimiter = ',',
        requires = "model"
    )]
    pub(super) outputs: Vec<u8>,
    /// The layers that weights belong to, as `mindgap train --model` takes them: a preset's name, or { layers: [...] };
    /// weights that mindgap exported say so themselves.
    #[arg(long, value_name = "LAYERS", requires = "model")]
    pub(super) layers: Option<String>,
}

impl ModelForm {
    /// Whether anything is said.
    pub(super) fn is_said(&self) -> bool {
        let is_named = self.set.is_some() || self.layers.is_some();
        is_named || self.preprocess.is_some() || !self.outputs.is_empty()
    }
}

/// What trying a model gave, from the process in which it was tried.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TriedModel {
    pub(super) brought: Brought,
    pub(super) parameters: usize,
}

impl ModelOptions {
    /// Tries the model that is named, keeps it as a run, and says how it is asked; none where no model is named.
    ///
    /// # Errors
    /// When the file is no model, does not fit any set, or takes more time or memory than it may.
    pub(super) fn take_in(
        &self,
        store: &RunStore,
        home: &Home,
        is_quiet: bool,
    ) -> Result<Option<RunRecord>> {
        let Some(path) = &self.model else {
            return Ok(None);
        };
        let record = match weights::is_weights(path) {
            true => weights::take_in(self.weights(path), store, &home.library()?)?,
            false => self.take_in_onnx(path, store, home, is_quiet)?,
        };
        if !is_quiet && let Some(brought) = record.brought() {
            tell(&record, brought)?;
        }
        Ok(Some(record))
    }

    fn take_in_onnx(
        &self,
        path: &Path,
        store: &RunStore,
        home: &Home,
        is_quiet: bool,
    ) -> Result<RunRecord> {
        if self.form.layers.is_some() {
            bail!("--layers belongs to weights (.safetensors); an ONNX file has its layers in it");
        }
        let file = OnnxFile::read(path)?;
        let bar = Bar::new(!is_quiet, "{spinner} {elapsed}  {wide_msg}")?;
        let name = path.file_name().unwrap_or_default().display();
        bar.tell(&format!("trying how {name} wants its pictures"));
        bar.spin();
        let tried = self.tried(path, home);
        bar.finish();
        let tried = tried?;
        if tried.brought.sha256 != file.sha256 {
            bail!(
                "{}: the file changed while it was tried; try again",
                path.display()
            );
        }
        Ok(store.take_in(tried.brought, tried.parameters, &file.bytes)?)
    }

    /// What is said of weights.
    fn weights<'a>(&'a self, path: &'a Path) -> Weights<'a> {
        Weights {
            path,
            set: self.form.set.as_deref(),
            layers: self.form.layers.as_deref(),
            preprocess: self.form.preprocess.as_ref(),
        }
    }

    /// Tries the model in a process of its own.
    fn tried(&self, path: &Path, home: &Home) -> Result<TriedModel> {
        let mut arguments: Vec<OsString> = vec!["--data-dir".into(), home.folder()?.into()];
        arguments.extend(["try-model".into(), path.into()]);
        if let Some(stated) = &self.form.preprocess {
            arguments.extend(["--preprocess".into(), stated.to_string().into()]);
        }
        if let Some(set) = &self.form.set {
            arguments.extend(["--data".into(), set.into()]);
        }
        if !self.form.outputs.is_empty() {
            let outputs: Vec<String> = self.form.outputs.iter().map(u8::to_string).collect();
            arguments.extend(["--outputs".into(), outputs.join(",").into()]);
        }
        let program = std::env::current_exe().context("this program cannot find itself")?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context(APART)?;
        // However this process ends, this end of the pipe goes with it, and the other process sees that.
        let held = child.stdin.take();
        let output = child.wait_with_output().context(APART)?;
        drop(held);
        let name = path.display();
        match output.status.code() {
            Some(0) => {}
            // A signal ended it: what it wrote then is for those who build this program.
            None => bail!("{name}: {}", ended(output.status)),
            Some(_) => {
                let told = String::from_utf8_lossy(&output.stderr);
                let told = told.trim();
                bail!("{}", told.strip_prefix("mindgap: ").unwrap_or(told))
            }
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{name}: what trying it gave cannot be read"))
    }
}

/// Why the process in which a model was tried said nothing.
fn ended(status: ExitStatus) -> String {
    format!(
        "trying it ended with {status}: it may take more than the 4 GB of memory or the five minutes of processor \
         time that a model gets; export a smaller one"
    )
}

/// How a model is asked, and how that was found.
fn tell(record: &RunRecord, brought: &Brought) -> Result<()> {
    let usual: Vec<u8> = (0..=u8::MAX).take(brought.classes.len()).collect();
    let (form, order) = match &brought.asked {
        Asked::Onnx { form, order, .. } => (form.to_string(), order),
        Asked::Weights(config) => {
            let Normalisation { mean, std } = &config.normalisation;
            (
                format!("mean {mean:?} and standard deviation {std:?}"),
                &usual,
            )
        }
    };
    let name = &brought.file;
    let Some(tried) = &brought.tried else {
        return Ok(warn(format!(
            "{name} (run {}) is asked with {form}",
            record.id
        ))?);
    };
    let share = |correct: usize| percent(correct as f64 / tried.n.max(1) as f64);
    let others = tried.others.iter().map(|(_, correct)| *correct);
    let others = match (others.clone().min(), others.max()) {
        (Some(least), Some(most)) if least < most => {
            format!("; the others {} to {} %", share(least), share(most))
        }
        (Some(one), _) => format!("; the other {} %", share(one)),
        (None, _) => String::new(),
    };
    warn(format!(
        "{name} (run {}) reads {} best with {form}: {} % of {} of its training pictures{others}",
        record.id,
        brought.set,
        share(tried.correct),
        tried.n,
    ))?;
    let close = tried
        .others
        .iter()
        .filter(|(_, correct)| correct + tried.n / 100 >= tried.correct);
    let close: Vec<String> = close.map(|(form, _)| form.to_string()).collect();
    if !close.is_empty() {
        warn(format!(
            "{} did about as well on these: say how yours was trained with --preprocess",
            close.join(", ")
        ))?;
    }
    if !order.iter().zip(0..).all(|(&class, place)| class == place) {
        let order: Vec<String> = order.iter().map(u8::to_string).collect();
        warn(format!(
            "its outputs are in another order than the classes: {}; that is set right here",
            order.join(",")
        ))?;
    }
    if tried.correct * 2 < tried.n {
        warn(format!(
            "that is little: either the model is not one for {}, or it wants its pictures in a way that was not tried; \
             say which with --data and --preprocess",
            brought.set
        ))?;
    }
    Ok(())
}

/// Prints what trying gave, for the process that asked.
pub(super) fn hand_over(tried: &TriedModel) -> Result<()> {
    Ok(say(serde_json::to_string(tried)?)?)
}
