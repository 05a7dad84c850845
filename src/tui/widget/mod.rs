//! The parts that screens are made of; a file a widget.

pub(crate) mod axis;
pub(crate) mod bar;
pub(crate) mod chart;
pub(crate) mod facts;
pub(crate) mod field;
pub(crate) mod gallery;
pub mod guess;
mod in_text;
pub mod markdown;
pub(crate) mod name;
pub mod picture;
pub(crate) mod probabilities;
pub(crate) mod run_row;
pub(crate) mod signed;
pub(crate) mod specimens;
