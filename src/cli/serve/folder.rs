//! What a server needs of the machine: files to have open, and where its desk finds it.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[cfg(unix)]
use super::super::output;
use crate::base::file::write_private;

/// The file that tells where the server is.
pub(in super::super) const ADDRESS: &str = "address";

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
