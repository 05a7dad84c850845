//! The languages of the interface.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A language that the interface speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// English, which is complete by definition.
    #[default]
    English,
    /// German.
    German,
}

/// The interface does not speak this.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the interface does not speak {text:?}; it speaks {}", Lang::ALL.map(Lang::code).join(", "))]
pub struct UnknownLang {
    /// What was asked for.
    pub(super) text: String,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code, as in file names: `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of this process's locale, if the interface speaks it.
    pub fn from_environment() -> Option<Self> {
        let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set)?;
        locale.parse().ok()
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    /// A code, also as part of a locale's name such as `en_GB.UTF-8`.
    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        let code = text.split(['_', '-', '.']).next().unwrap_or_default();
        let known = Self::ALL.into_iter().find(|lang| lang.code() == code);
        known.ok_or_else(|| UnknownLang {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
