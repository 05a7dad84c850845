//! Labelled pictures: the built-in sets and a user's own, where they come from, and views of parts of
//! them.
//!
//! Read in this order: [`Dataset`], [`Split`] (a view of some of its pictures), [`Selector`]
//! (how a lesson names pictures), [`Library`] (opens what is named), [`Catalogue`] (what there is,
//! and its origin). `format/` turns shipped files into pictures; [`import`] brings a user's own data
//! into the form of shipped ones.

mod apart;
mod catalogue;
mod error;
pub mod export;
mod files;
mod finding;
mod format;
mod handwriting;
pub mod import;
mod labelled;
mod library;
mod live;
mod parcel;
mod parting;
mod picture_index;
mod provenance;
mod selector;
mod shape;
mod shelf;
mod side;
mod sketch;
mod sketch_tree;
mod sources;
mod split;
mod verify;

pub use catalogue::{Catalogue, File, Format, GroupRows, Part, Set};
pub use error::DataError;
pub use finding::{Finding, VerifyProgress};
pub use labelled::Dataset;
pub(crate) use labelled::{Groups, Pictures, begin_digest, hex};
pub use library::Library;
pub use live::{LiveDigit, LiveDigits};
pub use parcel::{Parcel, ParcelError, Parcels};
pub use picture_index::{Duplicate, PictureIndex};
pub use provenance::{Inputs, NoInputs, Provenance};
pub use selector::{CLASS, Selector};
pub use shape::{NoShape, Shape};
pub use side::Side;
pub use split::Split;
