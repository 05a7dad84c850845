//! What the world does to a picture: corruptions by name, family and severity.
//!
//! A [`Corruption`] is an entry of the registry, a [`Shift`] is what a lesson or a command writes (a
//! name and a severity), and [`alter`] puts every picture of a split through a list of them. An
//! [`Augmentation`] is what pictures are put through while a network learns from them ([`Mix`] says
//! what is mixed in, `augmenter` does it). What each corruption does is in a file a family: `mnist_c`,
//! `further`, `paper`.

mod alter;
mod augment;
mod augmenter;
mod blur;
mod canny;
mod canvas;
mod corruption;
mod further;
mod line;
mod mix;
mod mnist_c;
mod paper;
mod plasma;
mod registry;
mod transform;
mod warp;

pub use alter::{alter, alter_watched};
pub use augment::Augmentation;
pub(crate) use augmenter::Augmenter;
pub use canvas::Canvas;
pub use corruption::{Corruption, Family, Severity};
pub use mix::Mix;
pub use paper::{camera, filled, page};
pub use registry::{Shift, ShiftError, find, registry};

/// Raised whenever a corruption is changed, so that no figure that was measured before counts as
/// today's.
pub const VERSION: u32 = 3;
