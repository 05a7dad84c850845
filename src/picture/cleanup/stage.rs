//! The stages of a clean-up by name, and what each left.

use std::fmt;

use image::{DynamicImage, GrayImage};
use serde::{Deserialize, Serialize};

/// A stage of the clean-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Turns the picture upright, as its EXIF data says.
    Upright,
    /// Finds the sheet of paper on a table and makes it a straight rectangle.
    Paper,
    /// Makes it grey, and small or large enough to be worked with.
    Grey,
    /// Makes the ink dark and the paper bright.
    Polarity,
    /// Divides by the paper's own brightness, so that a shadow is paper again.
    Background,
    /// Decides between ink and paper at the middle of the range; only where neither Sauvola nor Otsu
    /// does.
    Half,
    /// Decides between ink and paper by each pixel's surroundings (Sauvola and Pietikäinen 2000).
    Sauvola,
    /// Finds the edge of each stroke between its own ink and paper (Otsu 1979).
    Otsu,
    /// Removes ruled and grid lines, and leaves the strokes that cross them.
    Rules,
    /// Removes what touches the picture's border: frames, the table, the neighbour's digit.
    Border,
    /// Joins the parts of a digit, and drops specks and what has no digit's shape.
    Groups,
    /// Keeps the largest group of ink.
    Largest,
    /// Shears each digit until it stands upright.
    Deskew,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Upright => "upright",
            Self::Paper => "paper",
            Self::Grey => "grey",
            Self::Polarity => "polarity",
            Self::Background => "background",
            Self::Half => "half",
            Self::Sauvola => "sauvola",
            Self::Otsu => "otsu",
            Self::Rules => "rules",
            Self::Border => "border",
            Self::Groups => "groups",
            Self::Largest => "largest",
            Self::Deskew => "deskew",
        })
    }
}

/// What a stage left.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Which stage.
    pub step: Step,
    /// What it did to this picture, in a sentence without its full stop.
    pub about: String,
    /// The picture after it.
    pub picture: DynamicImage,
}

/// The stages so far.
#[derive(Default)]
pub(super) struct Log(pub(super) Vec<Stage>);

impl Log {
    pub(super) fn add(&mut self, step: Step, about: String, picture: &GrayImage) {
        self.0.push(Stage {
            step,
            about,
            picture: picture.clone().into(),
        });
    }
}
