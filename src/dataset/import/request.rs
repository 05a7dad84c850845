//! What is asked of an import, and what is too much.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use thiserror::Error;

use super::error::{ImportError, Setting, as_key};
use crate::dataset::{Inputs, Shape};

/// What to import, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// A file or a folder.
    pub path: PathBuf,
    /// More files of its kind: only photos of filled sheets may be several.
    pub others: Vec<PathBuf>,
    /// What the set will be called.
    pub name: String,
    /// The file of the labels, where the format keeps them apart and its name does not tell.
    pub labels: Option<PathBuf>,
    /// The classes' names, in the order of their labels; if absent, the names of the sub-folders, or
    /// the labels themselves from 0 to the highest.
    pub classes: Option<Vec<String>>,
    /// The licence.
    pub licence: Option<String>,
    /// Who made the data and where it was had.
    pub origin: Option<String>,
    /// Whether the pictures are real, rendered or simulated.
    pub inputs: Option<Inputs>,
    /// The size of a picture, where the format does not tell.
    pub shape: Option<Shape>,
    /// Where a table's labels are.
    pub label_column: Option<LabelColumn>,
    /// Make the pictures another size.
    pub fit: Option<Fit>,
    /// Make colours grey (luma by ITU-R BT.709).
    pub grey: bool,
    /// Make dark bright and bright dark, before anything else is done.
    pub invert: bool,
    /// Exchange rows and columns; if absent, only those of EMNIST, which are stored so.
    pub transpose: Option<bool>,
    /// The values of black and white in arrays and tables; if absent, 0 and 1, -1 and 1, or 0 and 255, as they go.
    pub range: Option<ValueRange>,
    /// What shows through pictures that one can see through; if absent, they are refused.
    pub on: Option<On>,
    /// What the groups are, where the labels tell of several.
    pub groups: Option<GroupBy>,
    /// Leave out damaged pictures and rows, and say how many they were.
    pub skip_damaged: bool,
    /// How remarks write a setting, alone or with a value.
    pub naming: fn(Setting, Option<&str>) -> String,
    /// What is too much.
    pub limits: Limits,
}

impl Request {
    /// Everything at a path under a name, as it is.
    pub fn new(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            others: Vec::new(),
            name: name.into(),
            labels: None,
            classes: None,
            licence: None,
            origin: None,
            inputs: None,
            shape: None,
            label_column: None,
            fit: None,
            grey: false,
            invert: false,
            transpose: None,
            range: None,
            on: None,
            groups: None,
            skip_damaged: false,
            naming: as_key,
            limits: Limits::default(),
        }
    }
}

/// What is too much for one part of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pictures.
    pub pictures: usize,
    /// Pixels along a side of a picture.
    pub side: usize,
    /// Bytes of all pictures, decoded: as much memory as a training on them takes at the least.
    pub bytes: u64,
}

impl Default for Limits {
    /// A million pictures, 512 pixels a side, 2 GiB.
    fn default() -> Self {
        Self {
            pictures: 1_000_000,
            side: 512,
            bytes: 2 << 30,
        }
    }
}

impl Limits {
    pub(super) fn check_count(&self, path: &Path, n: usize) -> Result<(), ImportError> {
        if n <= self.pictures {
            return Ok(());
        }
        let why = format!(
            "it has {n} pictures or more, and {} are the most; import a part of them",
            self.pictures
        );
        Err(ImportError::whole(path, why))
    }

    pub(super) fn check(&self, path: &Path, n: usize, shape: Shape) -> Result<(), ImportError> {
        self.check_count(path, n)?;
        let fail = |why: String| Err(ImportError::whole(path, why));
        let Shape {
            width,
            height,
            channels,
        } = shape;
        if width == 0 || height == 0 || !matches!(channels, 1 | 3) {
            return fail(format!(
                "its pictures are {shape}; there must be pixels, of 1 or 3 channels"
            ));
        }
        if width > self.side || height > self.side {
            return fail(format!(
                "its pictures are {shape}, and a side may have {} pixels; make them smaller before",
                self.side
            ));
        }
        let bytes = (n as u64).saturating_mul(shape.pixels() as u64);
        if bytes > self.bytes {
            return fail(format!(
                "{n} pictures of {shape} take {} MiB of memory, and {} are the most; import a part \
                 of them",
                bytes.div_ceil(1 << 20),
                self.bytes >> 20
            ));
        }
        Ok(())
    }
}

/// How pictures become another size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Squashed to this many pixels a row and rows, whatever the aspect ratio was.
    Squash {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// Whether colours stay; grey, if not.
        colours: bool,
    },
    /// Cut at half of white into ink and paper, then brought into MNIST's form as MNIST's authors
    /// did: 28x28, the ink in a box of 20, centred by its mass. Ink has to be bright.
    Mnistify,
}

/// This is no way to make pictures fit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("write a size such as 28x28 or, for colours, 32x32x3 (at most 512x512), or mnistify")]
pub struct NoFit;

impl FromStr for Fit {
    type Err = NoFit;

    fn from_str(text: &str) -> Result<Self, NoFit> {
        if text == "mnistify" {
            return Ok(Self::Mnistify);
        }
        let side = |text: &str| text.parse().ok().filter(|side| (1..=512).contains(side));
        let (size, colours) = match text.strip_suffix("x3") {
            // 28x3 is a size, if a strange one.
            Some(size) if size.contains('x') => (size, true),
            _ => (text, false),
        };
        let sides = size.split_once('x');
        sides
            .and_then(|(width, height)| {
                Some(Self::Squash {
                    width: side(width)?,
                    height: side(height)?,
                    colours,
                })
            })
            .ok_or(NoFit)
    }
}

/// Where a row's label stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelColumn {
    /// Before the pixels.
    First,
    /// After the pixels.
    Last,
    /// In the column of this name.
    Named(String),
}

/// This is no column.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there are first, last and the column's name")]
pub struct NoColumn;

impl FromStr for LabelColumn {
    type Err = NoColumn;

    fn from_str(text: &str) -> Result<Self, NoColumn> {
        match text {
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            "" => Err(NoColumn),
            name => Ok(Self::Named(name.to_owned())),
        }
    }
}

/// The values that are black and white; those between are grey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueRange {
    /// Black.
    pub black: f64,
    /// White; above black.
    pub white: f64,
}

/// These are no values of black and white.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("write the values of black and white, the lower one first, such as 0..1 or -1..1")]
pub struct NoRange;

impl FromStr for ValueRange {
    type Err = NoRange;

    fn from_str(text: &str) -> Result<Self, NoRange> {
        let value = |text: &str| {
            text.trim()
                .parse()
                .ok()
                .filter(|value: &f64| value.is_finite())
        };
        let values = text.split_once("..");
        let range = values.and_then(|(black, white)| {
            Some(Self {
                black: value(black)?,
                white: value(white)?,
            })
        });
        range
            .filter(|range| range.black < range.white)
            .ok_or(NoRange)
    }
}

impl fmt::Display for ValueRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.black, self.white)
    }
}

/// What shows through pictures that one can see through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// White.
    White,
    /// Black.
    Black,
    /// White under dark strokes and black under bright ones, of each picture by itself.
    Auto,
}

/// This is nothing that pictures can be laid on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there are white, black and auto")]
pub struct NoGround;

impl FromStr for On {
    type Err = NoGround;

    fn from_str(text: &str) -> Result<Self, NoGround> {
        match text {
            "white" => Ok(Self::White),
            "black" => Ok(Self::Black),
            "auto" => Ok(Self::Auto),
            _ => Err(NoGround),
        }
    }
}

/// What pictures have in common that form a group, of what QMNIST's labels tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// Whoever wrote them.
    Writer,
    /// The series of NIST's forms that they are from: who was asked to write, and when.
    Hsf,
}

/// These are no groups.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there are writer and hsf")]
pub struct NoGroups;

impl FromStr for GroupBy {
    type Err = NoGroups;

    fn from_str(text: &str) -> Result<Self, NoGroups> {
        match text {
            "writer" => Ok(Self::Writer),
            "hsf" => Ok(Self::Hsf),
            _ => Err(NoGroups),
        }
    }
}

/// This cannot be the name of a set.
#[derive(Debug, Error)]
#[error(
    "a name has up to 64 lower-case letters, digits, -, _ and ., and begins with a letter or digit; choose such a name"
)]
pub(super) struct NoName;

/// Whether a set or part may have this name: it is a folder's name, and part of a selector.
pub(super) fn check_name(name: &str) -> Result<(), NoName> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let right = name.bytes().next().is_some_and(plain)
        && name
            .bytes()
            .all(|byte| plain(byte) || b"-_.".contains(&byte))
        && name.len() <= 64;
    match right {
        true => Ok(()),
        false => Err(NoName),
    }
}
