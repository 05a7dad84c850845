//! The server's key, by which learners know the workshop again: made once, readable by its owner only.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, HashAlg, PrivateKey};
use thiserror::Error;

use crate::base::file::{cure, write_new_private};

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It holds something else.
    #[error("{}: not a private key that this program understands ({source}); put its copy back if you have one, or else keep it under another name, and a new key is made (learners will be warned that the host has changed)", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: russh::keys::ssh_key::Error,
    },
    /// Others could read it.
    #[cfg(unix)]
    #[error("{}: others can read this key; say chmod 600 {}", path.display(), path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
}

/// The key in this file (OpenSSH's format, Ed25519), made if there is none.
///
/// # Errors
/// When it cannot be read or made, is no key, or is readable by others.
pub fn open(path: &Path) -> Result<PrivateKey, KeyError> {
    let file = |source| KeyError::File {
        path: path.to_owned(),
        source,
    };
    let content = |source| KeyError::Content {
        path: path.to_owned(),
        source,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // From the system's own source of randomness: a key that can be guessed is none.
            let mut random = ChaCha20Rng::from_rng(&mut rand::rng());
            let key = PrivateKey::random(&mut random, Algorithm::Ed25519).map_err(content)?;
            let text = key.to_openssh(LineEnding::LF).map_err(content)?;
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(file)?;
            }
            write_new_private(path, text.as_bytes()).map_err(file)?;
            return Ok(key);
        }
        Err(error) => return Err(file(error)),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(file)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Open {
                path: path.to_owned(),
            });
        }
    }
    PrivateKey::from_openssh(text).map_err(content)
}

/// What clients show when they ask whether this is the right host: `SHA256:...`.
pub fn fingerprint(key: &PrivateKey) -> String {
    key.public_key().fingerprint(HashAlg::Sha256).to_string()
}
