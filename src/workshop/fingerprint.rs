//! By what somebody is known again who types nothing: the fingerprint of their SSH key, or that of the token which
//! their browser keeps.

use std::fmt;

use rand::TryRng;
use rand::rngs::{SysError, SysRng};
use russh::keys::{HashAlg, PublicKey};
use sha2::{Digest, Sha256};

/// Bytes of a browser's token: 256 bits, so that none is ever guessed.
const TOKEN: usize = 32;
/// How fingerprints of browsers begin; those of keys begin with the name of their digest.
const BROWSER: &str = "browser:";

/// What is kept of a key or a token: not the token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(String);

/// What a browser keeps, and nobody else.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Token(String);

impl Fingerprint {
    /// Of a browser, whose token opens no desk.
    pub(super) fn is_browsers(&self) -> bool {
        self.0.starts_with(BROWSER)
    }

    /// As it is kept.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&PublicKey> for Fingerprint {
    fn from(key: &PublicKey) -> Self {
        Self(key.fingerprint(HashAlg::Sha256).to_string())
    }
}

impl From<&Token> for Fingerprint {
    fn from(token: &Token) -> Self {
        Self(format!("{BROWSER}{}", hex(&Sha256::digest(&token.0))))
    }
}

impl Token {
    /// A new one, of the system's random numbers.
    ///
    /// # Errors
    /// When the system has none.
    pub(super) fn new() -> Result<Self, SysError> {
        let mut bytes = [0; TOKEN];
        SysRng.try_fill_bytes(&mut bytes)?;
        Ok(Self(hex(&bytes)))
    }

    /// What a browser shows, if it can be one.
    pub(super) fn shown(text: &str) -> Option<Self> {
        let is_hex = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 2 * TOKEN && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }
}

/// As it stands in a cookie: nowhere else.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_again_by_its_digest_alone() {
        let token = Token::new().unwrap();
        let again = Token::shown(&token.to_string()).unwrap();
        let fingerprint = Fingerprint::from(&token);
        assert_eq!(fingerprint, Fingerprint::from(&again));
        assert!(fingerprint.is_browsers());
        assert!(!fingerprint.as_str().contains(&token.to_string()));
        assert_ne!(Fingerprint::from(&Token::new().unwrap()), fingerprint);
        for text in ["", "x", &"g".repeat(64), &"0".repeat(63), &"0".repeat(65)] {
            assert!(Token::shown(text).is_none(), "{text}");
        }
    }
}
