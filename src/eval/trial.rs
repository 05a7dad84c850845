//! In which form a model reads a set best: each that it could want is tried on some of the set's training part. No file
//! says how its pictures are to be scaled, and a wrong scale is the commonest mistake of all.

use std::ops::ControlFlow;

use thiserror::Error;

use crate::dataset::{Shape, Split};
use crate::model::classifier::argmax;
use crate::model::onnx::{InputForm, OnnxModel, OutputKind, Scale, Target};
use crate::model::{BackendError, NetworkClassifier, Normalisation, device};

/// Pictures on which every form is tried: enough to tell 90 from 60 %.
const FIRST: usize = 200;

/// Pictures on which those are tried that did about as well as the best: enough to tell apart what reads alike.
const THEN: usize = 2_000;

/// Forms that go on to the second round, at most.
const GO_ON: usize = 6;

/// A form whose accuracy on the first pictures is so far below the best one does not go on.
const NEAR: f64 = 0.10;

/// Below this, the usual forms are not enough, and turned, negative and re-ordered ones are tried.
const READS: f64 = 0.80;

/// What a form gave.
#[derive(Debug, Clone, PartialEq)]
pub struct FormTrial {
    /// How the model got its pictures.
    pub form: InputForm,
    /// The size of what it read.
    pub target: Target,
    /// The class of each output.
    pub order: Vec<u8>,
    /// What its outputs look like.
    pub outputs: OutputKind,
    /// Pictures.
    pub n: usize,
    /// Those read correctly.
    pub correct: usize,
    /// Mean cross-entropy in nats: which of two that read alike is the one that the model was trained with.
    pub loss: f64,
}

impl FormTrial {
    /// The share of pictures read correctly, 0..1.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.n.max(1) as f64
    }

    /// Whether its outputs are in the order of the classes.
    pub fn is_in_order(&self) -> bool {
        self.order
            .iter()
            .zip(0..)
            .all(|(&class, place)| class == place)
    }
}

/// What can be asked in one form or another.
pub trait Asked {
    /// What it says of pictures of this shape in a form: a row for each.
    ///
    /// # Errors
    /// When it fails at them.
    fn said(
        &self,
        pictures: &[&[u8]],
        shape: Shape,
        form: (&InputForm, Target),
    ) -> Result<Vec<Vec<f32>>, BackendError>;
}

impl Asked for OnnxModel {
    fn said(
        &self,
        pictures: &[&[u8]],
        shape: Shape,
        form: (&InputForm, Target),
    ) -> Result<Vec<Vec<f32>>, BackendError> {
        Self::said(self, pictures, shape, form)
    }
}

/// Weights of layers that mindgap knows, in whatever normalisation.
impl Asked for NetworkClassifier {
    fn said(
        &self,
        pictures: &[&[u8]],
        _: Shape,
        (form, _): (&InputForm, Target),
    ) -> Result<Vec<Vec<f32>>, BackendError> {
        let channels = self.config().shape.channels;
        let asked = self
            .clone()
            .normalised_by(form.scale.normalisation(channels));
        let (logits, _) = asked.logits_and_probabilities(pictures.iter().copied(), &device())?;
        let classes = self.config().classes.len().max(1);
        Ok(logits.chunks_exact(classes).map(<[f32]>::to_vec).collect())
    }
}

/// Why there is nothing to try, or no result.
#[derive(Debug, Error)]
pub enum TrialError {
    /// The model failed at every form.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// It has another number of outputs than the set has classes.
    #[error("it gives {found} numbers for a picture, and {set} has {wanted} classes")]
    Outputs {
        /// How many it gives.
        found: usize,
        /// The set.
        set: String,
        /// Its classes.
        wanted: usize,
    },
    /// Its input has another shape.
    #[error("its input does not fit the pictures of {0}")]
    Input(String),
    /// Somebody stopped it.
    #[error("stopped before it was known how the model wants its pictures")]
    Stopped,
}

/// Means and standard deviations that people standardise a set's pictures by: its own, to four digits, and for colours
/// those that are copied from script to script: CIFAR-10's as they were once worked out (deviations of single pictures
/// averaged), and ImageNet's.
pub fn standards(train: &Split) -> Vec<Scale> {
    let own = Normalisation::of(train);
    let digits = |values: &[f32]| {
        let rounded = values.iter().map(|value| (value * 1e4).round() / 1e4);
        rounded.collect::<Vec<f32>>()
    };
    let mut standards = vec![Scale::Standardised {
        mean: digits(&own.mean),
        std: digits(&own.std),
    }];
    if train.dataset().shape().channels == 3 {
        for (mean, std) in [
            ([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]),
            ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ] {
            standards.push(Scale::Standardised {
                mean: mean.to_vec(),
                std: std.to_vec(),
            });
        }
    }
    standards
}

/// Tries forms on pictures of a set's training part; the best comes first. Those that read about as well as the best
/// are tried on more pictures. `watch` is asked after each whether to go on.
///
/// # Errors
/// When the model fails at all of them, has other outputs than the set has classes, or `watch` says stop.
pub fn try_forms(
    model: &impl Asked,
    forms: &[(InputForm, Target)],
    (set, split): (&str, &Split),
    (order, mut watch): (Option<&[u8]>, impl FnMut() -> ControlFlow<()>),
) -> Result<Vec<FormTrial>, TrialError> {
    let first = split.first(FIRST.min(split.len()));
    let first = first.as_ref().unwrap_or(split);
    let is_usual = |form: &&(InputForm, Target)| !form.0.inverted && !form.0.transposed;
    let (usual, unusual): (Vec<_>, Vec<_>) = forms.iter().partition(is_usual);
    let mut trials: Vec<FormTrial> = Vec::new();
    let mut failed = None;
    for round in [usual, unusual] {
        for form in round {
            match attempt(model, form, (set, first), order) {
                Ok(trial) => trials.push(trial),
                Err(TrialError::Backend(error)) => failed = Some(error),
                Err(error) => return Err(error),
            }
            if watch().is_break() {
                return Err(TrialError::Stopped);
            }
        }
        if trials.iter().any(|trial| trial.accuracy() >= READS) {
            break;
        }
    }
    best_first(&mut trials);
    let Some(best) = trials.first().map(FormTrial::accuracy) else {
        return Err(match failed {
            Some(error) => error.into(),
            None => TrialError::Input(set.to_owned()),
        });
    };
    let more = split.first(THEN.min(split.len()));
    let more = more.as_ref().unwrap_or(split);
    let near = trials.iter().take(GO_ON);
    let near = near
        .take_while(|trial| trial.accuracy() >= best - NEAR)
        .count();
    for trial in trials.iter_mut().take(near) {
        let form = (trial.form.clone(), trial.target);
        // The order that a few pictures speak for is the one that many are read by.
        *trial = attempt(model, &form, (set, more), Some(&trial.order))?;
        if watch().is_break() {
            return Err(TrialError::Stopped);
        }
    }
    if let Some(near) = trials.get_mut(..near) {
        best_first(near);
    }
    Ok(trials)
}

/// Those that read more correctly come first; of those within a point, the ones with less loss.
fn best_first(trials: &mut [FormTrial]) {
    let most = trials.iter().map(FormTrial::accuracy).fold(0.0, f64::max);
    trials.sort_by(|a, b| {
        let far = |trial: &FormTrial| trial.accuracy() < most - 0.01;
        let by_class = far(a).cmp(&far(b));
        let by_loss = a.loss.total_cmp(&b.loss);
        let by_accuracy = b.accuracy().total_cmp(&a.accuracy());
        by_class.then(match far(a) {
            true => by_accuracy,
            false => by_loss,
        })
    });
}

fn attempt(
    model: &impl Asked,
    (form, target): &(InputForm, Target),
    (set, split): (&str, &Split),
    order: Option<&[u8]>,
) -> Result<FormTrial, TrialError> {
    let shape = split.dataset().shape();
    let classes = split.dataset().classes().len();
    let pictures: Vec<&[u8]> = (0..split.len()).map(|at| split.picture(at)).collect();
    let labels: Vec<u8> = (0..split.len()).map(|at| split.label(at)).collect();
    let said = model.said(&pictures, shape, (form, *target))?;
    let found = said.first().map_or(0, Vec::len);
    if found != classes {
        return Err(TrialError::Outputs {
            found,
            set: set.to_owned(),
            wanted: classes,
        });
    }
    let outputs = OutputKind::of(said.iter().map(Vec::as_slice));
    let usual: Vec<u8> = (0..=u8::MAX).take(classes).collect();
    let order = match order {
        Some(order) => order.to_vec(),
        None => other_order(&said, &labels, classes).unwrap_or(usual),
    };
    let (mut correct, mut loss) = (0, 0.0);
    for (row, &label) in said.iter().zip(&labels) {
        let mut logits = vec![f32::NEG_INFINITY; classes];
        let mut ordered = row.clone();
        outputs.make_logits(&mut ordered);
        for (&logit, &class) in ordered.iter().zip(&order) {
            logits
                .get_mut(usize::from(class))
                .into_iter()
                .for_each(|place| *place = logit);
        }
        correct += usize::from(argmax(&logits).0 == label);
        loss += cross_entropy(&logits, label);
    }
    Ok(FormTrial {
        form: form.clone(),
        target: *target,
        order,
        outputs,
        n: labels.len(),
        correct,
        loss: loss / labels.len().max(1) as f64,
    })
}

/// The order of the classes that outputs speak for, where it is not the usual one: each output answers mostly for one
/// class, each for another, and so answers are right that otherwise are not.
fn other_order(said: &[Vec<f32>], labels: &[u8], classes: usize) -> Option<Vec<u8>> {
    let mut counts = vec![vec![0usize; classes]; classes];
    for (row, &label) in said.iter().zip(labels) {
        let output = counts.get_mut(usize::from(argmax(row).0))?;
        *output.get_mut(usize::from(label))? += 1;
    }
    let usual: usize = (0..classes).map(|class| counts[class][class]).sum();
    let mut order = Vec::with_capacity(classes);
    let mut reordered = 0;
    for output in &counts {
        let best = output.iter().zip(0u8..).max_by_key(|(count, _)| **count);
        let (&count, class) = best.filter(|(count, _)| **count > 0)?;
        reordered += count;
        if order.contains(&class) {
            return None;
        }
        order.push(class);
    }
    let n = labels.len().max(1) as f64;
    let is_clear = reordered as f64 / n >= READS && (usual as f64 / n) < 0.5;
    is_clear.then_some(order)
}

/// Minus the logarithm of the probability of the true class, in nats.
fn cross_entropy(logits: &[f32], label: u8) -> f64 {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits
        .iter()
        .map(|logit| f64::from(logit - most).exp())
        .sum();
    let own = logits.get(usize::from(label)).copied().unwrap_or(most);
    match own.is_finite() {
        true => sum.ln() - f64::from(own - most),
        false => f64::INFINITY,
    }
}
