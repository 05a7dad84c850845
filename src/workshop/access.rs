//! Who may come in: everybody, whoever knows the code of the class, or whoever has one of some keys.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bip39::Language;
use icu_normalizer::ComposingNormalizerBorrowed;
use rand::RngExt;
use russh::keys::PublicKey;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Characters of a code that cannot be taken for another, read from a projector.
const ALPHABET: &[u8] = b"23456789";
/// Characters of a personal code.
const LENGTH: usize = 6;
/// Words of the code of a class.
const WORDS: usize = 3;

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
    /// It is a private key.
    #[error("{}: it is a private key of PuTTY's, which its owner keeps; in PuTTYgen, save the public key, and name that file", path.display())]
    Private {
        /// The file.
        path: PathBuf,
    },
    /// It is none that PuTTYgen has saved.
    #[error("{}: the public key in it is damaged; save it again in PuTTYgen", path.display())]
    Putty {
        /// The file.
        path: PathBuf,
    },
    /// There are none.
    #[error("{}: no public keys in it; write a line for each learner, like: ssh-ed25519 AAAA... name", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// The public keys in a file, a line each, as `authorized_keys` has them: with options in front and a comment behind;
/// empty lines and lines that begin with `#` do not count. One key as PuTTYgen saves it (RFC 4716) is read too.
///
/// # Errors
/// When it cannot be read, a line is no key, or there are none.
pub fn read_keys(path: &Path) -> Result<Vec<PublicKey>, AccessError> {
    let file = |source| AccessError::File {
        path: path.to_owned(),
        source,
    };
    let text = fs::read(path).map_err(file)?;
    let text = String::from_utf8_lossy(&text);
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with(PUTTY_PRIVATE) {
        return Err(AccessError::Private {
            path: path.to_owned(),
        });
    }
    if text.trim_start().starts_with(RFC_4716) {
        return saved_by_putty(path, text).map(|key| vec![key]);
    }
    let lines = text.lines().enumerate();
    let keys: Result<Vec<_>, _> = lines
        .map(|(place, line)| (place, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(place, line)| {
            let key = PublicKey::from_openssh(without_options(line));
            key.map_err(|source| AccessError::RemoteTerminal {
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

/// How a private key of PuTTY's begins.
const PUTTY_PRIVATE: &str = "PuTTY-User-Key-File-";
/// How a public key begins and ends that PuTTYgen saves.
const RFC_4716: &str = "---- BEGIN SSH2 PUBLIC KEY ----";
const RFC_4716_END: &str = "---- END SSH2 PUBLIC KEY ----";

/// A line of `authorized_keys` from its key on: options stand before it, with blanks only in quotation marks (sshd(8)).
fn without_options(line: &str) -> &str {
    let is_kind = |word: &str| {
        ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"]
            .iter()
            .any(|kind| word.starts_with(kind))
    };
    if is_kind(line) {
        return line;
    }
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, sign) in line.char_indices() {
        match sign {
            '"' if !is_escaped => is_quoted = !is_quoted,
            ' ' | '\t' if !is_quoted => {
                let rest = line.get(at..).unwrap_or_default().trim_start();
                return if is_kind(rest) { rest } else { line };
            }
            _ => {}
        }
        is_escaped = sign == '\\' && !is_escaped;
    }
    line
}

/// The key in a file that PuTTYgen saved: base64 in lines, below headers that may go on over a line.
fn saved_by_putty(path: &Path, text: &str) -> Result<PublicKey, AccessError> {
    let lines = text.lines().map(str::trim);
    let inside = lines
        .skip_while(|line| *line != RFC_4716)
        .skip(1)
        .take_while(|line| *line != RFC_4716_END);
    let (mut encoded, mut goes_on) = (String::new(), false);
    for line in inside {
        let is_header = goes_on || line.contains(':');
        goes_on = is_header && line.ends_with('\\');
        if !is_header {
            encoded.push_str(line);
        }
    }
    let key = STANDARD.decode(encoded).ok();
    let key = key.and_then(|bytes| PublicKey::from_bytes(&bytes).ok());
    key.ok_or_else(|| AccessError::Putty {
        path: path.to_owned(),
    })
}

/// A code for a class, easy to read aloud: three words of 2,048 (BIP 39's English list), more than eight thousand million
/// of them.
pub fn new_class_code() -> String {
    let list = Language::English.word_list();
    let mut random = rand::rng();
    let words = (0..WORDS).map(|_| list[random.random_range(0..list.len())]);
    words.collect::<Vec<_>>().join("-")
}

/// A personal code: 8^6, about 260,000 of them, and five tries a minute for a name.
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
    let code = without_escapes(code);
    // Full-width digits and the like are the same ones.
    let code = ComposingNormalizerBorrowed::new_nfkc()
        .normalize(&code)
        .into_owned();
    let characters: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    Sha256::digest(characters.to_lowercase()).into()
}

/// A text without the control sequences that terminals put around what is pasted (ECMA-48, 5.4).
fn without_escapes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '\u{1b}' {
            kept.push(sign);
        } else if signs.next_if_eq(&'[').is_some() {
            // Parameters, then the byte that ends it.
            let _ = signs.find(|sign| ('@'..='~').contains(sign));
        }
    }
    kept
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail"
)]
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

    #[test]
    fn the_code_of_a_class_is_three_words_however_it_is_pasted() {
        let code = new_class_code();
        assert_eq!(code.split('-').count(), 3);
        assert_ne!(code, new_class_code());
        for typed in [
            "Copper Lemon Tiger",
            " copper-lemon-tiger\r\n",
            "\u{1b}[200~copper-lemon-tiger\u{1b}[201~",
            "copperlemontiger",
            "ｃｏｐｐｅｒ　lemon tiger",
        ] {
            assert!(is_code(typed, "copper-lemon-tiger"), "{typed:?}");
        }
        assert!(is_code("１２３４５６", "123456"));
        assert!(!is_code("copper-lemon", "copper-lemon-tiger"));
    }

    #[test]
    fn key_files_are_read_as_people_have_them() {
        const KEY: &str =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("keys");
        let read = |text: &str| {
            fs::write(&path, text).unwrap();
            read_keys(&path)
        };
        let alone = read(KEY).unwrap();
        for text in [
            format!("\u{feff}# the class\r\n\r\n{KEY} ana@laptop\r\n"),
            format!("no-pty,command=\"say \\\"hello there\\\"\" {KEY} ana"),
            format!("  {KEY}  "),
            "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"ed25519-key\\\n20261128\"\n\
             AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN\n796jTiQfZfG1KaT0PtFDJ/XFSqti\n\
             ---- END SSH2 PUBLIC KEY ----\n"
                .to_owned(),
        ] {
            let keys = read(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(keys.len(), 1);
            assert_eq!(keys[0].key_data(), alone[0].key_data());
        }
        let problem = |text: &str| read(text).unwrap_err().to_string();
        assert!(
            problem("PuTTY-User-Key-File-3: ssh-ed25519\n")
                .contains("it is a private key of PuTTY's")
        );
        assert!(
            problem("---- BEGIN SSH2 PUBLIC KEY ----\nxyz\n").contains("save it again in PuTTYgen")
        );
        assert!(problem("\n# nobody\n").contains("no public keys in it"));
        assert!(problem(&format!("{KEY}\nssh-ed25519 nonsense")).contains("keys:2: no public key"));
    }
}
