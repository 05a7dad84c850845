//! Documents about what was measured: what a learner did ([`gather`]: a headline, what they said, what it was, their
//! runs with curves, what they drew, what they would tell their boss), and the model card of a run ([`card`]).
//! [`markdown`] and [`html`] write either.

mod bars;
pub mod card;
mod chart;
pub mod class;
mod escape;
mod front_matter;
mod gather;
pub mod handout;
mod headline;
pub mod html;
pub mod markdown;
mod mistakes;
mod part;
mod pictured;
mod sentence;
mod slices;
mod told;

pub use gather::gather;
pub use mistakes::MistakeFinder;
pub use part::{Bar, Bars, Headline, Part, Table};
pub use sentence::{WrittenCard, written};
