//! Labelled pictures: the built-in sets and a user's own, where they come from, and views of parts of
//! them.
//!
//! Read in this order: [`Dataset`] here, [`Split`] (a view of some of its pictures), [`Selector`]
//! (how a lesson names pictures), [`Library`] (opens what is named), [`Catalogue`] (what there is,
//! and its origin). `format/` turns shipped files into pictures; [`import`] brings a user's own data
//! into the form of shipped ones.

mod catalogue;
mod error;
mod files;
mod format;
mod handwriting;
pub mod import;
mod library;
mod selector;
mod shelf;
mod sources;
mod split;
mod verify;

use std::fmt::{self, Write};
use std::str::FromStr;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use catalogue::{Catalogue, File, Format, Part, Set};
pub use error::DataError;
pub use library::Library;
pub use selector::Selector;
pub use split::Split;
pub use verify::{Finding, Progress};

/// The size of every picture of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Values of a pixel: 1 for grey, 3 for red, green, blue.
    pub channels: usize,
}

impl Shape {
    /// Values in one picture: width x height x channels.
    pub fn pixels(&self) -> usize {
        self.width * self.height * self.channels
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}x{}", self.width, self.height, self.channels)
    }
}

/// This is no size of pictures.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("write a size such as 28x28, or 32x32x3 for colours")]
pub struct NoShape;

/// Reads `28x28` as grey, and `32x32x3`.
impl FromStr for Shape {
    type Err = NoShape;

    fn from_str(text: &str) -> Result<Self, NoShape> {
        let sizes: Result<Vec<usize>, _> = text.split('x').map(str::parse).collect();
        let shape = match sizes.as_deref() {
            Ok(&[width, height]) => Some((width, height, 1)),
            Ok(&[width, height, channels @ (1 | 3)]) => Some((width, height, channels)),
            _ => None,
        };
        let sides = 1..=usize::from(u16::MAX);
        shape
            .filter(|(width, height, _)| sides.contains(width) && sides.contains(height))
            .map(|(width, height, channels)| Self {
                width,
                height,
                channels,
            })
            .ok_or(NoShape)
    }
}

/// This is no kind of inputs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there are real, rendered and simulated")]
pub struct NoInputs;

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
}

impl FromStr for Inputs {
    type Err = NoInputs;

    fn from_str(text: &str) -> Result<Self, NoInputs> {
        let mut all = [Self::Real, Self::Rendered, Self::Simulated].into_iter();
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

/// Which writer, typeface family or the like each picture belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Groups {
    /// Each group's name.
    pub names: Vec<String>,
    /// For each picture, the place of its group among the names.
    pub of: Vec<u16>,
}

/// The pictures and labels themselves, as a format's reader returns them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Pictures {
    /// One picture after the other: rows from the top, channels last.
    pub pixels: Vec<u8>,
    /// One class for each picture.
    pub labels: Vec<u8>,
    /// The groups, where they are known.
    pub groups: Option<Groups>,
}

/// What does not fit between pictures and their description.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Misfit {
    /// More or fewer pixels than labels tell of.
    #[error(
        "{labels} labels, but {bytes} bytes of pictures; {labels} pictures of {shape} have {}",
        labels * shape.pixels()
    )]
    Pixels {
        labels: usize,
        shape: Shape,
        bytes: usize,
    },
    /// A label of no class.
    #[error(
        "picture {picture} has the label {label}; the labels of {part} are 0 to {}",
        classes.saturating_sub(1)
    )]
    Label {
        picture: usize,
        label: u8,
        part: String,
        classes: usize,
    },
    /// Groups of other pictures.
    #[error("the groups do not fit the pictures")]
    Groups,
}

/// Labelled pictures, all of one shape, in memory. Lengths and labels were checked when it was made.
pub struct Dataset {
    name: String,
    title: String,
    shape: Shape,
    classes: Vec<String>,
    inputs: Inputs,
    provenance: Provenance,
    pictures: Pictures,
    digest: OnceLock<String>,
}

impl Dataset {
    /// Checks that pictures, labels and groups fit each other and the set's description.
    ///
    /// # Errors
    /// Says what does not fit.
    pub(crate) fn new(set: &Set, part: &Part, pictures: Pictures) -> Result<Self, Misfit> {
        let (n, shape) = (pictures.labels.len(), part.shape);
        if pictures.pixels.len() != n * shape.pixels() {
            return Err(Misfit::Pixels {
                labels: n,
                shape,
                bytes: pictures.pixels.len(),
            });
        }
        let classes = part.classes.len();
        if let Some(at) = pictures
            .labels
            .iter()
            .position(|&label| usize::from(label) >= classes)
        {
            return Err(Misfit::Label {
                picture: at,
                label: pictures.labels[at],
                part: part.name.clone(),
                classes,
            });
        }
        let fits = |groups: &Groups| {
            groups.of.len() == n
                && groups
                    .of
                    .iter()
                    .all(|&group| usize::from(group) < groups.names.len())
        };
        if !pictures.groups.as_ref().is_none_or(fits) {
            return Err(Misfit::Groups);
        }
        Ok(Self {
            name: part.name.clone(),
            title: set.title.clone(),
            shape,
            classes: part.classes.clone(),
            inputs: set.inputs,
            provenance: set.provenance(),
            pictures,
            digest: OnceLock::new(),
        })
    }

    /// The pictures at `indices` after a program altered them. `pixels` has to hold as many pictures.
    pub(crate) fn altered(&self, indices: &[u32], how: &str, pixels: Vec<u8>) -> Self {
        let kept = |place: &u32| *place as usize;
        let pictures = Pictures {
            pixels,
            labels: indices
                .iter()
                .map(|place| self.pictures.labels[kept(place)])
                .collect(),
            groups: self.pictures.groups.as_ref().map(|groups| Groups {
                names: groups.names.clone(),
                of: indices.iter().map(|place| groups.of[kept(place)]).collect(),
            }),
        };
        Self {
            name: format!("{} ({how})", self.name),
            title: self.title.clone(),
            shape: self.shape,
            classes: self.classes.clone(),
            inputs: Inputs::Simulated,
            provenance: Provenance {
                changes: format!(
                    "{} Then altered by mindgap: {how}.",
                    self.provenance.changes
                ),
                ..self.provenance.clone()
            },
            pictures,
            digest: OnceLock::new(),
        }
    }

    /// What selectors call it, such as `mnist/train`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it, such as "Fashion-MNIST".
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The size of each picture.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The classes' names; a label counts from 0 among them.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Whether the pictures are real, rendered or simulated.
    pub fn inputs(&self) -> Inputs {
        self.inputs
    }

    /// Origin, licence, changes, caveats.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.pictures.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pictures.labels.is_empty()
    }

    /// A picture: rows from the top, channels last, `shape().pixels()` bytes; none past the end.
    pub fn picture(&self, index: usize) -> Option<&[u8]> {
        let size = self.shape.pixels();
        let start = index.checked_mul(size)?;
        self.pictures.pixels.get(start..start.checked_add(size)?)
    }

    /// A picture's class; none past the end.
    pub fn label(&self, index: usize) -> Option<u8> {
        self.pictures.labels.get(index).copied()
    }

    /// All labels, in the order of the pictures.
    pub fn labels(&self) -> &[u8] {
        &self.pictures.labels
    }

    /// All pictures, one after the other.
    pub fn pixels(&self) -> &[u8] {
        &self.pictures.pixels
    }

    /// The writer, typeface family or the like of a picture, where it is known.
    pub fn group(&self, index: usize) -> Option<&str> {
        let groups = self.pictures.groups.as_ref()?;
        let group = groups.of.get(index)?;
        groups.names.get(usize::from(*group)).map(String::as_str)
    }

    /// SHA-256 in hex over width, height, channels and count (64 bits each, little endian), then
    /// the pictures, then the labels. The name is not part of it.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| {
            let mut hasher = begin_digest(self.shape, self.len());
            hasher.update(&self.pictures.pixels);
            hasher.update(&self.pictures.labels);
            hex(&hasher.finalize())
        })
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dataset({}, {} x {})", self.name, self.len(), self.shape)
    }
}

/// What a dataset's digest begins with, before the pictures and the labels.
pub(crate) fn begin_digest(shape: Shape, count: usize) -> Sha256 {
    let mut hasher = Sha256::new();
    for number in [shape.width, shape.height, shape.channels, count] {
        hasher.update((number as u64).to_le_bytes());
    }
    hasher
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
