//! Labelled pictures: the sets that ship, where they come from, and subsets of them.
//!
//! A [`Library`] opens the sets that its [`Catalogue`] lists, each at most once. A [`Dataset`] holds
//! pictures as bytes; a [`Split`] is a view of some of them, without copies; a [`Selector`] names
//! one in lessons and commands.

pub mod catalogue;
mod error;
mod labelled;
mod library;
mod read;
mod selector;
mod split;

pub use catalogue::Catalogue;
pub use error::DataError;
pub use labelled::{Dataset, Inputs, Shape};
pub use library::{Finding, Library};
pub use selector::Selector;
pub use split::Split;

/// SHA-256 as 64 hexadecimal digits.
fn hex(digest: impl AsRef<[u8]>) -> String {
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
