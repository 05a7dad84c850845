//! ONNX: somebody's model, from its file to its answers; and a network as a file that other programs run.
//!
//! Read in this order: `file` (the file, checked and made whole), `classic` (scikit-learn's operators as plain
//! ones), `trees` (its forests), [`form`] (how a model wants its pictures), `runtime` (the graph, run by rten),
//! `answers` (model, form and classes together, as used to answer); and, the other way, [`mod@write`].

mod answers;
mod classic;
mod file;
pub mod form;
mod graph;
mod plain;
mod problem;
mod runtime;
mod trees;
pub mod write;

pub use answers::{OnnxClassifier, OnnxModel, OutputKind};
pub use file::{OnnxError, OnnxFile};
pub use form::{Fit, InputForm, Layout, NoForm, Scale, Stated, Target};
pub use problem::ContentProblem;
