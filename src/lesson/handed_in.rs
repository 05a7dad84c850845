//! A digit that a learner handed in: drawn on the canvas, or cut out of a photo of paper.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::GrayImage;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::drawing::Drawing;
use super::tool::Tool;
use crate::picture::SIDE;

/// A digit that a learner handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
// What was remembered before there was paper are drawings alone.
#[serde(untagged)]
pub enum HandedIn {
    /// Cut out of a photo.
    Paper {
        /// The digit in MNIST's form.
        paper: Cutout,
    },
    /// Drawn on the canvas.
    Drawn(Drawing),
}

impl HandedIn {
    /// What it was written with.
    pub fn tool(&self) -> Tool {
        match self {
            Self::Paper { .. } => Tool::Paper,
            Self::Drawn(drawing) => drawing.tool(),
        }
    }

    /// What a network sees of it: 28x28, as MNIST would show it. None, where nothing is drawn.
    pub fn seen(&self) -> Option<GrayImage> {
        match self {
            Self::Paper { paper } => Some(paper.0.clone()),
            Self::Drawn(drawing) => drawing.seen(),
        }
    }

    /// The ink, as finely as it is known.
    pub fn ink(&self) -> GrayImage {
        match self {
            Self::Paper { paper } => paper.0.clone(),
            Self::Drawn(drawing) => drawing.ink(),
        }
    }
}

/// A digit that was found in a photo, 28x28 in MNIST's form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cutout(GrayImage);

/// What is remembered is no cut-out.
#[derive(Debug, Error)]
#[error("a digit on paper is {SIDE}x{SIDE} bytes in base64")]
pub struct NoCutout;

impl Cutout {
    /// Of the pixels, row by row; none where they are not as many.
    pub fn of(pixels: &[u8]) -> Option<Self> {
        // A picture may be made of more than it shows.
        let is_whole = pixels.len() == (SIDE * SIDE) as usize;
        let picture = is_whole.then(|| GrayImage::from_raw(SIDE, SIDE, pixels.to_vec()));
        picture.flatten().map(Self)
    }
}

impl TryFrom<String> for Cutout {
    type Error = NoCutout;

    fn try_from(text: String) -> Result<Self, NoCutout> {
        let pixels = STANDARD.decode(text).map_err(|_| NoCutout)?;
        Self::of(&pixels).ok_or(NoCutout)
    }
}

impl From<Cutout> for String {
    fn from(cutout: Cutout) -> Self {
        STANDARD.encode(cutout.0.as_raw())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;
    use crate::lesson::Pen;

    #[test]
    fn drawings_that_were_remembered_before_there_was_paper_are_still_understood() {
        let old = r#"[{"strokes":[[[0.5,0.2],[0.5,0.8]]],"width":2}]"#;
        let read: Vec<HandedIn> = serde_json::from_str(old).unwrap();
        assert_eq!(read[0].tool(), Tool::Canvas);
        assert!(read[0].seen().is_some());
    }

    #[test]
    fn both_kinds_are_remembered_as_they_are() {
        let mut drawing = Drawing::default();
        for pen in [
            Pen::Down(Tool::Keys, (0.5, 0.2)),
            Pen::To((0.5, 0.8)),
            Pen::Up,
        ] {
            drawing.obey(pen);
        }
        let mut pixels = vec![0; 784];
        pixels[400] = 255;
        let paper = Cutout::of(&pixels).unwrap();
        let both = vec![HandedIn::Drawn(drawing), HandedIn::Paper { paper }];
        let json = serde_json::to_string(&both).unwrap();
        assert_eq!(serde_json::from_str::<Vec<HandedIn>>(&json).unwrap(), both);
        assert_eq!(both[0].tool(), Tool::Keys);
        assert_eq!(both[1].tool(), Tool::Paper);
        assert_eq!(both[1].seen().unwrap().into_raw(), pixels);
    }

    #[test]
    fn what_is_no_digit_of_paper_is_refused() {
        assert!(Cutout::of(&[0; 783]).is_none() && Cutout::of(&[0; 785]).is_none());
        for text in ["", "AAAA", "?"] {
            assert!(Cutout::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
