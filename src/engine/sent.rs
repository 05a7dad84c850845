//! What a learner's phone has sent: a file a photo, so that it is there when the lesson is taken up again.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::base::file::{cure, make_private, write_private};

/// Photos that are kept of a learner, the newest: with those of a class on one disk.
const KEPT: usize = 20;
/// What their names begin with; their number follows.
const PREFIX: &str = "photo-";

/// The folder of a learner's photos.
#[derive(Debug, Clone)]
pub(super) struct SentPhotos {
    folder: PathBuf,
}

/// Why a photo that a phone has sent is not there.
#[derive(Debug, Error)]
pub enum SentError {
    /// It is not kept any more.
    #[error(
        "photo {0} from your phone is not there any more: the newest {KEPT} are kept; send it again"
    )]
    Gone(usize),
    /// It cannot be read or written.
    #[error("{}: the photo cannot be kept ({source}); {}", path.display(), cure(source))]
    System {
        /// The file or its folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nobody said where.
    #[error("there is no place to keep a photo")]
    NoPlace,
}

impl SentPhotos {
    /// Those in this folder, which need not be there.
    pub(super) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a photo under the number that follows the newest, and lets go of the oldest.
    pub(super) fn keep(&self, photo: &[u8]) -> Result<usize, SentError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| SentError::System { path, source }
        };
        make_private(&self.folder).map_err(failed(&self.folder))?;
        let mut numbers = self.numbers().map_err(failed(&self.folder))?;
        let number = numbers.last().map_or(1, |newest| newest.saturating_add(1));
        let path = self.path(number);
        write_private(&path, photo).map_err(failed(&path))?;
        numbers.push(number);
        let old = numbers.len().saturating_sub(KEPT);
        for number in numbers.into_iter().take(old) {
            // What cannot be deleted now is deleted with the next one.
            let _ = fs::remove_file(self.path(number));
        }
        Ok(number)
    }

    /// The photo with this number.
    pub(super) fn read(&self, number: usize) -> Result<Vec<u8>, SentError> {
        let path = self.path(number);
        fs::read(&path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => SentError::Gone(number),
            _ => SentError::System { path, source },
        })
    }

    /// The numbers of those that are there, the newest last.
    fn numbers(&self) -> io::Result<Vec<usize>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
            numbers.extend(number.and_then(|number| number.parse::<usize>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn path(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{PREFIX}{number}"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_newest_photos_are_kept_for_their_owner_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let sent = SentPhotos::at(folder.path().join("photos/ada"));
        for number in 1..=KEPT + 2 {
            assert_eq!(sent.keep(&[number as u8]).unwrap(), number);
        }
        assert!(matches!(sent.read(2), Err(SentError::Gone(2))));
        assert_eq!(sent.read(3).unwrap(), [3]);
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(sent.path(3)), 0o600);
        assert_eq!(mode(sent.folder.clone()), 0o700);
    }
}
