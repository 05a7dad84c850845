//! The walk through a lesson: a pure state machine, without clock, threads, files or screen.
//!
//! A shell tells it what the learner does ([`Action`]) and what the world reports ([`News`]); it
//! answers with [`Order`]s and can be asked at any time what there is to see. A test walks a whole
//! lesson in microseconds. What a kind of step adds is in `step`, a file a kind.

mod around;
pub(crate) mod block;
pub mod calibration;
pub mod clock;
pub(crate) mod control;
mod course;
pub(crate) mod detail;
pub mod drawing;
mod explained;
mod figures;
pub(crate) mod gate;
mod given;
mod glimpse;
pub mod guess;
pub(crate) mod handed_in;
pub(crate) mod heard;
pub(crate) mod inside;
pub(crate) mod intervals;
pub(crate) mod knobs;
pub(crate) mod measuring;
pub mod phone;
mod photo;
pub mod results;
pub(crate) mod robustness;
pub(crate) mod saved;
pub mod seen;
mod specimens;
pub mod spread;
pub(crate) mod stage;
mod stand_in;
pub mod step;
pub(crate) mod talk;
pub mod tell;
pub(crate) mod tool;
pub mod vote;
pub(crate) mod walk;

pub use block::{Block, Picture};
pub use calibration::{Calibration, calibration, calibration_of};
pub use control::Reading;
pub use detail::Detail;
pub use drawing::{Drawing, Pen};
pub use gate::{Answered, Gate};
pub use given::Given;
pub use guess::{Guess, Outcome, Said};
pub use handed_in::{Cutout, HandedIn};
pub use heard::Heard;
pub use measuring::Measuring;
pub use saved::{Saved, trained_elsewhere, wanted_before};
pub use specimens::{Specimens, SpecimensOf};
pub use spread::NamedSpread;
pub use stage::Stage;
pub use stand_in::StandIn;
pub use step::{Can, StepState};
pub use talk::{Action, KeptDigit, News, Note, Order, Report, Ticket, Work};
pub use tool::Tool;
pub use walk::Walk;
