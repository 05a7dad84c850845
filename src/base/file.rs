//! Files that are there whole or not at all: written beside their place, then renamed. A file is either to be
//! handed on, and whoever may read its writer's other files may read it (the umask decides), or it is kept
//! for its owner, who alone may read it; where there are no modes (Windows), the folder of a user's data is what
//! keeps others out.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
#[cfg(unix)]
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A file that is being written beside its place. Dropped before it is finished, it is gone.
pub struct Unfinished {
    file: NamedTempFile,
    path: PathBuf,
}

impl Unfinished {
    /// Begins what is to stand at this path and to be handed on.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn to_hand_on(path: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        let builder = leave_mode_to_umask(&mut builder);
        Self::beside(path, builder)
    }

    /// Begins what is to stand at this path for its owner: so are temporary files.
    fn private(path: &Path) -> io::Result<Self> {
        Self::beside(path, &Builder::new())
    }

    fn beside(path: &Path, builder: &Builder<'_, '_>) -> io::Result<Self> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        // Without the name of the temporary file, which says nothing to anybody.
        let file = builder
            .tempfile_in(folder)
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => io::Error::new(
                    error.kind(),
                    format!("there is no folder {}", folder.display()),
                ),
                kind => io::Error::new(kind, format!("the folder {}: {kind}", folder.display())),
            })?;
        Ok(Self {
            file,
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

/// What a program asks for that leaves the mode to the umask.
#[cfg(unix)]
fn leave_mode_to_umask<'a>(
    builder: &'a mut Builder<'static, 'static>,
) -> &'a Builder<'static, 'static> {
    builder.permissions(fs::Permissions::from_mode(0o666))
}

/// There are no modes.
#[cfg(not(unix))]
fn leave_mode_to_umask<'a>(
    builder: &'a mut Builder<'static, 'static>,
) -> &'a Builder<'static, 'static> {
    builder
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a file that is to be handed on, also in the place of one that is there, so that no reader and no
/// killed process ever sees half of it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_to_hand_on(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Unfinished::to_hand_on(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Writes a file for its owner, in the same way.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Unfinished::private(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Writes a file for its owner that must not be there yet, whole or not at all.
///
/// # Errors
/// When it is there, or the folder cannot be written.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = Unfinished::private(path)?;
    unfinished.write_all(bytes)?;
    unfinished.file.as_file().sync_all()?;
    unfinished.file.persist_noclobber(path)?;
    Ok(())
}

/// Opens a file for its owner, at its end; it is made if it is missing.
///
/// # Errors
/// When it cannot be made or written.
pub fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path)
}

/// A lock on a file, held as long as this lives. It is given back and not only let go with the file: a process that is
/// just being started has the file open too until it becomes another program, and would hold the lock for so long.
#[derive(Debug)]
pub struct FileLock(File);

impl FileLock {
    /// Takes the lock, if nobody holds it.
    ///
    /// # Errors
    /// When somebody holds it, or the file system knows no locks.
    pub fn try_on(file: File) -> Result<Self, TryLockError> {
        file.try_lock()?;
        Ok(Self(file))
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Where that fails, it goes with the file.
        let _ = self.0.unlock();
    }
}

/// Makes a folder that only its owner may look into.
///
/// # Errors
/// When it cannot be made, or belongs to somebody else.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// What helps where a file or folder of the data folder could not be read or written.
pub(crate) fn cure(error: &io::Error) -> &'static str {
    match error.kind() {
        kind if is_full(kind) => "free space on its disk, or choose another data folder",
        ErrorKind::PermissionDenied => {
            "give yourself the right to read and write it, or choose another data folder"
        }
        ErrorKind::FileTooLarge => "allow larger files (ulimit -f), or choose another data folder",
        _ => "choose another data folder",
    }
}

/// Whether a disk, or what this user may have of it, is full.
pub(crate) fn is_full(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_a_new_one_replaces_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new_private(&path, b"first").unwrap();
        assert!(write_new_private(&path, b"second").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write_to_hand_on(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(Unfinished::to_hand_on(&folder.path().join("b")).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_to_hand_on(&folder.path().join("none/a"), b"").is_err());
    }
}
