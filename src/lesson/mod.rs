//! The walk through a lesson: a pure state machine, without clock, threads, files or screen.
//!
//! A shell tells it what the learner does ([`Action`]) and what the world reports ([`News`]); it
//! answers with [`Order`]s and can be asked at any time what there is to see. A test walks a whole
//! lesson in microseconds. What a kind of step adds is in `step`, a file a kind.

pub mod calibration;
pub mod clock;
pub mod drawing;
pub mod guess;
pub mod measuring;
pub mod step;
pub mod talk;
pub mod tell;
pub mod walk;

pub use calibration::{Calibration, calibration};
pub use drawing::{Drawing, Pen};
pub use guess::{Guess, Outcome, Said};
pub use measuring::Measuring;
pub use step::{Can, Question, Stage, StepState};
pub use talk::{Action, News, Note, Order, Report, Ticket, Work};
pub use walk::{Saved, Walk};
