//! Files that are there whole or not at all: written beside their place, then renamed.

#[cfg(unix)]
use std::fs::Permissions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A file that is being written beside its place. Dropped before it is finished, it is gone.
pub struct Unfinished {
    file: NamedTempFile,
    path: PathBuf,
}

impl Unfinished {
    /// Begins what is to stand at this path.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        // Readable by whoever may read other files of this user; temporary ones are their owner's only.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(Permissions::from_mode(0o666));
        }
        Self::beside(path, &builder)
    }

    fn beside(path: &Path, builder: &Builder<'_, '_>) -> io::Result<Self> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        Ok(Self {
            file: builder.tempfile_in(folder.unwrap_or(Path::new(".")))?,
            path: path.to_owned(),
        })
    }

    /// Puts it in its place, also instead of a file that is there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(self.path)?;
        Ok(())
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a file, also in the place of one that is there, so that no reader and no killed process ever
/// sees half of it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Unfinished::begin(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Writes a file that must not be there yet and that only its owner may read, whole or not at all.
///
/// # Errors
/// When it is there, or the folder cannot be written.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = Unfinished::beside(path, &Builder::new())?;
    unfinished.write_all(bytes)?;
    unfinished.file.as_file().sync_all()?;
    unfinished.file.persist_noclobber(path)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_a_new_one_replaces_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new_private(&path, b"first").unwrap();
        assert!(write_new_private(&path, b"second").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write_whole(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(Unfinished::begin(&folder.path().join("b")).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_whole(&folder.path().join("none/a"), b"").is_err());
    }
}
