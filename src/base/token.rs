//! Tokens of the system's random numbers: whoever has one, has been given it.

use base64::Engine as _;
use rand::TryRng;
use rand::rngs::{SysError, SysRng};
use sha2::{Digest, Sha256};

use super::clock::unix_millis;

/// Bits of a token, in bytes: 128, so that none is ever guessed.
const TOKEN: usize = 16;
/// Bytes of a digest that stands for a token: 96 bits, so that no two are the same.
const SHORT: usize = 12;

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

/// What may be shown in the place of a token: the same wherever it is made, and nobody has the token by it.
pub fn digest_of(token: &str) -> String {
    let digest = Sha256::digest(token);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest[..SHORT])
}

/// A number that another host does not give at the same time but by a chance of one in two to the power of `bits`, at most
/// 20: the time in milliseconds, then these bits. A later one is higher, as far as clocks agree.
///
/// # Errors
/// When the system has no random numbers.
pub fn new_number(bits: u32) -> Result<i64, SysError> {
    let mut bytes = [0; 4];
    SysRng.try_fill_bytes(&mut bytes)?;
    let chance = i64::from(u32::from_le_bytes(bytes)) & ((1 << bits) - 1);
    Ok((i64::try_from(unix_millis()).unwrap_or_default() << bits) | chance)
}
