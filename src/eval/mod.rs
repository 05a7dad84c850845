//! How well a classifier does: accuracy with its interval, on named slices of data.

pub mod evaluation;
pub mod interval;
pub mod slice;
pub mod text;

pub use evaluation::{EvalError, Evaluation, Prediction, check_fit, evaluate, worst_first};
pub use interval::{Interval, wilson};
pub use slice::{SliceError, SliceSpec};
