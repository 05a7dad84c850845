//! Labelled pictures in memory.

use std::fmt::{self, Write};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::catalogue::{GroupRows, Part, Set};
use super::provenance::{Inputs, Provenance};
use super::shape::Shape;

/// Which writer, typeface family or the like each picture belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Groups {
    /// Each group's name.
    pub(super) names: Vec<String>,
    /// For each picture, the place of its group among the names.
    pub(super) of: Vec<u16>,
}

impl Groups {
    /// Those that rows tell of, for so many pictures; none where a picture is in none of them, or in two.
    pub(super) fn by_rows(rows: &[GroupRows], n: usize) -> Option<Self> {
        let mut of = vec![None; n];
        for (group, place) in rows.iter().zip(0u16..) {
            for &(first, last) in &group.rows {
                let pictures = of.get_mut(first.checked_sub(1)?..last)?;
                for picture in pictures {
                    if picture.replace(place).is_some() {
                        return None;
                    }
                }
            }
        }
        Some(Self {
            names: rows.iter().map(|group| group.name.clone()).collect(),
            of: of.into_iter().collect::<Option<_>>()?,
        })
    }
}

/// The pictures and labels themselves, as a format's reader returns them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Pictures {
    /// One picture after the other: rows from the top, channels last.
    pub(super) pixels: Vec<u8>,
    /// One class for each picture.
    pub(super) labels: Vec<u8>,
    /// The groups, where they are known.
    pub(super) groups: Option<Groups>,
    /// Whether each is kept apart to be measured on, where that was decided when it came.
    pub(super) apart: Option<Vec<bool>>,
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
    shape: Shape,
    classes: Vec<String>,
    inputs: Inputs,
    provenance: Provenance,
    pictures: Pictures,
    /// Of altered pictures, the places that they had before.
    origins: Option<Vec<u32>>,
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
        let apart = pictures.apart.as_ref();
        if !pictures.groups.as_ref().is_none_or(fits) || apart.is_some_and(|apart| apart.len() != n)
        {
            return Err(Misfit::Groups);
        }
        Ok(Self {
            name: part.name.clone(),
            shape,
            classes: part.classes.clone(),
            inputs: set.inputs,
            provenance: set.provenance(),
            pictures,
            origins: None,
            digest: OnceLock::new(),
        })
    }

    /// The pictures at `indices` after a program altered them, which makes `inputs` of them. `pixels` has to
    /// hold as many pictures.
    pub(super) fn altered(
        &self,
        indices: &[u32],
        (how, inputs): (&str, Inputs),
        pixels: Vec<u8>,
    ) -> Self {
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
            apart: None,
        };
        Self {
            name: format!("{} ({how})", self.name),
            shape: self.shape,
            classes: self.classes.clone(),
            inputs,
            provenance: Provenance {
                changes: format!(
                    "{} Then altered by mindgap: {how}.",
                    self.provenance.changes
                ),
                ..self.provenance.clone()
            },
            pictures,
            origins: Some(indices.iter().map(|&index| self.origin(index)).collect()),
            digest: OnceLock::new(),
        }
    }

    /// The place of a picture among those that nothing had altered yet.
    pub(crate) fn origin(&self, index: u32) -> u32 {
        let origins = self.origins.as_ref();
        origins
            .and_then(|origins| origins.get(index as usize).copied())
            .unwrap_or(index)
    }

    /// What selectors call it, such as `mnist/train`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The size of each picture.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The classes' names; a label counts from 0 among them.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The name of a class; a question mark for one that there is not.
    pub fn class_name(&self, class: u8) -> &str {
        let name = self.classes.get(usize::from(class));
        name.map_or("?", String::as_str)
    }

    /// Whether the pictures are real, rendered, simulated or attacked.
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

    /// Whether a picture is kept apart, where that was decided when it came.
    pub(super) fn is_apart(&self, index: usize) -> Option<bool> {
        self.pictures.apart.as_ref()?.get(index).copied()
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
