//! What a learner has done in one step, and what is known of it; a file a kind of step.

pub(crate) mod ask;
pub(crate) mod can;
pub(crate) mod card;
pub(crate) mod compare;
pub(crate) mod dial;
pub(crate) mod draw;
pub(crate) mod exercise;
pub(crate) mod inspect;
mod kind;
pub(crate) mod label;
pub(crate) mod on_paper;
pub(crate) mod photo;
pub(crate) mod reveal;
mod run_views;
pub(crate) mod say;
pub(crate) mod solve;
mod state;
pub(crate) mod sweep;
pub(crate) mod train;
mod tried;
pub(crate) mod written;

pub use ask::{AskState, Off, what_counts, wrong};
pub use can::Can;
pub use card::CardState;
pub use compare::CompareState;
pub use dial::DialState;
pub use draw::DrawState;
pub use exercise::ExerciseState;
pub use inspect::InspectState;

pub use label::{LabelState, Read, misread};
pub use on_paper::OnPaper;
pub use photo::PhotoState;
pub use reveal::RevealState;
pub use run_views::RunViews;
pub use say::SayState;
pub use solve::SolveState;
pub use state::StepState;
pub use sweep::SweepState;
pub use train::{TrainState, stands_in};
pub use tried::Try;
pub use written::Written;

pub use super::photo::{PhotoSource, Seen, SeenDigit, SeenStage};
