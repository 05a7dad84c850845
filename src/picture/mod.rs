//! A picture in memory (the image crate's types): how it is opened and cleaned up, how ink becomes an
//! MNIST digit, and how pen strokes and the characters of a typeface become ink; and what stands for a picture where
//! there are no pixels: characters and words.

pub mod cleanup;
pub mod dial;
pub mod glyph;
pub(crate) mod jpeg;
pub mod looks;
mod mnistify;
pub mod pen;
mod photo;
pub mod ramp;
mod sheet;
mod squash;

pub use cleanup::Cleanup;
use mnistify::BOX;
pub use mnistify::{SIDE, mnistify};
pub use photo::{OpenError, Photo, open, open_bytes, open_from};
pub use sheet::sheet;
pub use squash::squash;
