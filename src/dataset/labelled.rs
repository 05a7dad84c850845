//! Pictures in memory, with their labels.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::hex;

/// The shape of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Columns of pixels.
    pub width: usize,
    /// Rows of pixels.
    pub height: usize,
    /// 1 for grey, 3 for red, green and blue.
    pub channels: usize,
}

impl Shape {
    /// Bytes in a picture.
    pub fn bytes(self) -> usize {
        self.width * self.height * self.channels
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.channels == 1 { "grey" } else { "colour" };
        write!(f, "{}x{} {kind}", self.width, self.height)
    }
}

/// How close pictures are to what the world does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Inputs {
    /// Scans and photos, brought into form.
    Real,
    /// Drawn by a program from something real: recorded pen strokes, typefaces.
    Rendered,
    /// Real pictures, altered by a program that imitates the world.
    Simulated,
}

impl fmt::Display for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Real => "real",
            Self::Rendered => "rendered",
            Self::Simulated => "simulated",
        })
    }
}

/// Pictures of one shape, each with its class.
#[derive(Debug)]
pub struct Dataset {
    name: String,
    inputs: Inputs,
    shape: Shape,
    classes: Vec<String>,
    pixels: Vec<u8>,
    labels: Vec<u8>,
    digest: OnceLock<String>,
}

impl Dataset {
    /// Puts a set together. `pixels` holds the pictures one after the other, rows of pixels,
    /// channels last.
    ///
    /// # Errors
    /// Says what does not fit: the number of bytes, or a label that is no class.
    pub fn new(
        name: String,
        inputs: Inputs,
        shape: Shape,
        classes: Vec<String>,
        pixels: Vec<u8>,
        labels: Vec<u8>,
    ) -> Result<Self, String> {
        if pixels.len() != labels.len() * shape.bytes() {
            return Err(format!(
                "{} labels go with {} bytes of pictures, not with {}",
                labels.len(),
                labels.len() * shape.bytes(),
                pixels.len()
            ));
        }
        let strange = labels
            .iter()
            .position(|&label| usize::from(label) >= classes.len());
        if let Some(at) = strange {
            return Err(format!(
                "picture {at} has the label {}, but there are only {} classes",
                labels[at],
                classes.len()
            ));
        }
        Ok(Self {
            name,
            inputs,
            shape,
            classes,
            pixels,
            labels,
            digest: OnceLock::new(),
        })
    }

    /// Its name, such as `mnist/test`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How close it is to what the world does.
    pub fn inputs(&self) -> Inputs {
        self.inputs
    }

    /// The shape of every picture.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The names of the classes; a label is a place in this list.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The bytes of a picture: rows of pixels, channels last.
    ///
    /// # Panics
    /// When there are not so many pictures.
    pub fn picture(&self, at: usize) -> &[u8] {
        let bytes = self.shape.bytes();
        &self.pixels[at * bytes..(at + 1) * bytes]
    }

    /// The class of a picture.
    ///
    /// # Panics
    /// When there are not so many pictures.
    pub fn label(&self, at: usize) -> u8 {
        self.labels[at]
    }

    /// Hexadecimal SHA-256 over shape, pictures and labels. Computed once.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| {
            let mut hasher = Sha256::new();
            hasher.update(format!("{}\n{}\n", self.shape, self.labels.len()));
            hasher.update(&self.pixels);
            hasher.update(&self.labels);
            hex(hasher.finalize())
        })
    }
}
