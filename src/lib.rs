//! mindgap: a terminal tutorial runner that stops people from being fooled by 99 % on MNIST.
//!
//! The rooms of the house, in the order in which data flows; a room imports only rooms above it:
//!
//! - [`picture`]: a picture in memory, and how a digit becomes an MNIST digit
//! - [`dataset`]: labelled pictures, where they come from, and subsets of them

pub mod dataset;
pub mod picture;
