//! The packs that were installed: a folder with a folder a pack.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::archive::{self, ArchiveError};
use super::diagnosis::Diagnoses;
use super::load::Pack;
use super::material::Stock;
use super::scaffold::is_name;
use crate::base::closest;
use crate::base::file::cure;
use crate::base::unused;
use crate::words::Lang;

/// How the folder of an installation begins that is going on.
const UNFINISHED: &str = ".unfinished-";
/// An installation that has not touched its folder for so long was killed.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Why a pack cannot be installed, found or removed.
#[derive(Debug, Error)]
pub enum InstalledError {
    /// The archive is of no use.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The pack has errors.
    #[error("it cannot be played: {0}")]
    Broken(Diagnoses),
    /// There is one already.
    #[error("there is a pack called {0} already")]
    Taken(String),
    /// There is no such pack.
    #[error("there is no folder and no installed pack called {name}; {hint}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        hint: String,
    },
    /// The folder of packs cannot be read or written.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The folder of installed packs.
pub struct Installed {
    folder: PathBuf,
}

impl Installed {
    /// The packs below this folder, which need not be there yet.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The names of all packs, sorted.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, InstalledError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(self.failed(source)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| is_name(name)).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The folder of the pack of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(&self, name: &str) -> Result<PathBuf, InstalledError> {
        let names = self.names()?;
        if names.iter().any(|known| known == name) {
            return Ok(self.folder.join(name));
        }
        let close = closest(name, names.iter().map(String::as_str));
        let hint = match (close, names.is_empty()) {
            (Some(close), _) => format!("did you mean {close}?"),
            (None, false) => format!("there are {}", names.join(", ")),
            (None, true) => "none was installed yet: mindgap pack install FILE".to_owned(),
        };
        Err(InstalledError::Unknown {
            name: name.to_owned(),
            hint,
        })
    }

    /// Installs an archive; the pack's name. Either all of it is there afterwards, or nothing has changed.
    ///
    /// # Errors
    /// When the archive is damaged or dangerous, its pack has errors, or there is one of its name and it
    /// is not to be replaced.
    pub fn install(
        &self,
        archive: &Path,
        stock: &Stock,
        replace: bool,
    ) -> Result<String, InstalledError> {
        fs::create_dir_all(&self.folder).map_err(|source| self.failed(source))?;
        unused::remove_idle(&self.folder, ABANDONED, |name| name.starts_with(UNFINISHED));
        let unfinished = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(&self.folder)
            .map_err(|source| self.failed(source))?;
        let fresh = unfinished.path().join("pack");
        fs::create_dir(&fresh).map_err(|source| self.failed(source))?;
        archive::unpack(archive, &fresh)?;
        let diagnoses = Pack::examine(&fresh, stock.clone());
        if diagnoses.has_errors() {
            return Err(InstalledError::Broken(diagnoses));
        }
        let opened = Pack::open(&fresh, stock.clone(), Lang::default());
        let name = opened
            .map_err(|error| InstalledError::Broken(error.diagnoses))?
            .file
            .name;
        let place = self.folder.join(&name);
        if place.exists() {
            if !replace {
                return Err(InstalledError::Taken(name));
            }
            let old = unfinished.path().join("old");
            fs::rename(&place, &old).map_err(|source| self.failed(source))?;
            if let Err(source) = fs::rename(&fresh, &place) {
                // The old one is better than none.
                fs::rename(&old, &place).map_err(|source| self.failed(source))?;
                return Err(self.failed(source));
            }
            return Ok(name);
        }
        fs::rename(&fresh, &place).map_err(|source| self.failed(source))?;
        Ok(name)
    }

    /// Takes a pack away.
    ///
    /// # Errors
    /// When there is none of this name, or it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), InstalledError> {
        let folder = self.find(name)?;
        fs::remove_dir_all(&folder).map_err(|source| InstalledError::Folder {
            path: folder,
            source,
        })
    }

    fn failed(&self, source: io::Error) -> InstalledError {
        InstalledError::Folder {
            path: self.folder.clone(),
            source,
        }
    }
}
