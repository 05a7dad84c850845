//! From a recipe to a run: the loop, its events, pause and stop, the bounded pool of workers, and
//! the store in which runs outlive the program.
//!
//! [`experiment`] says what to do, [`epoch_loop`] does it with a [`learner`], [`event`] tells about it,
//! [`store`] remembers it, and [`trainer`] is the one door for everybody who wants a run.

mod adam;
mod batches;
pub mod control;
pub mod epoch_loop;
mod error;
pub mod event;
pub mod experiment;
pub mod learner;
mod random;
mod run_id;
pub mod store;
pub mod story;
pub mod trainer;
mod turns;

pub use control::Control;
pub use error::{Known, NameProblem, TrainError};
pub use event::{Answer, CurvePoint, Ending, EpochRecord, Event, Glance, Progress, Start, Status};
pub use experiment::{DataChoice, Experiment, Optimizer, Recipe};
pub use learner::{BatchScore, Learner};
pub use run_id::{NoRunId, RunId};
pub use store::{RunRecord, RunStore};
pub use story::{State, Story};
pub use trainer::{RUNS_AT_ONCE, RunHandle, Trainer};
