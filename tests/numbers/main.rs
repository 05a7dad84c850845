//! What is computed: kernels, training, augmentation, every metric by its definition.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

#[path = "../common/mod.rs"]
mod common;

mod activations;
mod attack;
mod augment;
mod dense;
mod evaluation;
mod finetune;
mod groups;
mod kernel;
mod robustness;
mod saliency;
mod training;
