//! Writes data as MNIST's own files: `train-images-idx3-ubyte.gz` and so on, a pair for each part, which
//! [`super::import`] and everybody else's programs read. Colours are a fourth dimension, the last.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::format::idx::{COLOURS, LABELS, PICTURES, pack};
use super::{DataError, Library, Part};
use crate::base::file::write_to_hand_on;

/// Why data could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The data could not be had.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A file is there already.
    #[error("{}: it exists already; choose another folder, or remove it first", .0.display())]
    Exists(PathBuf),
    /// A file or folder could not be written.
    #[error("{}: {source}; choose another folder", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What was written of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The part's name.
    pub part: String,
    /// How many pictures it has.
    pub count: usize,
    /// Its files: pictures, labels, and where they are known the groups, a line a picture.
    pub files: Vec<PathBuf>,
}

/// The files of a part, behind what their names begin with: pictures, labels, and where they are known the groups.
const FILES: [&str; 3] = ["images-idx3-ubyte.gz", "labels-idx1-ubyte.gz", "groups.txt"];

/// What the names of a part's files begin with: `train-`, `t10k-` as MNIST calls a test part, or its own name.
pub(crate) fn stem(part: &str) -> String {
    match part.split_once('/') {
        Some((_, "test")) => "t10k-".to_owned(),
        Some((_, name)) => format!("{name}-"),
        None => String::new(),
    }
}

/// The set that a part belongs to.
pub(crate) fn set_of(part: &str) -> &str {
    part.split_once('/').map_or(part, |(set, _)| set)
}

impl Library {
    /// Writes all parts of a set, or one part, into a folder, which is made if it is missing.
    ///
    /// # Errors
    /// When there is no such data, a file exists already, or the folder cannot be written.
    pub fn export(&self, name: &str, folder: &Path) -> Result<Vec<Written>, ExportError> {
        let mut sets = self.catalogue().sets.iter();
        let parts: Vec<&Part> = match sets.find(|set| set.name == name) {
            Some(set) => set.parts.iter().collect(),
            None => vec![self.find(name)?.1],
        };
        for part in &parts {
            let files = FILES.map(|file| folder.join(format!("{}{file}", stem(&part.name))));
            if let Some(there) = files.into_iter().find(|file| file.exists()) {
                return Err(ExportError::Exists(there));
            }
        }
        fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
        let parts = parts.iter();
        parts
            .map(|part| self.write_part(&part.name, folder))
            .collect()
    }

    fn write_part(&self, name: &str, folder: &Path) -> Result<Written, ExportError> {
        let dataset = self.open(name)?;
        let shape = dataset.shape();
        let mut files = Vec::new();
        let mut write = |file: &str, bytes: io::Result<Vec<u8>>| {
            let path = folder.join(format!("{}{file}", stem(name)));
            let written = bytes.and_then(|bytes| write_to_hand_on(&path, &bytes));
            written.map_err(|source| unwritable(&path, source))?;
            files.push(path);
            Ok::<(), ExportError>(())
        };
        let (magic, sizes) = match shape.channels {
            1 => (PICTURES, vec![dataset.len(), shape.height, shape.width]),
            channels => (
                COLOURS,
                vec![dataset.len(), shape.height, shape.width, channels],
            ),
        };
        let [images, labels, groups_of] = FILES;
        write(images, pack(magic, &sizes, dataset.pixels()))?;
        write(labels, pack(LABELS, &[dataset.len()], dataset.labels()))?;
        let groups = (0..dataset.len()).map(|index| dataset.group(index));
        if let Some(groups) = groups.collect::<Option<Vec<&str>>>() {
            write(groups_of, Ok((groups.join("\n") + "\n").into_bytes()))?;
        }
        Ok(Written {
            part: name.to_owned(),
            count: dataset.len(),
            files,
        })
    }
}

fn unwritable(path: &Path, source: io::Error) -> ExportError {
    ExportError::Unwritable {
        path: path.to_owned(),
        source,
    }
}
