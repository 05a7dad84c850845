//! What an instructor writes: a folder with `pack.yaml` and lessons, read, checked and explained.
//!
//! `schema` is the format as types, `load` reads it, `check` finds what types cannot.

mod album;
pub mod archive;
mod bare_photo;
mod beside;
pub(crate) mod check;
pub(crate) mod diagnosis;
mod document;
mod fit;
mod form;
mod inside;
pub mod installed;
mod lesson_file;
pub(crate) mod load;
mod material;
mod misread;
mod notes;
mod plain_file;
mod reading;
pub mod reference;
pub mod scaffold;
pub(crate) mod schema;
mod shared;
mod shorten;
mod source_map;
pub mod text;
mod traps;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use album::Album;
pub use diagnosis::{Diagnoses, Diagnosis, Severity};
pub use form::{ParseError, parse};
pub use load::Pack;
pub use material::Stock;
pub use schema::*;

/// Why a pack cannot be played: everything that is wrong with it.
#[derive(Debug, Error)]
#[error("{}{diagnoses}", folder.as_ref().map_or(String::new(), |folder| format!("{}/", folder.display())))]
pub struct PackError {
    /// The pack's folder, if it is in one.
    folder: Option<PathBuf>,
    /// What is wrong.
    pub diagnoses: Diagnoses,
}

impl PackError {
    fn new(diagnoses: Diagnoses) -> Self {
        let folder = None;
        Self { folder, diagnoses }
    }

    fn below(self, folder: &Path) -> Self {
        let folder = Some(folder.to_owned());
        Self { folder, ..self }
    }
}
