//! mindgap: a terminal tutorial runner that stops people from being fooled by 99 % on MNIST.
//!
//! The rooms of the house, in the order in which data flows; a room imports only rooms above it:
//!
//! - [`base`]: what every room may use: whole files, clocks, numbers by language, text safe for terminals
//! - [`words`]: what the interface says, in the learner's language
//! - [`picture`]: a picture in memory, and how a digit becomes an MNIST digit
//! - [`dataset`]: labelled pictures, where they come from, and subsets of them
//! - [`shift`]: what the world does to a picture, by name and severity
//! - [`kernel`]: what is computed most, made fast on a processor: the fused operations of training
//! - [`model`]: an architecture as data, the burn network that it describes, checkpoints
//! - [`train`]: from a recipe to a run: the loop, its events, the trainer, the run store
//! - [`eval`]: accuracy with its interval, on named slices
//! - [`pack`]: what an instructor writes, read and checked
//! - [`lesson`]: the walk through a lesson, a pure state machine
//! - [`progress`]: what is remembered of learners
//! - [`engine`]: carries out what a walk orders, under every shell
//! - [`report`]: documents: what a learner did, and the model card of a run
//! - [`tui`]: the full-screen shell
//! - [`plain`]: the line-by-line shell
//! - [`web`]: the phone as camera and as pen, over HTTP
//! - [`workshop`]: lessons for a class over SSH
//! - [`cluster`]: the same workshop over several hosts, on NATS JetStream
//! - [`cli`]: a file a command

pub mod base;
pub mod cli;
pub mod cluster;
pub mod dataset;
pub mod engine;
pub mod eval;
pub mod lesson;
pub mod model;
pub mod pack;
pub mod picture;
pub mod plain;
pub mod progress;
pub mod report;
pub mod shift;
pub mod train;
pub mod tui;
pub mod web;
pub mod words;
pub mod workshop;

pub use mindgap_kernel as kernel;
