//! What the world does to a picture: corruptions by name, family and severity.
//!
//! A [`Corruption`] is an entry of the registry, a [`Shift`] is what a lesson or a command writes (a
//! name and a severity), and [`alter`] puts every picture of a split through a list of them. An
//! [`Augmentation`] is what a network learns from pictures through (`mix` holds what it mixes in). What each corruption does is in a
//! file a family: `mnist_c`, `further`, `paper`.

mod alter;
mod augment;
mod blur;
mod canny;
mod canvas;
mod further;
mod line;
mod mix;
mod mnist_c;
mod paper;
mod plasma;
mod published;
mod registry;
mod warp;

pub use alter::{alter, alter_watched};
pub use augment::Augmentation;
pub use canvas::Canvas;
pub(crate) use mix::Augmenter;
pub use mix::Mix;
pub use paper::camera;
pub use published::{CAVEAT, published};
pub use registry::{Corruption, Family, Severity, Shift, ShiftError, find, registry};

/// Raised whenever a corruption is changed, so that no figure that was measured before counts as
/// today's.
pub const VERSION: u32 = 2;
