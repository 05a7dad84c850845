//! The size of pictures.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The size of every picture of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
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
