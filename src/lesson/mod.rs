//! The walk through a lesson: a pure state machine, without clock, threads, files or screen.
//!
//! A shell tells it what the learner does ([`Action`]) and what the world reports ([`News`]); it
//! answers with [`Order`]s and can be asked at any time what there is to see. A test walks a whole
//! lesson in microseconds.

pub mod step;
pub mod walk;

pub use step::{Guess, Stage, StepState};
pub use walk::{Action, News, Note, Order, Saved, Walk};
