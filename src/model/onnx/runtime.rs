//! A model's graph, run by rten: numbers in, a row of numbers for each picture out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rten::{DataType, Model, ModelOptions, NodeId, Value, ValueType};

use super::file::OnnxFile;
use super::problem::ContentProblem;
use crate::model::backend::BackendError;

/// A model that was loaded.
#[derive(Clone)]
pub(super) struct Runtime {
    model: Arc<Model>,
    input: NodeId,
    /// The outputs that hold floats, in their order.
    outputs: Vec<NodeId>,
    /// What its input is made of.
    kind: DataType,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.model.fmt(f)
    }
}

/// What comes out of a model: a row for each picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) values: Vec<f32>,
    /// The numbers of a row.
    pub(super) width: usize,
}

impl Runtime {
    /// Loads a model.
    ///
    /// # Errors
    /// When it holds an operator that rten does not know, or is damaged.
    pub(super) fn load(file: &OnnxFile) -> Result<Self, ContentProblem> {
        let load = || ModelOptions::with_all_ops().load(file.bytes.clone());
        // A hostile file may find what nobody thought of.
        let model = match catch_unwind(AssertUnwindSafe(load)) {
            Ok(Ok(model)) => model,
            Ok(Err(error)) => return Err(problem(&error.to_string())),
            Err(_) => {
                let why = "the runtime gave up on it".to_owned();
                return Err(ContentProblem::Runtime(why));
            }
        };
        let kind = |&id: &NodeId| model.node_info(id).and_then(|node| node.dtype());
        let is_float =
            |id: &NodeId| matches!(kind(id), None | Some(ValueType::Tensor(DataType::Float)));
        let outputs: Vec<NodeId> = model
            .output_ids()
            .iter()
            .copied()
            .filter(is_float)
            .collect();
        let Some(&input) = model.input_ids().first() else {
            return Err(ContentProblem::NoGraph);
        };
        if outputs.is_empty() {
            let names = model
                .output_ids()
                .iter()
                .filter_map(|&id| model.node_info(id));
            let names: Vec<&str> = names.filter_map(|node| node.name()).collect();
            return Err(ContentProblem::Outputs(names.join(", ")));
        }
        Ok(Self {
            input,
            outputs,
            kind: match kind(&input) {
                Some(ValueType::Tensor(kind)) => kind,
                _ => DataType::Float,
            },
            model: Arc::new(model),
        })
    }

    /// What it says of `n` pictures, whose numbers have this shape (batch first).
    ///
    /// # Errors
    /// When it fails at them, or gives no row for each.
    pub(super) fn run(
        &self,
        values: Vec<f32>,
        shape: &[usize],
        n: usize,
    ) -> Result<Rows, BackendError> {
        let value = self.value(values, shape)?;
        let run = || {
            self.model
                .run(vec![(self.input, value.into())], &self.outputs, None)
        };
        let results = match catch_unwind(AssertUnwindSafe(run)) {
            Ok(results) => results.map_err(|error| BackendError::Foreign(error.to_string()))?,
            Err(_) => return Err(BackendError::Foreign("the runtime gave up".to_owned())),
        };
        let mut rows = results.into_iter().filter_map(|value| rows(value, n));
        rows.next().ok_or_else(|| {
            BackendError::Foreign(format!(
                "it gave no row of numbers for each of {n} pictures"
            ))
        })
    }

    /// Whether it reads whole numbers, which are on the scale of bytes.
    pub(super) fn reads_whole(&self) -> bool {
        self.kind != DataType::Float
    }

    /// Numbers as a tensor of the kind that the model reads.
    fn value(&self, values: Vec<f32>, shape: &[usize]) -> Result<Value, BackendError> {
        let failed = |error: &dyn std::error::Error| BackendError::Foreign(error.to_string());
        let whole = values.iter().map(|value| value.round());
        match self.kind {
            DataType::UInt8 => {
                let bytes: Vec<u8> = whole.map(|value| value as u8).collect();
                Value::from_shape(shape, bytes).map_err(|error| failed(&error))
            }
            DataType::Int8 => {
                let bytes: Vec<i8> = whole.map(|value| value as i8).collect();
                Value::from_shape(shape, bytes).map_err(|error| failed(&error))
            }
            DataType::Int32 => {
                let whole: Vec<i32> = whole.map(|value| value as i32).collect();
                Value::from_shape(shape, whole).map_err(|error| failed(&error))
            }
            _ => Value::from_shape(shape, values).map_err(|error| failed(&error)),
        }
    }
}

/// A value as a row of at least two numbers for each of so many pictures, if it is that.
fn rows(value: Value, n: usize) -> Option<Rows> {
    let tensor = value.into_tensor::<f32>()?;
    let values: Vec<f32> = tensor.into_data();
    let width = values.len().checked_div(n)?;
    (width >= 2 && width * n == values.len()).then_some(Rows { values, width })
}

/// What is wrong with a model that is not loaded.
fn problem(error: &str) -> ContentProblem {
    ContentProblem::Runtime(error.to_owned())
}
