//! A folder that belongs to one process.

use std::fs::TryLockError;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::base::file::{FileLock, open_private};

/// A folder that one process uses at a time: a server, or a worker.
pub(super) struct OwnFolder(#[expect(dead_code, reason = "it holds the lock")] FileLock);

impl OwnFolder {
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("lock");
        let file = open_private(&path)
            .with_context(|| format!("{}: it cannot be opened", path.display()))?;
        match FileLock::try_on(file) {
            Ok(lock) => Ok(Self(lock)),
            Err(TryLockError::WouldBlock) => bail!(
                "another mindgap uses {}; end that one, or give this one a folder of its own with --data-dir",
                folder.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{}: it cannot be locked", path.display()))
            }
        }
    }
}
