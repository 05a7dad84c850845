//! From a recipe to a run: the loop, its events, pause and stop, the bounded pool of workers, and
//! the store in which runs outlive the program.
//!
//! `experiment` says what to do, `beginning` which weights it begins with, `epoch_loop` does it with a `trainable`, `event` tells about it,
//! `store` remembers it as a `record` (and a model that was [`brought`] as another), `export` gives it to others, and `trainer` is the one door for everybody who wants a run.

mod adam;
mod batches;
mod beginning;
pub mod brought;
mod bundle;
mod carrier;
pub(crate) mod control;
mod cross_entropy;
mod dense;
mod divergence;
pub(crate) mod epoch_loop;
mod error;
pub(crate) mod event;
pub(crate) mod experiment;
mod export;
mod group;
mod learned;
mod looks;
mod overlap;
mod random;
pub(crate) mod record;
mod run_id;
pub(crate) mod run_view;
pub(crate) mod store;
mod take_in;
pub(crate) mod trainable;
pub(crate) mod trainer;
mod turns;

pub use carrier::{Carrier, Task};
pub use control::Next;
pub use error::{Known, NameProblem, ParentProblem, RecordProblem, TrainError};
pub use event::{
    Answer, CurvePoint, Divergence, Ending, EpochRecord, Event, Glance, Start, Status, StepMetrics,
};
pub use experiment::{DataChoice, Experiment, Optimizer, Recipe};
pub use export::{Exported, Form, Measured};
pub use group::{Group, seeds};
pub use learned::Learned;
pub use looks::Looked;
pub use overlap::{Overlap, SeenPictures};
pub use record::{Origin, RunRecord};
pub use run_id::{NoRunId, RunId};
pub use run_view::{RunView, State};
pub use store::{RunStore, Runs};
pub use trainable::{BatchScore, TrainableClassifier};
pub use trainer::{Load, RUNS_AT_ONCE, RunHandle, Trainer, replayed};
