//! How well a classifier does, on named slices of data, and what its confidence is worth.
//!
//! Read in this order: `slice` (which pictures), `evaluation` (every answer to them, and the
//! accuracy with its `interval`), [`logits`] (all that the model said), and what follows from these:
//! [`confusion`] (which class is taken for which), [`calibration`] (whether confidence is what it
//! claims; temperature), `selective` (refusing where not sure), `conformal` (sets instead of one
//! answer), [`bootstrap`] (whether one run is better than another), `spread` (whether one recipe is, over
//! its seeds), `holm` (on several slices at once), `looks` (what choosing on a test set does to the best).
//! [`samples`] shows what an interval is. [`saliency`] asks which pixels an answer depends on, [`activations`]
//! what the layers make of them,
//! [`attack`] changes pictures so that the network errs, [`familiarity`] whether a picture looks like anything that was learned from.
//!
//! What a robustness kit has, each explained in `docs/robustness.md`: [`ood`] (telling other pictures from
//! one's own), [`corruption_error`] (against a baseline), [`effective`] (against the line of other runs), [`lowest`] (the
//! worst class or group), [`guarantee`] (a threshold with a bound), [`label_shift`] (other shares of the
//! classes). [`validation`] holds what is fitted before any slice is met, [`attack_curve`] the budgets that lessons show.

pub mod activations;
pub mod attack;
pub mod attack_curve;
pub mod bootstrap;
pub mod calibration;
mod clusters;
pub(crate) mod conformal;
pub mod confusion;
pub mod corruption_error;
mod derivative;
pub mod effective;
pub mod ensemble;
mod error;
pub(crate) mod evaluation;
pub mod familiarity;
pub(crate) mod groups;
pub mod guarantee;
mod holm;
pub(crate) mod interval;
pub mod label_shift;
pub mod logits;
mod looks;
pub mod lowest;
pub mod ood;
mod people;
mod resample;
pub mod saliency;
pub mod samples;
pub(crate) mod selective;
pub(crate) mod slice;
mod spread;
mod student;
pub mod trial;
pub mod validation;

pub use attack::{Attack, NoAttack};
pub use bootstrap::{Difference, compare};
pub use calibration::{Reliability, Temperature, fit_temperature, reliability};
pub(crate) use clusters::FEWEST_GROUPS;
pub use clusters::{Clustered, clustered};
pub use conformal::{Conformal, SetMetrics};
pub use confusion::Confusion;
pub use ensemble::ensemble;
pub use error::MetricError;
pub use evaluation::{
    EvalError, Evaluation, Prediction, check_fit, check_shape, evaluate, worst_first,
};
pub use familiarity::Familiarity;
pub use groups::{GroupMetrics, by_group, spread};
pub use holm::holm;
pub use interval::{Interval, Proportion, difference_of, wilson};
pub use logits::{Logits, right, softmax};
pub use looks::{Looks, optimism};
pub use people::{People, Score};
pub use selective::{OperatingPoint, RiskCoverage};
pub use slice::{SliceError, SliceSpec, check_dial};
pub use spread::{RestsOn, Spread, SpreadDifference, compare_spreads};
pub use validation::{RunCalibration, ValidationCalibration};
