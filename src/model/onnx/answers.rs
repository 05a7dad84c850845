//! A model with the form of its inputs and the meaning of its outputs: what answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::file::OnnxFile;
use super::form::{Fit, InputForm, Layout, Scale, Stated, Target};
use super::problem::ContentProblem;
use super::runtime::{Rows, Runtime};
use crate::dataset::Shape;
use crate::model::architecture::Depth;
use crate::model::backend::BackendError;

/// Pictures that are asked about at once: enough to keep all threads busy, and little memory even for wide layers.
const BATCH: usize = 64;

/// The least probability that counts: below it, the logarithm of a rounded 0 is no number.
const LEAST: f32 = 1e-12;

/// What a model gives for a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputKind {
    /// Any numbers, the largest of which is the answer; softmax makes probabilities of them. Logarithms of
    /// probabilities are logits too.
    Logits,
    /// Probabilities, which add up to 1.
    Probabilities,
    /// Numbers from 0 to 1 that do not add up to 1, as of a sigmoid for each class: divided by their sum.
    Independent,
}

/// A model that was loaded, before it is known how it wants its pictures.
#[derive(Debug, Clone)]
pub struct OnnxModel {
    runtime: Runtime,
    input: Option<Vec<Option<usize>>>,
    depth: Option<Depth>,
}

/// An ONNX model that reads pictures as bytes and answers with probabilities.
#[derive(Debug, Clone)]
pub struct OnnxClassifier {
    model: OnnxModel,
    form: InputForm,
    target: Target,
    shape: Shape,
    classes: Arc<[String]>,
    /// The class of each output.
    order: Arc<[u8]>,
    outputs: OutputKind,
}

impl OnnxModel {
    /// Loads a model.
    ///
    /// # Errors
    /// When it holds an operator that cannot be run, or is damaged.
    pub fn load(file: &OnnxFile) -> Result<Self, ContentProblem> {
        Ok(Self {
            runtime: Runtime::load(file)?,
            input: file.input.clone(),
            depth: depth(&file.operators),
        })
    }

    /// Each form in which it could want pictures of this shape, as far as its input says, with the size that it
    /// reads then; `standards` are means and deviations that people use for such pictures.
    pub fn forms(
        &self,
        shape: Shape,
        standards: &[Scale],
        stated: &Stated,
    ) -> Vec<(InputForm, Target)> {
        let scales = match self.runtime.reads_whole() {
            true => vec![Scale::Bytes],
            false => stated.scales(standards),
        };
        let mut forms = Vec::new();
        for (layout, target, fit) in self.layouts(shape) {
            for transposed in [false, true] {
                if transposed && target.width != target.height {
                    continue;
                }
                for scale in &scales {
                    for inverted in [false, true] {
                        let form = InputForm {
                            layout,
                            scale: scale.clone(),
                            inverted,
                            transposed,
                            fit,
                        };
                        if stated.allows(&form) {
                            forms.push((form, target));
                        }
                    }
                }
            }
        }
        forms
    }

    /// Orders of numbers and sizes that fit the model's input.
    fn layouts(&self, shape: Shape) -> Vec<(Layout, Target, Fit)> {
        let sides = self.input.as_deref();
        let own = [None; 4];
        let sized = |width: Option<usize>, height: Option<usize>, channels: Option<usize>| {
            let target = Target {
                width: width.unwrap_or(shape.width),
                height: height.unwrap_or(shape.height),
                channels: channels.unwrap_or(shape.channels),
            };
            let fits = match (target.width, target.height) {
                (width, height) if (width, height) == (shape.width, shape.height) => {
                    vec![Fit::Same]
                }
                (width, height) if width >= shape.width && height >= shape.height => {
                    vec![Fit::Padded, Fit::Resized]
                }
                _ => vec![Fit::Resized],
            };
            let is_picture = matches!(target.channels, 1 | 3) && target.numbers() <= 1 << 20;
            let fits = fits.into_iter().filter(move |_| is_picture);
            fits.map(move |fit| (target, fit))
        };
        let mut found = Vec::new();
        let mut add = |layout, targets: &mut dyn Iterator<Item = (Target, Fit)>| {
            found.extend(targets.map(|(target, fit)| (layout, target, fit)));
        };
        match sides {
            Some(&[_, _, _, _]) | None => {
                let [_, a, b, c] = match sides {
                    Some(&[batch, a, b, c]) => [batch, a, b, c],
                    _ => own,
                };
                add(Layout::Nchw, &mut sized(c, b, a));
                add(Layout::Nhwc, &mut sized(b, a, c));
            }
            _ => {}
        }
        match sides {
            Some(&[_, height, width]) if shape.channels == 1 => {
                add(Layout::Nhw, &mut sized(width, height, Some(1)));
            }
            Some(&[_, numbers]) => {
                let numbers = numbers.unwrap_or(shape.pixels());
                for channels in [1, 3] {
                    let side = (numbers / channels).isqrt();
                    let (width, height) = match numbers == shape.pixels() {
                        true if channels != shape.channels => continue,
                        true => (shape.width, shape.height),
                        false if side * side * channels == numbers => (side, side),
                        false => continue,
                    };
                    let flat = || sized(Some(width), Some(height), Some(channels));
                    add(Layout::Flat, &mut flat());
                    if channels > 1 {
                        add(Layout::FlatPlanes, &mut flat());
                    }
                }
            }
            _ => {}
        }
        found
    }

    /// How many pictures it takes at once, if that is fixed.
    fn batch(&self) -> Option<usize> {
        self.input.as_ref()?.first().copied().flatten()
    }

    /// What it says of pictures in this form: all rows.
    fn rows(
        &self,
        pictures: &[&[u8]],
        (form, target, shape): (&InputForm, Target, Shape),
    ) -> Result<Rows, BackendError> {
        let fixed = self.batch();
        let mut all = Rows {
            values: Vec::new(),
            width: 0,
        };
        for pictures in pictures.chunks(fixed.unwrap_or(BATCH)) {
            let n = fixed.unwrap_or(pictures.len());
            let mut values = Vec::with_capacity(n * target.numbers());
            for picture in pictures {
                form.append(picture, shape, target, &mut values);
            }
            // What takes so many at once gets so many; what is said of the rest is left.
            values.resize(n * target.numbers(), 0.0);
            let Target {
                width,
                height,
                channels,
            } = target;
            let sizes = match form.layout {
                Layout::Nchw => vec![n, channels, height, width],
                Layout::Nhwc => vec![n, height, width, channels],
                Layout::Nhw => vec![n, height, width],
                Layout::Flat | Layout::FlatPlanes => vec![n, target.numbers()],
            };
            let rows = self.runtime.run(values, &sizes, n)?;
            let said = rows.values.len().min(rows.width * pictures.len());
            all.values.extend_from_slice(&rows.values[..said]);
            all.width = rows.width;
        }
        Ok(all)
    }

    /// What it says of pictures in a form, as a table.
    ///
    /// # Errors
    /// When it fails at them.
    pub fn said(
        &self,
        pictures: &[&[u8]],
        shape: Shape,
        (form, target): (&InputForm, Target),
    ) -> Result<Vec<Vec<f32>>, BackendError> {
        let rows = self.rows(pictures, (form, target, shape))?;
        let width = rows.width.max(1);
        Ok(rows
            .values
            .chunks_exact(width)
            .map(<[f32]>::to_vec)
            .collect())
    }
}

impl OutputKind {
    /// What rows look like.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a [f32]>) -> Self {
        let mut kind = Self::Probabilities;
        for row in rows {
            let sum: f32 = row.iter().sum();
            let is_share = row.iter().all(|value| (-1e-6..=1.0 + 1e-4).contains(value));
            kind = match (is_share, kind) {
                (false, _) | (_, Self::Logits) => Self::Logits,
                (true, Self::Probabilities) if (sum - 1.0).abs() <= 1e-3 => Self::Probabilities,
                _ => Self::Independent,
            };
        }
        kind
    }

    /// Makes logits of a row: what softmax makes into its probabilities.
    pub fn make_logits(self, row: &mut [f32]) {
        if self != Self::Logits {
            let sum: f32 = row.iter().map(|value| value.max(0.0)).sum();
            for value in row {
                *value = (value.max(0.0) / sum.max(LEAST)).max(LEAST).ln();
            }
        }
    }
}

/// Operators beside layers with weights in graphs that are nothing but convolutions and linear layers.
const WITHOUT_LAYERS: [&str; 36] = [
    "Add",
    "AveragePool",
    "BatchNormalization",
    "Cast",
    "Clip",
    "Concat",
    "Constant",
    "Div",
    "Dropout",
    "Elu",
    "Erf",
    "Flatten",
    "Gelu",
    "GlobalAveragePool",
    "HardSwish",
    "Identity",
    "LeakyRelu",
    "LogSoftmax",
    "MaxPool",
    "Mul",
    "Pad",
    "PRelu",
    "ReduceMean",
    "Relu",
    "Reshape",
    "Selu",
    "Shape",
    "Sigmoid",
    "Slice",
    "Softmax",
    "Softplus",
    "Squeeze",
    "Sub",
    "Tanh",
    "Transpose",
    "Unsqueeze",
];

/// The hidden layers, counted in operators; none of a graph that is something else than convolutions and linear layers.
fn depth(operators: &[(String, usize)]) -> Option<Depth> {
    let mut depth = Depth::default();
    for (name, n) in operators {
        match name.as_str() {
            "Conv" => depth.convolutions += n,
            "Gemm" | "MatMul" => depth.linear += n,
            other if WITHOUT_LAYERS.contains(&other) => {}
            _ => return None,
        }
    }
    // The last linear layer is the output layer; without one, a convolution is.
    match (depth.linear, depth.convolutions) {
        (0, 0) => return None,
        (0, _) => depth.convolutions -= 1,
        _ => depth.linear -= 1,
    }
    Some(depth)
}

impl OnnxClassifier {
    /// Its hidden layers, as [`Depth`] counts them; none where its graph is something else than convolutions and linear
    /// layers.
    pub fn depth(&self) -> Option<Depth> {
        self.model.depth
    }

    /// A model that answers in this form; `order` has the class of each output.
    pub fn new(
        model: OnnxModel,
        (form, target): (InputForm, Target),
        shape: Shape,
        classes: Vec<String>,
        (order, outputs): (Vec<u8>, OutputKind),
    ) -> Self {
        Self {
            model,
            form,
            target,
            shape,
            classes: classes.into(),
            order: order.into(),
            outputs,
        }
    }

    /// The shape of the pictures that it reads.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The names of its classes, in the order of the logits.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The logits `[batch, classes]`, one row after the other, and the probabilities that they lead to.
    ///
    /// # Errors
    /// When the model fails at the pictures, or its answers are not finite numbers.
    pub fn logits_and_probabilities<'a>(
        &self,
        pictures: impl ExactSizeIterator<Item = &'a [u8]>,
    ) -> Result<(Vec<f32>, Vec<Vec<f32>>), BackendError> {
        let pictures: Vec<&[u8]> = pictures.collect();
        let rows = self
            .model
            .rows(&pictures, (&self.form, self.target, self.shape))?;
        let classes = self.classes.len();
        if rows.width != self.order.len() && !pictures.is_empty() {
            let (width, wanted) = (rows.width, self.order.len());
            let error = format!("it gave {width} numbers for a picture, and not {wanted}");
            return Err(BackendError::Foreign(error));
        }
        let mut logits = Vec::with_capacity(pictures.len() * classes);
        let mut probabilities = Vec::with_capacity(pictures.len());
        for said in rows.values.chunks_exact(rows.width.max(1)) {
            let mut row = vec![0.0; classes];
            for (&value, &class) in said.iter().zip(&*self.order) {
                row.get_mut(usize::from(class))
                    .into_iter()
                    .for_each(|place| *place = value);
            }
            self.outputs.make_logits(&mut row);
            if !row.iter().all(|value| value.is_finite()) {
                return Err(BackendError::NotFinite);
            }
            probabilities.push(softmax(&row));
            logits.extend(row);
        }
        Ok((logits, probabilities))
    }
}

/// Probabilities of logits.
fn softmax(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
