//! What was found at a path: pictures and labels that become the parts of a set, and how each is opened.

use std::path::PathBuf;

use super::error::ImportError;
use super::filled::{self, Filled};
use super::folder::Folder;
use super::groups;
use super::idx::Idx;
use super::npy::Npy;
use super::parquet::Parquet;
use super::request::Request;
use super::sheet::Sheet;
use super::stream::Stream;
use super::table::Table;
use super::typefaces::Typefaces;
use crate::dataset::GroupRows;

/// Pictures and labels that become one part of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The part's name behind the set's; none where the set has but one.
    pub(crate) part: Option<String>,
    pub(crate) files: Files,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Files {
    Idx {
        pictures: PathBuf,
        labels: PathBuf,
    },
    Npy {
        pictures: PathBuf,
        labels: PathBuf,
    },
    Table(PathBuf),
    /// The files of one part, one after the other.
    Parquet(Vec<PathBuf>),
    Folder(PathBuf),
    Sheet(PathBuf),
    Filled(Vec<PathBuf>),
    Typefaces(PathBuf, Vec<PathBuf>),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What the files are, in words.
    pub(crate) kind: &'static str,
    pub(crate) sources: Vec<Source>,
    /// The classes, where folders or a file beside the pictures name them.
    pub(crate) classes: Option<Vec<String>>,
    /// Whether it is laid out as MNIST-C's authors publish it.
    pub(crate) mnist_c: bool,
    /// Whether rows and columns are exchanged in it.
    pub(crate) is_transposed: bool,
    /// What was decided that nobody asked for.
    pub(crate) told: Vec<String>,
    /// Files and folders of operating systems that were passed over so far.
    pub(crate) left_out: usize,
}

impl Found {
    pub(super) fn new(kind: &'static str, sources: Vec<Source>) -> Self {
        Self {
            kind,
            sources,
            classes: None,
            mnist_c: false,
            is_transposed: false,
            told: Vec::new(),
            left_out: 0,
        }
    }

    pub(super) fn one(kind: &'static str, files: Files) -> Self {
        Self::new(kind, vec![Source { part: None, files }])
    }
}

impl Source {
    pub(super) fn of(part: &str, files: Files) -> Self {
        Self {
            part: Some(part.to_owned()),
            files,
        }
    }

    /// Begins to read it.
    pub(crate) fn open(
        &self,
        request: &Request,
        classes: Option<&[String]>,
    ) -> Result<Box<dyn Stream>, ImportError> {
        let limits = &request.limits;
        Ok(match &self.files {
            Files::Idx { pictures, labels } => Box::new(Idx::open(pictures, labels, request)?),
            Files::Npy { pictures, labels } => Box::new(Npy::open(pictures, labels, request)?),
            Files::Table(path) => Box::new(Table::open(path, request, classes)?),
            Files::Parquet(files) => Box::new(Parquet::open(files, request)?),
            Files::Folder(path) => {
                Box::new(Folder::open(path, classes.unwrap_or_default(), request)?)
            }
            Files::Typefaces(folder, faces) => Box::new(Typefaces::open(faces, folder, limits)?),
            Files::Filled(photos) => {
                let named = classes.unwrap_or_default().to_vec();
                let labels = filled::labels(&request.path, None, Some(&named))?;
                Box::new(Filled::open(photos, &request.path, labels, limits)?)
            }
            Files::Sheet(path) => Box::new(Sheet::open(path, request, classes)?),
        })
    }

    /// Which of its `n` pictures belong together, where a file beside them says so.
    pub(crate) fn groups(&self, n: usize) -> Result<Vec<GroupRows>, ImportError> {
        match &self.files {
            Files::Idx { pictures, .. } | Files::Npy { pictures, .. } => {
                groups::beside(pictures, n)
            }
            Files::Table(_)
            | Files::Parquet(_)
            | Files::Folder(_)
            | Files::Sheet(_)
            | Files::Filled(_)
            | Files::Typefaces(..) => Ok(Vec::new()),
        }
    }
}
