//! Runs a classifier over a slice and says how well it did.

use std::ops::{ControlFlow, Range};

use burn::tensor::Device;
use serde::Serialize;
use thiserror::Error;

use super::calibration::Judged;
use super::clusters::{Clustered, clustered};
use super::error::MetricError;
use super::interval::{Interval, wilson};
use super::logits::Logits;
use super::slice::SliceSpec;
use crate::dataset::{Inputs, Split};
use crate::model::classifier::{EVALUATION_BATCH, argmax};
use crate::model::{BackendError, Classifier};
use crate::train::Overlap;

/// What a model said of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Prediction {
    /// The picture's place in the slice.
    pub index: usize,
    /// The true class.
    pub label: u8,
    /// The most probable class.
    pub answer: u8,
    /// The probability of the answer, 0..1: the model's confidence.
    pub confidence: f32,
}

impl Prediction {
    /// Whether the answer is the true class.
    pub fn is_correct(&self) -> bool {
        self.answer == self.label
    }
}

/// How a model did on a slice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The slice's name.
    pub slice: String,
    /// What learners read instead of it.
    #[serde(skip)]
    pub title: String,
    /// What a reader should know about these pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Real, rendered, simulated, or attacked.
    pub inputs: Inputs,
    /// Digest of the slice's pictures and labels, hexadecimal SHA-256.
    pub digest: String,
    /// Pictures.
    pub n: usize,
    /// Right answers.
    pub correct: usize,
    /// Share of right answers, 0..1; 0 for an empty slice.
    pub accuracy: f64,
    /// Its 95 % interval: Wilson's, or the one over groups where that is wider.
    pub interval: Interval,
    /// Where the pictures come in groups (writers, families of typefaces): the interval over these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clustered: Option<Clustered>,
    /// Mean confidence over all answers, 0..1.
    pub mean_confidence: f64,
    /// Mean confidence over the wrong answers; none where all were right.
    pub mean_confidence_wrong: Option<f64>,
    /// Each answer, in the slice's order.
    #[serde(skip)]
    pub predictions: Vec<Prediction>,
    /// All that the model said, a row for each answer: the logits before softmax.
    #[serde(skip)]
    pub logits: Logits,
    /// Places among the answers: wrong ones first, the most confident of them in front; then right ones, the
    /// least confident in front.
    #[serde(skip)]
    pub worst_first: Vec<usize>,
    /// The pictures.
    #[serde(skip)]
    pub pictures: Split,
    /// How many of them the run has seen before, where somebody looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Overlap>,
}

impl Evaluation {
    /// Confidence of each answer and whether it is right, in the slice's order.
    pub fn judged(&self) -> Vec<Judged> {
        let predictions = self.predictions.iter();
        predictions
            .map(|prediction| (f64::from(prediction.confidence), prediction.is_correct()))
            .collect()
    }

    /// Whether the model has a class for every picture; else it has one for none of them, see [`check_fit`].
    pub fn knows_classes(&self) -> bool {
        self.pictures.dataset().classes().len() == self.logits.classes()
    }

    /// Whether each answer is right, in the slice's order.
    pub fn correct_ones(&self) -> Vec<bool> {
        self.predictions
            .iter()
            .map(Prediction::is_correct)
            .collect()
    }

    /// The group of each picture, where it has one, and whether it was read correctly.
    pub fn by_group(&self) -> impl Iterator<Item = (Option<&str>, bool)> {
        by_group(&self.predictions, &self.pictures)
    }

    /// The true classes, in the slice's order.
    pub fn labels(&self) -> Vec<u8> {
        let predictions = self.predictions.iter();
        predictions.map(|prediction| prediction.label).collect()
    }
}

/// Why a slice could not be measured.
#[derive(Debug, Error)]
pub enum EvalError {
    /// The pictures have another shape than the model reads.
    #[error(
        "{slice}: its pictures are {found}, but the model reads {wanted}; choose a slice of the same kind of pictures"
    )]
    Shape {
        /// The slice.
        slice: String,
        /// The pictures' shape.
        found: String,
        /// The model's.
        wanted: String,
    },
    /// The classes mean something else.
    #[error(
        "{slice}: its classes are {found}, but the model knows {wanted}; choose a slice with the same classes"
    )]
    Classes {
        /// The slice.
        slice: String,
        /// The pictures' classes.
        found: String,
        /// The model's.
        wanted: String,
    },
    /// The backend failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// It gave logits of which nothing can be worked out.
    #[error(transparent)]
    Logits(#[from] MetricError),
    /// Somebody stopped it.
    #[error("stopped before the slice was measured")]
    Stopped,
}

/// Measures a classifier on a slice. `progress` hears how many pictures are done and may stop it. Where the
/// slice is under attack, the pictures are changed here, against this classifier, and are those of the
/// evaluation.
///
/// # Errors
/// When pictures and model do not fit, the backend fails, or `progress` says stop.
pub fn evaluate(
    classifier: &Classifier,
    spec: &SliceSpec,
    split: &Split,
    device: &Device,
    progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Evaluation, EvalError> {
    check_fit(classifier, spec, split)?;
    let mut attacked = Vec::new();
    let change = |places: Range<usize>| {
        let Some(attack) = spec.attack else {
            return Ok(None);
        };
        let pictures: Vec<&[u8]> = places.clone().map(|at| split.picture(at)).collect();
        let labels: Vec<u8> = places.clone().map(|at| split.label(at)).collect();
        let origins = split.origins().skip(places.start).take(places.len());
        let origins = (spec.seed, &*origins.collect::<Vec<u32>>());
        let changed = attack.on(classifier, &pictures, &labels, origins, device)?;
        attacked.extend_from_slice(&changed);
        Ok(Some(changed))
    };
    let (logits, answers) = answered(classifier, split, device, change, progress)?;
    let answers = answers.into_iter().enumerate();
    let predictions = answers.map(|(index, (answer, confidence))| Prediction {
        index,
        label: split.label(index),
        answer,
        confidence,
    });
    let predictions = predictions.collect();
    let split = match spec.attack {
        Some(attack) => &split.attacked(&attack.to_string(), attacked),
        None => split,
    };
    Ok(summary(spec, split, predictions, logits))
}

/// What a classifier says of pictures, whatever these show, batch by batch: all logits, and of each picture the most
/// probable class with its probability. `change` gives the bytes that are shown in the place of those of a batch, if
/// there are others. `progress` hears how many pictures are done and may stop it.
///
/// # Errors
/// Those of `change`, when the backend fails, or `progress` says stop.
pub(super) fn answered(
    classifier: &Classifier,
    split: &Split,
    device: &Device,
    mut change: impl FnMut(Range<usize>) -> Result<Option<Vec<u8>>, EvalError>,
    mut progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<(Logits, Vec<(u8, f32)>), EvalError> {
    let classes = classifier.classes().len();
    let size = split.dataset().shape().pixels();
    let mut values = Vec::with_capacity(split.len() * classes);
    let mut answers = Vec::with_capacity(split.len());
    for first in (0..split.len()).step_by(EVALUATION_BATCH) {
        let until = (first + EVALUATION_BATCH).min(split.len());
        let changed = change(first..until)?;
        let pictures: Vec<&[u8]> = match &changed {
            Some(changed) => changed.chunks_exact(size).collect(),
            None => (first..until).map(|at| split.picture(at)).collect(),
        };
        let (logits, probabilities) =
            classifier.logits_and_probabilities(pictures.into_iter(), device)?;
        values.extend(logits);
        answers.extend(probabilities.iter().map(|row| argmax(row)));
        if progress(until).is_break() {
            return Err(EvalError::Stopped);
        }
    }
    Ok((Logits::new(classes, values)?, answers))
}

/// Whether a classifier can read a slice's pictures, whatever these show.
///
/// # Errors
/// When they have another shape.
pub fn check_shape(
    classifier: &Classifier,
    spec: &SliceSpec,
    split: &Split,
) -> Result<(), EvalError> {
    let (found, wanted) = (split.dataset().shape(), classifier.shape());
    match found == wanted {
        true => Ok(()),
        false => Err(EvalError::Shape {
            slice: spec.name.clone(),
            found: found.to_string(),
            wanted: wanted.to_string(),
        }),
    }
}

/// Whether a classifier can read a slice's pictures and answer with its classes, or with none of them:
/// a slice may show nothing but classes that follow those of the classifier, and every answer is wrong.
///
/// # Errors
/// Says what does not fit.
pub fn check_fit(
    classifier: &Classifier,
    spec: &SliceSpec,
    split: &Split,
) -> Result<(), EvalError> {
    let dataset = split.dataset();
    check_shape(classifier, spec, split)?;
    let classes = classifier.classes();
    let known = classes.len();
    let is_known = dataset.classes() == classes;
    let is_unknown = dataset.classes().starts_with(classes)
        && (0..split.len()).all(|at| usize::from(split.label(at)) >= known);
    // An attack leads away from the true class, which has to be one of the network's.
    if !is_known && (!is_unknown || spec.attack.is_some()) {
        return Err(EvalError::Classes {
            slice: spec.name.clone(),
            found: dataset.classes().join(", "),
            wanted: classes.join(", "),
        });
    }
    Ok(())
}

fn summary(
    spec: &SliceSpec,
    split: &Split,
    predictions: Vec<Prediction>,
    logits: Logits,
) -> Evaluation {
    let n = predictions.len();
    let (right, wrong): (Vec<&Prediction>, Vec<&Prediction>) =
        predictions.iter().partition(|p| p.is_correct());
    let correct = right.len();
    let clustered = clustered(n, by_group(&predictions, split));
    let over_pictures = wilson(correct, n);
    Evaluation {
        slice: spec.name.clone(),
        title: spec.title().to_owned(),
        note: spec.note.clone(),
        inputs: split.dataset().inputs(),
        digest: split.digest(),
        n,
        correct,
        accuracy: if n == 0 {
            0.0
        } else {
            correct as f64 / n as f64
        },
        interval: clustered.map_or(over_pictures, |over| over.interval.wider(over_pictures)),
        clustered,
        mean_confidence: mean_confidence(predictions.iter()).unwrap_or(0.0),
        mean_confidence_wrong: mean_confidence(wrong.into_iter()),
        worst_first: worst_first(&predictions),
        predictions,
        logits,
        pictures: split.clone(),
        overlap: None,
    }
}

fn by_group<'a>(
    predictions: &'a [Prediction],
    pictures: &'a Split,
) -> impl Iterator<Item = (Option<&'a str>, bool)> {
    let answers = predictions.iter();
    answers.map(|prediction| (pictures.group(prediction.index), prediction.is_correct()))
}

/// The places of the answers, the worst first: see [`Evaluation::worst_first`].
pub fn worst_first(predictions: &[Prediction]) -> Vec<usize> {
    let key = |at: &usize| {
        let prediction = &predictions[*at];
        let right = prediction.is_correct();
        let confidence = prediction.confidence;
        (right, if right { confidence } else { -confidence })
    };
    let mut places: Vec<usize> = (0..predictions.len()).collect();
    places.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    places
}

fn mean_confidence<'a>(predictions: impl Iterator<Item = &'a Prediction>) -> Option<f64> {
    let (sum, n) = predictions.fold((0.0, 0u32), |(sum, n), p| {
        (sum + f64::from(p.confidence), n + 1)
    });
    (n > 0).then(|| sum / f64::from(n))
}
