//! A picture in memory (the image crate's types): how it is opened and cleaned up, how ink becomes an
//! MNIST digit, and how pen strokes and the characters of a typeface become ink; and what stands for a picture where
//! there are no pixels: characters and words.

mod bare;
pub mod cleanup;
pub mod dial;
pub mod form;
pub mod glyph;
pub(crate) mod ground;
pub(crate) mod jpeg;
pub mod looks;
mod mnistify;
pub mod pen;
mod photo;
pub mod ramp;
mod sheet;
mod squash;
mod thin;

pub use bare::bare;
pub use cleanup::Cleanup;
pub(crate) use mnistify::BOX;
pub use mnistify::{SIDE, is_in_mnist_form, mnistify};
pub(crate) use photo::is_heic;
pub use photo::{FORMATS, OpenError, Photo, open, open_bytes, open_from};
pub use sheet::sheet;
pub use squash::{squash, squash_in_colours};
pub use thin::is_held_by_thin_strokes;
