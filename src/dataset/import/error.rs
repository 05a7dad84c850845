//! What can go wrong when pictures are imported: the file, the place in it, and what to do.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::file::cure;
use thiserror::Error;

/// What a request may say of its data. Each shell has its own way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// What the set will be called.
    Name,
    /// The file of the labels.
    Labels,
    /// The classes' names.
    Classes,
    /// The licence.
    Licence,
    /// Who made the data.
    Origin,
    /// The size of a picture.
    Shape,
    /// Where a table's labels are.
    LabelColumn,
    /// Another size.
    Fit,
    /// No colours.
    Grey,
    /// Dark and bright exchanged.
    Invert,
    /// Rows and columns exchanged.
    Transpose,
    /// The values of black and white.
    Range,
    /// What shows through a picture.
    On,
    /// What the groups are.
    Groups,
    /// What is damaged left out.
    SkipDamaged,
}

impl Setting {
    /// Its name, as keys are written: `label_column`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Labels => "labels",
            Self::Classes => "classes",
            Self::Licence => "licence",
            Self::Origin => "origin",
            Self::Shape => "shape",
            Self::LabelColumn => "label_column",
            Self::Fit => "fit",
            Self::Grey => "grey",
            Self::Invert => "invert",
            Self::Transpose => "transpose",
            Self::Range => "range",
            Self::On => "on",
            Self::Groups => "groups",
            Self::SkipDamaged => "skip_damaged",
        }
    }
}

/// What to do with a setting, so that an import succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What stands before it: another way out, or a condition. May be empty.
    pub(crate) lead: &'static str,
    /// What is set or omitted.
    pub(crate) setting: Setting,
    /// What to do with it.
    pub(crate) remedy: Remedy,
}

/// What to do with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Give it.
    Set,
    /// Give it, for instance so.
    SetTo(Cow<'static, str>),
    /// Leave it out.
    Omit,
}

impl Remedy {
    /// Give it, for instance so.
    pub(crate) fn set_to(example: impl Into<Cow<'static, str>>) -> Self {
        Self::SetTo(example.into())
    }
}

/// Why a set was not imported or removed. Nothing was kept of it then.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A setting's value cannot be.
    #[error("{} {value}: {why}", setting.name())]
    Setting {
        /// Which.
        setting: Setting,
        /// Its value.
        value: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// There is nothing at this path.
    #[error("{} is not there: check the path", .path.display())]
    Missing {
        /// The file or folder.
        path: PathBuf,
    },
    /// A file or folder is there but cannot be read.
    #[error("{} cannot be read: {why}; check that you may read it", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// What a file or folder holds cannot be imported.
    #[error("{}{place}: {why}{}", .path.display(), Told(advice.as_deref(), &as_key))]
    Content {
        /// The file or folder.
        path: PathBuf,
        /// Where in it, as it follows the path in a message; may be empty.
        place: String,
        /// What is wrong, and what to do that is not among the settings.
        why: String,
        /// Which setting helps.
        advice: Option<Box<Advice>>,
        /// Whether it is damage that could be left out, and not something that is said wrongly of it.
        is_damage: bool,
    },
    /// Several pictures or rows cannot be imported.
    #[error("{}", several(faults, *n, *stopped, &as_key))]
    Several {
        /// Those that are named.
        faults: Vec<ImportError>,
        /// How many there are.
        n: usize,
        /// Whether there may be more of them.
        stopped: bool,
    },
    /// The folder of imported sets cannot be written.
    #[error("{} cannot be written: {why}; {}", .path.display(), cure(why))]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// Another process imports or removes a set in the same folder.
    #[error("another import into {} is going on: wait until it has ended", .path.display())]
    Busy {
        /// The folder of imported sets.
        path: PathBuf,
    },
    /// There is no imported set of this name.
    #[error("no imported set is called {name}; {hint}")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The closest name, or all names.
        hint: String,
    },
    /// Whoever asked for the import stopped it.
    #[error("stopped; nothing was imported")]
    Stopped,
}

/// How a setting is written, alone or with a value, where nobody says otherwise.
pub(crate) fn as_key(setting: Setting, value: Option<&str>) -> String {
    match value {
        None => setting.name().to_owned(),
        Some(value) => format!("{}: {value}", setting.name()),
    }
}

/// How a shell writes a setting, alone or with a value.
type Naming<'a> = &'a dyn Fn(Setting, Option<&str>) -> String;

/// Advice as it follows a sentence.
struct Told<'a>(Option<&'a Advice>, Naming<'a>);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(advice), name) = (self.0, self.1) else {
            return Ok(());
        };
        let Advice {
            lead,
            setting,
            remedy,
        } = advice;
        let setting_name = name(*setting, None);
        match remedy {
            Remedy::Set => write!(f, "; {lead}set {setting_name}"),
            Remedy::SetTo(value) => {
                let example = name(*setting, Some(value));
                write!(f, "; {lead}set {setting_name}, such as {example}")
            }
            Remedy::Omit => write!(f, "; {lead}omit {setting_name}"),
        }
    }
}

/// Faults, a line each, and what to do with those that are damaged.
fn several(faults: &[ImportError], n: usize, stopped: bool, name: Naming<'_>) -> String {
    let mut told = format!("{} cannot be imported:", how_many(n, stopped));
    for fault in faults {
        told.push_str("\n  ");
        told.push_str(&fault.told(name));
    }
    match n.saturating_sub(faults.len()) {
        0 => {}
        more => told.push_str(&format!("\n  and {more} more")),
    }
    if faults.iter().any(ImportError::is_damage) {
        told.push_str(&format!("\n{}", leave_out(name)));
    }
    told
}

/// `12 pictures or rows`, or that there are so many at least.
fn how_many(n: usize, stopped: bool) -> String {
    match stopped {
        true => format!("{n} pictures or rows, and perhaps more of which nobody looked at any,"),
        false => format!("{n} pictures or rows"),
    }
}

/// How to import all the rest.
fn leave_out(name: Naming<'_>) -> String {
    format!(
        "to leave out what is damaged, set {}",
        name(Setting::SkipDamaged, None)
    )
}

impl ImportError {
    /// What is wrong, each fault by itself, and what to do with those that are damaged, with settings as a shell writes
    /// them; one where there is but one.
    pub fn each(&self, name: Naming<'_>) -> Vec<String> {
        let Self::Several { faults, n, stopped } = self else {
            return vec![self.told(name)];
        };
        let mut told: Vec<String> = faults.iter().map(|fault| fault.told(name)).collect();
        let more = n.saturating_sub(faults.len());
        let damaged = faults.iter().any(Self::is_damage).then(|| leave_out(name));
        if more > 0 || damaged.is_some() {
            let named = match more {
                0 => String::new(),
                _ => format!(", of which {} are named", faults.len()),
            };
            let all = format!("{} cannot be imported{named}", how_many(*n, *stopped));
            told.push(
                [Some(all), damaged]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("; "),
            );
        }
        told
    }

    /// Whether it is damage that could be left out.
    pub(super) fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Content {
                is_damage: true,
                ..
            }
        )
    }

    /// The same of damage that could be left out.
    pub(super) fn damage(mut self) -> Self {
        if let Self::Content { is_damage, .. } = &mut self {
            *is_damage = true;
        }
        self
    }

    /// The message, with settings as a shell writes them: alone, or with a value.
    pub fn told(&self, name: Naming<'_>) -> String {
        match self {
            Self::Setting {
                setting,
                value,
                why,
            } => format!("{} {value}: {why}", name(*setting, None)),
            Self::Content {
                path,
                place,
                why,
                advice,
                ..
            } => format!(
                "{}{place}: {why}{}",
                path.display(),
                Told(advice.as_deref(), name)
            ),
            Self::Several { faults, n, stopped } => several(faults, *n, *stopped, name),
            other => other.to_string(),
        }
    }

    /// The same with advice on a setting.
    pub(super) fn but(mut self, lead: &'static str, setting: Setting, remedy: Remedy) -> Self {
        if let Self::Content { advice, .. } = &mut self {
            *advice = Some(Box::new(Advice {
                lead,
                setting,
                remedy,
            }));
        }
        self
    }

    /// The same with advice on a setting, if it has none yet.
    pub(super) fn or(self, lead: &'static str, setting: Setting, remedy: Remedy) -> Self {
        match self {
            Self::Content { advice: None, .. } => self.but(lead, setting, remedy),
            other => other,
        }
    }

    /// What is wrong with a whole file or folder.
    pub(super) fn whole(path: &Path, why: impl Into<String>) -> Self {
        Self::Content {
            path: path.to_owned(),
            place: String::new(),
            why: why.into(),
            advice: None,
            is_damage: false,
        }
    }

    /// What is wrong at a place in a file, such as `line 17`.
    pub(super) fn at(path: &Path, place: impl AsRef<str>, why: impl Into<String>) -> Self {
        Self::Content {
            path: path.to_owned(),
            place: format!(", {}", place.as_ref()),
            why: why.into(),
            advice: None,
            is_damage: false,
        }
    }

    /// What the system said when a file or folder was to be read.
    pub(super) fn reading(path: &Path, why: io::Error) -> Self {
        let path = path.to_owned();
        match why.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Unreadable { path, why },
        }
    }

    /// What the system said when a file or folder was to be written.
    pub(super) fn writing(path: &Path, why: io::Error) -> Self {
        Self::Unwritable {
            path: path.to_owned(),
            why,
        }
    }
}
