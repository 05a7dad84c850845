//! Tokens of the system's random numbers: whoever has one, has been given it.

use base64::Engine as _;
use rand::TryRng;
use rand::rngs::{SysError, SysRng};
use sha2::{Digest, Sha256};

/// Bits of a token, in bytes: 128, so that none is ever guessed.
const TOKEN: usize = 16;

/// A new token, as it stands in an address.
///
/// # Errors
/// When the system has no random numbers.
pub fn new_token() -> Result<String, SysError> {
    let mut bytes = [0; TOKEN];
    SysRng.try_fill_bytes(&mut bytes)?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether two are the same; how long that takes says nothing of where they differ, since digests are compared.
pub fn is_same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}
