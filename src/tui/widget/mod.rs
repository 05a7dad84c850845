//! The parts that screens are made of; a file a widget.

pub mod bar;
pub mod chart;
pub mod facts;
pub(crate) mod field;
pub mod gallery;
pub mod guess;
pub mod markdown;
pub mod picture;
pub mod probabilities;
