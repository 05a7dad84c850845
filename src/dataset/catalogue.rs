//! The list of what ships: what each set is, where it is from, under which licence, and what its
//! files and pictures must add up to. `data/catalogue.yaml` is the one source of it.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_yaml::with::singleton_map_recursive;

use super::error::DataError;
use super::labelled::{Inputs, Shape};

/// Everything that ships.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The sets, in the order in which they are listed.
    pub sets: Vec<Set>,
}

/// A set: one origin, one licence, one or more parts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Its short name.
    pub name: String,
    /// Its full name.
    pub title: String,
    /// What it shows, and who made it.
    pub about: String,
    /// The package that it came out of, with its version, and the work behind it.
    pub origin: String,
    /// Under which licence, by whose statement.
    pub licence: String,
    /// What was changed on the way here, and how it is read.
    pub changes: String,
    /// What an honest reader has to know.
    #[serde(default)]
    pub caveats: String,
    /// What can be selected.
    pub parts: Vec<Part>,
    /// Every file of the set, below the data folder.
    pub files: Vec<File>,
}

/// Pictures that can be selected.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The name by which lessons and commands select it.
    pub name: String,
    /// How close it is to what the world does.
    pub inputs: Inputs,
    /// Pictures.
    pub count: usize,
    /// Their shape.
    pub shape: Shape,
    /// The names of the classes.
    pub classes: Vec<String>,
    /// SHA-256 of the pictures and labels once read.
    pub digest: String,
    /// How it is read.
    pub read: Reader,
}

/// How a part's files become pictures.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// A pair of gzipped IDX files.
    Idx {
        /// The pictures.
        images: String,
        /// The labels.
        labels: String,
    },
    /// A folder of sheets, one a class, tiled row by row, named `0_airplane.webp` and so on.
    Sheets {
        /// The folder.
        folder: String,
    },
    /// A gzipped CSV of 8x8 counts of ink, 0 to 16, each brought into MNIST's form.
    Scans(String),
    /// A gzipped CSV of eight pen positions, 0 to 100 and y up, each drawn and brought into MNIST's
    /// form.
    Strokes(String),
    /// Typefaces, whose ten digits are each drawn and brought into MNIST's form.
    Faces(Vec<String>),
    /// A folder of pictures with the label in their names, squashed to 28x28 and nothing else.
    Squashed {
        /// The folder.
        folder: String,
    },
}

/// A file as it must be.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path below the data folder.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

impl Catalogue {
    /// Reads the list.
    ///
    /// # Errors
    /// When it is not the YAML that it should be.
    pub fn parse(yaml: &[u8]) -> Result<Self, DataError> {
        singleton_map_recursive::deserialize(serde_yaml::Deserializer::from_slice(yaml))
            .map_err(|error| DataError::Catalogue(error.to_string()))
    }

    /// All parts, with their sets.
    pub fn parts(&self) -> impl Iterator<Item = (&Set, &Part)> {
        self.sets
            .iter()
            .flat_map(|set| set.parts.iter().map(move |part| (set, part)))
    }

    /// The list as a page to read. `data/SOURCES.md` is this text.
    pub fn to_markdown(&self) -> String {
        let mut page = String::from(
            "# Where the data comes from\n\n\
             Made from `catalogue.yaml` by `mindgap data list --markdown`; change that file, not \
             this one.\nEvery digest is SHA-256; `mindgap data verify` proves them all.\n",
        );
        for set in &self.sets {
            // Writing to a String cannot fail.
            let _ = write_set(&mut page, set);
        }
        page
    }
}

fn write_set(page: &mut String, set: &Set) -> std::fmt::Result {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(
        page,
        "\n## {} (`{}`)\n\n{}\n",
        set.title,
        set.name,
        flat(&set.about)
    )?;
    writeln!(page, "- Origin: {}", flat(&set.origin))?;
    writeln!(page, "- Licence: {}", flat(&set.licence))?;
    writeln!(page, "- Changed: {}", flat(&set.changes))?;
    if !set.caveats.is_empty() {
        writeln!(page, "- To know: {}", flat(&set.caveats))?;
    }
    for part in &set.parts {
        writeln!(
            page,
            "- `{}`: {} pictures, {}, {} classes, {}; digest `{}`",
            part.name,
            part.count,
            part.shape,
            part.classes.len(),
            part.inputs,
            part.digest
        )?;
    }
    writeln!(page, "\n| file | bytes | SHA-256 |\n|---|---:|---|")?;
    for file in &set.files {
        writeln!(
            page,
            "| {} | {} | `{}` |",
            file.path, file.bytes, file.sha256
        )?;
    }
    Ok(())
}
