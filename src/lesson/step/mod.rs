//! What a learner has done in one step, and what is known of it; a file a kind of step.

pub mod ask;
pub mod can;
pub mod card;
pub mod compare;
pub mod dial;
pub mod draw;
pub mod inspect;
mod kind;
pub mod label;
pub mod photo;
pub mod reveal;
pub mod say;
pub mod solve;
mod state;
pub mod sweep;
pub mod train;

pub use ask::AskState;
pub use can::Can;
pub use card::CardState;
pub use compare::CompareState;
pub use dial::DialState;
pub use draw::{DrawState, Written};
pub use inspect::InspectState;
pub use kind::Records;
pub use label::{LabelState, Read};
pub use photo::PhotoState;
pub use reveal::RevealState;
pub use say::SayState;
pub use solve::SolveState;
pub use state::StepState;
pub use sweep::SweepState;
pub use train::TrainState;

pub use super::photo::{PhotoSource, Seen, SeenDigit, SeenStage};
