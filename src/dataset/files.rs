//! Where the bytes of data files are: inside the program, or in a folder.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use super::DataError;

/// A release build carries the files inside itself; a debug build reads them from the checkout.
#[derive(RustEmbed)]
#[folder = "data/"]
struct BuiltIn;

/// A source of files, named by their paths below `data/`, or below the folder of imported sets.
#[derive(Debug, Clone)]
pub(super) enum Files {
    BuiltIn,
    Folder(PathBuf),
    Imported(PathBuf),
}

impl Files {
    /// A file's content.
    pub(super) fn read(&self, path: &str) -> Result<Cow<'static, [u8]>, DataError> {
        let missing = || DataError::Missing {
            path: self.locate(path),
            remedy: self.remedy(path),
        };
        match self {
            Self::BuiltIn => Ok(BuiltIn::get(path).ok_or_else(missing)?.data),
            Self::Folder(_) | Self::Imported(_) => match fs::read(self.locate(path)) {
                Ok(bytes) => Ok(bytes.into()),
                Err(why) if why.kind() == io::ErrorKind::NotFound => Err(missing()),
                Err(why) => Err(DataError::Unreadable {
                    path: self.locate(path),
                    why,
                }),
            },
        }
    }

    /// What a message calls a file.
    pub(super) fn locate(&self, path: &str) -> PathBuf {
        match self {
            Self::BuiltIn => Path::new("data").join(path),
            Self::Folder(folder) | Self::Imported(folder) => folder.join(path),
        }
    }

    /// The error that a file's content is wrong.
    pub(super) fn damaged(&self, path: &str, why: impl ToString) -> DataError {
        DataError::Damaged {
            path: self.locate(path),
            why: why.to_string(),
            remedy: self.remedy(path),
        }
    }

    /// What a user can do about a file that is missing or damaged.
    pub(super) fn remedy(&self, path: &str) -> String {
        match self {
            Self::BuiltIn | Self::Folder(_) => {
                "restore it from a fresh checkout, or reinstall mindgap".to_owned()
            }
            Self::Imported(_) => {
                let set = path.split('/').next().unwrap_or_default();
                format!("remove it with `mindgap data remove {set}` and import it again")
            }
        }
    }

    /// The paths of all files that are there and begin with `below` (a folder's name and a slash, or
    /// nothing), sorted.
    pub(super) fn list(&self, below: &str) -> Result<Vec<String>, DataError> {
        let mut paths: Vec<String> = match self {
            Self::BuiltIn => {
                let paths = BuiltIn::iter().map(Cow::into_owned);
                paths.filter(|path| path.starts_with(below)).collect()
            }
            Self::Folder(folder) | Self::Imported(folder) => {
                let mut paths = Vec::new();
                list_folder(&folder.join(below), below, &mut paths)?;
                paths
            }
        };
        paths.sort_unstable();
        Ok(paths)
    }
}

/// Adds the files below a folder, as paths that begin with `prefix`.
fn list_folder(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<(), DataError> {
    let unreadable = |why| DataError::Unreadable {
        path: folder.to_owned(),
        why,
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type().map_err(unreadable)?.is_dir() {
            true => list_folder(&entry.path(), &format!("{name}/"), paths)?,
            false => paths.push(name),
        }
    }
    Ok(())
}
