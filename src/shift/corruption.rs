//! What a corruption is: its family, its severities, its parameters.

use rand_chacha::ChaCha8Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::canvas::Canvas;

/// Corruptions with one origin and one meaning of their severities. The same name in another family,
/// or in another benchmark, has other parameters: a figure always names the family.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The fifteen of MNIST-C (Mu and Gilmer 2019, arXiv:1906.02337).
    MnistC,
    /// Eight more from the same authors' module, which MNIST-C does not use, and its two blurs made
    /// isotropic.
    Further,
    /// What paper, pens and cameras do; mindgap's own.
    Paper,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 3] = [Self::MnistC, Self::Further, Self::Paper];

    /// The name that lessons and commands use.
    pub fn name(self) -> &'static str {
        match self {
            Self::MnistC => "mnist-c",
            Self::Further => "further",
            Self::Paper => "paper",
        }
    }
}

/// How strong: 1 (hardly to be seen) to 5.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Severity(pub(super) u8);

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// 1 to 5.
    pub fn level(self) -> u8 {
        self.0
    }

    /// The one of five values that belongs to it.
    pub(super) fn of<T: Copy>(self, values: [T; 5]) -> T {
        values[usize::from(self.0 - 1)]
    }
}

/// There is no such severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("severity {0}; there are 1 to 5")]
pub struct NoSeverity(pub u8);

impl TryFrom<u8> for Severity {
    type Error = NoSeverity;

    fn try_from(level: u8) -> Result<Self, NoSeverity> {
        match level {
            1..=5 => Ok(Self(level)),
            _ => Err(NoSeverity(level)),
        }
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        severity.0
    }
}

/// A way in which a picture can be altered.
#[derive(Debug, Clone, Copy)]
pub struct Corruption {
    /// The name that lessons and commands use.
    pub name: &'static str,
    /// Where it belongs.
    pub family: Family,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Its parameters at severities 1 to 5, or its only ones.
    pub parameters: &'static str,
    /// From where the definition is.
    pub source: &'static str,
    /// Whether severities differ; one that is not graded does the same at each.
    pub graded: bool,
    /// The severity where none is named.
    pub default: Severity,
    /// Whether it is kept for evaluation: augmentation may not use it.
    pub evaluation_only: bool,
    /// Alters a picture of any size but none; everything random comes out of the generator.
    pub(super) apply: fn(&Canvas, Severity, &mut ChaCha8Rng) -> Canvas,
}

impl Corruption {
    /// What it is, with its parameters at severities 1 to 5, and what it is kept for.
    pub(crate) fn told(&self) -> String {
        let parameters = match (self.parameters, self.graded) {
            ("", true) => "; at severities 1 to 5".to_owned(),
            ("", false) => String::new(),
            (parameters, true) => format!("; at severities 1 to 5: {parameters}"),
            (parameters, false) => format!("; {parameters}"),
        };
        let usual = match self.graded {
            true => format!(". Severity {} if none is named", self.default.level()),
            false => String::new(),
        };
        let kept = match self.evaluation_only {
            true => ". For measuring only",
            false => "",
        };
        format!("{}{parameters}{usual}{kept}.", self.about)
    }
}
