//! What lies over a screen; a file a layer, and the stack of them.

mod fault;
mod help;
mod notebook;
mod peek;
mod stack;
mod steps;

pub use notebook::Wish;
pub(super) use stack::{Answer, Layers};
