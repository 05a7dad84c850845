//! What lies over a screen; a file a layer, and the stack of them.

mod fault;
mod help;
mod peek;
mod phone;
mod run_list;
mod stack;
mod steps;

pub use run_list::Wish;
pub(super) use stack::{Layers, Response};
