//! Who may come in: everybody, whoever knows the code of the class, or whoever has one of some keys.

use std::fs;
use std::path::{Path, PathBuf};

use rand::RngExt;
use russh::keys::PublicKey;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Characters of a code that cannot be taken for another, read from a projector.
const ALPHABET: &[u8] = b"23456789";
/// Characters of a code.
const LENGTH: usize = 6;

/// Who may come in.
#[derive(Debug, Clone)]
pub enum Access {
    /// Everybody who can reach the server.
    Open,
    /// Whoever knows this code.
    Code(String),
    /// Whoever has one of these keys.
    Keys(Vec<PublicKey>),
}

/// Why a list of keys cannot be used.
#[derive(Debug, Error)]
pub enum AccessError {
    /// The file cannot be read.
    #[error("{}: {source}; name a file of public keys, a line each, as in authorized_keys", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is no key.
    #[error("{}:{line}: no public key ({source}); a line is like: ssh-ed25519 AAAA... name", path.display())]
    RemoteTerminal {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        source: russh::keys::ssh_key::Error,
    },
    /// There are none.
    #[error("{}: no public keys in it; write a line for each learner, like: ssh-ed25519 AAAA... name", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// The public keys in a file, a line each; empty lines and lines that begin with `#` do not count.
///
/// # Errors
/// When it cannot be read, a line is no key, or there are none.
pub fn read_keys(path: &Path) -> Result<Vec<PublicKey>, AccessError> {
    let text = fs::read_to_string(path).map_err(|source| AccessError::File {
        path: path.to_owned(),
        source,
    })?;
    let lines = text.lines().enumerate();
    let keys: Result<Vec<_>, _> = lines
        .map(|(place, line)| (place, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(place, line)| {
            PublicKey::from_openssh(line).map_err(|source| AccessError::RemoteTerminal {
                path: path.to_owned(),
                line: place + 1,
                source,
            })
        })
        .collect();
    match keys?.as_slice() {
        [] => Err(AccessError::Empty {
            path: path.to_owned(),
        }),
        keys => Ok(keys.to_vec()),
    }
}

/// A code that nobody guesses by chance: 8^6, about 260,000 of them.
pub fn new_code() -> String {
    let mut random = rand::rng();
    let mut character = || char::from(ALPHABET[random.random_range(0..ALPHABET.len())]);
    (0..LENGTH).map(|_| character()).collect()
}

/// A code as it is shown: in two groups.
pub fn grouped(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) if code.len() == LENGTH => format!("{first}-{second}"),
        _ => code.to_owned(),
    }
}

/// Whether a typed code is this one, however it is grouped. Takes as long for every code.
pub(super) fn is_code(typed: &str, code: &str) -> bool {
    digest(typed) == digest(code)
}

/// What is kept of a code: not the code.
pub(super) fn digest(code: &str) -> [u8; 32] {
    let characters: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    Sha256::digest(characters.to_lowercase()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_again_however_they_are_typed() {
        let code = new_code();
        assert_eq!(code.len(), LENGTH);
        assert!(is_code(&grouped(&code), &code));
        assert!(is_code(&format!(" {} {}", &code[..3], &code[3..]), &code));
        assert!(!is_code(&code[..5], &code));
        assert!(is_code("Blue Whale", "blue-whale"));
    }
}
