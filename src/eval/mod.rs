//! How well a classifier does, on named slices of data, and what its confidence is worth.
//!
//! Read in this order: `slice` (which pictures), `evaluation` (every answer to them, and the
//! accuracy with its `interval`), [`logits`] (all that the model said), and what follows from these:
//! [`confusion`] (which class is taken for which), [`calibration`] (whether confidence is what it
//! claims; temperature), `selective` (refusing where not sure), `conformal` (sets instead of one
//! answer), [`bootstrap`] (whether one run is better than another), `holm` (on several slices at once). [`saliency`] asks which pixels an
//! answer depends on, [`attack`] changes pictures so that the network errs, [`familiarity`] whether a picture looks like anything that was learned from.

pub mod attack;
pub mod bootstrap;
pub mod calibration;
pub(crate) mod conformal;
pub mod confusion;
mod derivative;
mod error;
pub(crate) mod evaluation;
pub mod familiarity;
pub(crate) mod groups;
mod holm;
pub(crate) mod interval;
pub mod logits;
pub mod saliency;
pub(crate) mod selective;
pub(crate) mod slice;

pub use attack::{Attack, NoAttack};
pub use bootstrap::{Difference, compare};
pub use calibration::{Reliability, Temperature, fit_temperature, reliability};
pub use conformal::{Conformal, SetMetrics};
pub use confusion::Confusion;
pub use error::MetricError;
pub use evaluation::{EvalError, Evaluation, Prediction, check_fit, evaluate, worst_first};
pub use familiarity::Familiarity;
pub use groups::{GroupMetrics, by_group};
pub use holm::holm;
pub use interval::{Interval, Proportion, wilson};
pub use logits::{Logits, softmax};
pub use selective::{OperatingPoint, RiskCoverage};
pub use slice::{SliceError, SliceSpec, check_dial};
