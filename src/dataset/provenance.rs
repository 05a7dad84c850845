//! Where pictures come from, and whether the world made them.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Whether the world made the pictures, or a program did.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Inputs {
    /// Real scans or photos, at most cropped, resized and centred.
    Real,
    /// Drawn by this program, from pen strokes that people really made or from real typefaces.
    Rendered,
    /// Real inputs that a program altered to resemble something harder.
    Simulated,
    /// Any of these, changed by a program so that the network that is measured errs.
    Attack,
}

/// This is no kind of inputs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there are real, rendered, simulated and attack")]
pub struct NoInputs;

impl FromStr for Inputs {
    type Err = NoInputs;

    fn from_str(text: &str) -> Result<Self, NoInputs> {
        let mut all = [Self::Real, Self::Rendered, Self::Simulated, Self::Attack].into_iter();
        all.find(|inputs| inputs.to_string() == text)
            .ok_or(NoInputs)
    }
}

impl fmt::Display for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Real => "real",
            Self::Rendered => "rendered",
            Self::Simulated => "simulated",
            Self::Attack => "attack",
        })
    }
}

/// Where pictures come from and on what terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The package (registry, name, version) that the files were taken from, and who made them.
    pub origin: String,
    /// The licence, and who states it.
    pub licence: String,
    /// What was done to the original before a learner sees it.
    pub changes: String,
    /// What a reader should know before quoting a number measured on it.
    pub caveats: Vec<String>,
}
