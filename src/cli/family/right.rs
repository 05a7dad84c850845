//! Which pictures were read correctly, a bit a picture, written down as base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

/// For each picture, in order, whether it was read correctly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Right(Vec<u8>);

impl Right {
    /// From one value a picture.
    pub(super) fn of(right: impl Iterator<Item = bool>) -> Self {
        let mut bytes = Vec::new();
        for (place, is_right) in right.enumerate() {
            if place % 8 == 0 {
                bytes.push(0);
            }
            if let Some(byte) = bytes.last_mut() {
                *byte |= u8::from(is_right) << (place % 8);
            }
        }
        Self(bytes)
    }

    /// The values of the first `n` pictures; none if there are fewer.
    pub(super) fn values(&self, n: usize) -> Option<Vec<bool>> {
        let bit = |place: usize| Some(self.0.get(place / 8)? >> (place % 8) & 1 == 1);
        (0..n).map(bit).collect()
    }
}

impl From<Right> for String {
    fn from(right: Right) -> Self {
        STANDARD_NO_PAD.encode(right.0)
    }
}

impl TryFrom<String> for Right {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        STANDARD_NO_PAD.decode(text).map(Self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_down_is_read_again(right in prop::collection::vec(any::<bool>(), 0..40)) {
            let kept = String::from(Right::of(right.iter().copied()));
            let read = Right::try_from(kept).unwrap();
            prop_assert_eq!(read.values(right.len()).unwrap(), right);
            prop_assert_eq!(read.values(41), None);
        }
    }
}
