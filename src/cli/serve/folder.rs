//! What a server needs of the machine: a folder for itself, files to have open, and where its desk finds it.

use std::fs::{self, TryLockError};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[cfg(unix)]
use super::super::output;
use crate::base::file::{FileLock, open_private, write_private};

/// The file that tells where the server is.
pub(in super::super) const ADDRESS: &str = "address";

/// The folder of a workshop, which one server uses at a time.
pub(super) struct OwnFolder(#[expect(dead_code, reason = "it holds the lock")] FileLock);

impl OwnFolder {
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("lock");
        let file = open_private(&path)
            .with_context(|| format!("{}: it cannot be opened", path.display()))?;
        match FileLock::try_on(file) {
            Ok(lock) => Ok(Self(lock)),
            Err(TryLockError::WouldBlock) => bail!(
                "another mindgap serve uses {}; end that one, or give this one a folder of its own with --data-dir",
                folder.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{}: it cannot be locked", path.display()))
            }
        }
    }
}

/// Lets this process have so many files open, which so many learners may need, or says for how many the system's limit is enough.
#[cfg(unix)]
pub(super) fn allow_open_files(wanted: u64, learners: usize) -> Result<()> {
    let has = getrlimit(Resource::Nofile);
    if has.current.is_none_or(|has| has >= wanted) {
        return Ok(());
    }
    let allowed = has.maximum.unwrap_or(wanted).min(wanted);
    let more = Rlimit {
        current: Some(allowed),
        maximum: has.maximum,
    };
    // What cannot be raised is told with what is left.
    let allowed = match setrlimit(Resource::Nofile, more) {
        Ok(()) => allowed,
        Err(_) => has.current.unwrap_or(allowed),
    };
    if allowed < wanted {
        output::warn(format!(
            "this system lets a process have {allowed} files open, and {learners} learners may need {wanted}; raise it (ulimit \
             -n {wanted}), or expect some to be refused"
        ))?;
    }
    Ok(())
}

/// There is no such limit.
#[cfg(not(unix))]
pub(super) fn allow_open_files(_wanted: u64, _learners: usize) -> Result<()> {
    Ok(())
}

/// The file that tells `mindgap desk` where the server is, as long as it is there.
pub(super) struct Own(PathBuf);

impl Own {
    pub(super) fn at(folder: &Path, here: SocketAddr) -> Result<Self> {
        let ip = match here.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let path = folder.join(ADDRESS);
        let address = SocketAddr::new(ip, here.port()).to_string();
        write_private(&path, address.as_bytes()).with_context(|| path.display().to_string())?;
        Ok(Self(path))
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // Where the server is not is found out by asking, too.
        let _ = fs::remove_file(&self.0);
    }
}
