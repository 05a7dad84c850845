//! What every message is in: its form and the program that wrote it, so that older and newer programs that meet can say so.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::base::terminal::message;

/// The newest form of messages that this program writes and reads.
pub const FORM: u32 = 1;

/// A message and who wrote it.
#[derive(Debug, Serialize, Deserialize)]
struct Envelope<T> {
    /// The form of what is inside.
    form: u32,
    /// The version of the program that wrote it.
    mindgap: String,
    /// What is said.
    body: T,
}

/// The form and the program alone: what is inside may be of a form that is not known here.
#[derive(Debug, Deserialize)]
struct Outside {
    form: u32,
    mindgap: String,
}

/// Why a message cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// A newer program wrote it.
    #[error(
        "a newer mindgap ({by}) is in this class, and this is {}; upgrade this host",
        env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// Its version.
        by: String,
    },
    /// It is damaged, or another program's.
    #[error("this is no message of mindgap's: {0}; give mindgap subjects and buckets of its own")]
    Foreign(String),
}

/// A message as it is sent.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn seal(body: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Envelope {
        form: FORM,
        mindgap: env!("CARGO_PKG_VERSION").to_owned(),
        body,
    })
}

/// What a message says.
///
/// # Errors
/// When a newer program wrote it, or it is none of mindgap's.
pub fn open<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, EnvelopeError> {
    let foreign = |error: serde_json::Error| EnvelopeError::Foreign(error.to_string());
    let outside: Outside = serde_json::from_slice(bytes).map_err(foreign)?;
    if outside.form > FORM {
        let by = message(&outside.mindgap);
        return Err(EnvelopeError::Newer { by });
    }
    let envelope: Envelope<T> = serde_json::from_slice(bytes).map_err(foreign)?;
    Ok(envelope.body)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_and_what_is_newer_says_so() {
        let sealed = seal(&vec![1, 2]).unwrap();
        assert_eq!(open::<Vec<u8>>(&sealed), Ok(vec![1, 2]));
        let newer = br#"{"form": 2, "mindgap": "9.0", "body": {"unheard": "of"}}"#;
        let by = "9.0".to_owned();
        assert_eq!(open::<Vec<u8>>(newer), Err(EnvelopeError::Newer { by }));
        let foreign = open::<Vec<u8>>(b"hello");
        assert!(matches!(foreign, Err(EnvelopeError::Foreign(_))));
    }
}
