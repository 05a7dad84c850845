//! What ships: every set with its origin, licence and caveats, every part with its digest, every
//! file with its checksum. `data/catalogue.yaml` is the one place where this is written down.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DataError, Inputs, Provenance, Shape};
use crate::base::closest;

/// All sets, in the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The sets.
    pub sets: Vec<Set>,
}

/// Data of one origin, in any number of parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Its name in selectors.
    pub name: String,
    /// Its name among people.
    pub title: String,
    /// What it shows, in a sentence or two.
    pub about: String,
    /// Whether its pictures are real, rendered or simulated.
    pub inputs: Inputs,
    /// The package (registry, name, version) that the files were taken from.
    pub origin: String,
    /// The licence, and who states it.
    pub licence: String,
    /// What to cite.
    pub citation: String,
    /// What was done to the original.
    pub changes: String,
    /// What a reader should know before quoting a number measured on it.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// The parts that can be opened.
    pub parts: Vec<Part>,
    /// Files that are shipped with it but are not labelled pictures: licences, whole photos.
    #[serde(default)]
    pub files: Vec<File>,
}

/// Labelled pictures that are opened together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in selectors, such as `mnist/train`.
    pub name: String,
    /// How its files become pictures.
    pub format: Format,
    /// How many pictures it has.
    pub count: usize,
    /// The size of its pictures as they are shown to a model.
    pub shape: Shape,
    /// Its classes' names; a label counts from 0 among them.
    pub classes: Vec<String>,
    /// Why no network may learn from it, where it is kept for measuring.
    #[serde(default, skip_serializing_if = "Option::is_none", alias = "reserved")]
    pub evaluation_only: Option<String>,
    /// Which rows of it belong together, where its file does not say so itself: those of some writers, say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupRows>,
    /// The digest of its pictures and labels as decoded (see [`super::Dataset::digest`]).
    pub digest: String,
    /// The files that it is decoded from, in this order.
    pub files: Vec<File>,
}

/// Pictures of a part that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRows {
    /// What they are called.
    pub name: String,
    /// From which picture to which, both counted from 1.
    pub rows: Vec<(usize, usize)>,
}

impl Part {
    /// The names of its groups, each once, as far as they are known without decoding it.
    pub fn group_names(&self) -> Vec<&str> {
        let of_files = self.files.iter().filter_map(|file| file.group.as_deref());
        let of_rows = self.groups.iter().map(|group| group.name.as_str());
        let mut seen = BTreeSet::new();
        let names = of_files.chain(of_rows);
        names.filter(|name| seen.insert(*name)).collect()
    }
}

/// A file below `data/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path below `data/`, with forward slashes.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
    /// The typeface family or the like that its pictures belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What is particular about it, where the set's own words do not cover it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How the files of a part become pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// MNIST's own: a gzip file of pictures, one of labels.
    Idx,
    /// One sheet of tiles for each class, the label first in the file's name.
    Sheets,
    /// Rows of 8x8 counts 0 to 16 and a label (optdigits).
    Blocks,
    /// Rows of 8 points of a pen's way and a label (pendigits).
    Strokes,
    /// Typefaces, of which the digits 0 to 9 are drawn.
    Fonts,
    /// Typefaces, of which the letters A to Z are drawn; their classes follow the ten digits.
    Letters,
    /// No ink at all; its class follows the ten digits.
    Blank,
    /// One photographed cell a file, the label in the file's name; merely squashed.
    Cells,
    /// The same, cleaned up as the photo of one digit.
    CleanedCells,
    /// What learners write as the lessons go on; no file has it.
    Live,
}

impl Format {
    /// Whether there is no digit among the pictures, although the ten digits are the first classes.
    pub fn shows_no_digits(self) -> bool {
        matches!(self, Self::Letters | Self::Blank)
    }
}

impl Catalogue {
    /// The catalogue of the data inside this program.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the text is compiled in, and tests read it"
            )]
            Catalogue::read(include_str!("../../data/catalogue.yaml")).expect("the catalogue")
        });
        &BUILTIN
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// Says what is wrong, and in which line.
    pub(super) fn read(yaml: &str) -> Result<Self, serde_yaml::Error> {
        serde_yaml::from_str(yaml)
    }

    /// Every part with its set, in order.
    pub fn parts(&self) -> impl Iterator<Item = (&Set, &Part)> {
        self.sets
            .iter()
            .flat_map(|set| set.parts.iter().map(move |part| (set, part)))
    }

    /// Every file once, those of parts first in each set.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.sets.iter().flat_map(Set::files)
    }

    /// The part of this name, and its set.
    ///
    /// # Errors
    /// When there is none, with the closest name or all names; when it is the name of a set that
    /// has parts, with their names.
    pub fn find(&self, name: &str) -> Result<(&Set, &Part), DataError> {
        if let Some(found) = self.parts().find(|(_, part)| part.name == name) {
            return Ok(found);
        }
        let stem = name.split('/').next().unwrap_or_default();
        if let Some(set) = self.sets.iter().find(|set| set.name == name) {
            return Err(DataError::WhichPart {
                set: name.to_owned(),
                parts: set.part_names(),
            });
        }
        let parts: Vec<&str> = self.parts().map(|(_, part)| part.name.as_str()).collect();
        let sets = self.sets.iter().map(|set| set.name.as_str());
        let meant = closest(name, parts.iter().copied().chain(sets)).unwrap_or(stem);
        let hint = match self.sets.iter().find(|set| set.name == meant) {
            Some(set) => format!("did you mean {}?", set.part_names()),
            None if meant != stem => format!("did you mean {meant}?"),
            None => format!("there are {}", parts.join(", ")),
        };
        Err(DataError::Unknown {
            name: name.to_owned(),
            hint,
        })
    }

    /// The set of this name.
    ///
    /// # Errors
    /// When there is none, with the closest name or all names.
    pub(super) fn set(&self, name: &str) -> Result<&Set, DataError> {
        let names = || self.sets.iter().map(|set| set.name.as_str());
        let found = self.sets.iter().find(|set| set.name == name);
        found.ok_or_else(|| DataError::Unknown {
            name: name.to_owned(),
            hint: match closest(name, names()) {
                Some(close) => format!("did you mean {close}?"),
                None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
            },
        })
    }

    /// The part of this name, if a network may learn from it.
    ///
    /// # Errors
    /// As [`Catalogue::find`], and when the part is kept for measuring, with the reason.
    pub fn learnable(&self, name: &str) -> Result<&Part, DataError> {
        let (_, part) = self.find(name)?;
        let test = part.name.ends_with("/test");
        let test = test.then_some("a test part is there to be measured on");
        match part.evaluation_only.as_deref().or(test) {
            Some(why) => Err(DataError::EvaluationOnly {
                name: name.to_owned(),
                why: why.to_owned(),
            }),
            None => Ok(part),
        }
    }

    /// The file of this path.
    ///
    /// # Errors
    /// When there is none, with the closest path.
    pub fn file(&self, path: &str) -> Result<&File, DataError> {
        self.files().find(|file| file.path == path).ok_or_else(|| {
            let paths = self.files().map(|file| file.path.as_str());
            let hint = match closest(path, paths) {
                Some(close) => format!("did you mean {close}?"),
                None => "SOURCES.md lists every file".to_owned(),
            };
            DataError::Unknown {
                name: path.to_owned(),
                hint,
            }
        })
    }
}

impl Set {
    /// Every file once, those of parts first. Two parts may be decoded from the same files.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        let mut seen = BTreeSet::new();
        let of_parts = self.parts.iter().flat_map(|part| &part.files);
        of_parts
            .chain(&self.files)
            .filter(move |file| seen.insert(file.path.as_str()))
    }

    /// The names of its parts, as a sentence lists them.
    fn part_names(&self) -> String {
        let names: Vec<&str> = self.parts.iter().map(|part| part.name.as_str()).collect();
        names.join(" or ")
    }

    /// What the set's pictures carry with them.
    pub(super) fn provenance(&self) -> Provenance {
        Provenance {
            origin: self.origin.clone(),
            licence: self.licence.clone(),
            changes: self.changes.clone(),
            caveats: self.caveats.clone(),
        }
    }
}
