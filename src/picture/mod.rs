//! A picture in memory (the image crate's types): how ink becomes an MNIST digit, and how pen
//! strokes and the characters of a typeface become ink.

pub mod dial;
pub mod glyph;
mod mnistify;
pub mod pen;
mod sheet;
mod squash;

pub use mnistify::{BOX, SIDE, mnistify};
pub use sheet::sheet;
pub use squash::squash;
