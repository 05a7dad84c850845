//! How a session looks and speaks: a property of the learner's terminal and wishes, not of the
//! process.

use std::sync::Arc;

use clap::ValueEnum;
use ratatui::symbols::Marker;
use ratatui::symbols::pixel::{QUADRANTS, SEXTANTS};

use super::graphics::Graphics;
use super::theme::Theme;
use crate::pack::Album;
use crate::words::Words;

/// How things look and what they are called.
#[derive(Debug, Clone)]
pub struct Look {
    /// Colours by meaning.
    pub theme: Theme,
    /// How pictures are drawn.
    pub graphics: Arc<Graphics>,
    /// What curves are drawn with, and pictures where not every pixel has half a cell.
    pub markers: Markers,
    /// Whether only ASCII can be shown.
    pub is_ascii: bool,
    /// The interface's texts.
    pub words: Words,
    /// The pictures that the texts of the lesson show that is looked at.
    pub album: Album,
    /// Rows of the screen.
    pub rows: u16,
}

/// What curves are drawn with, and pictures where not every pixel has half a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Markers {
    /// Eight dots a cell: the finest, where the font has them.
    #[default]
    Braille,
    /// Four quarters a cell.
    Quadrants,
    /// Six parts a cell, where the font has them.
    Sextants,
    /// Two halves a cell.
    Blocks,
    /// A dot a cell.
    Dots,
    /// A plain character a cell.
    Ascii,
}

impl Markers {
    /// For the line of the training.
    pub(super) fn line(self) -> Marker {
        match self {
            Self::Braille => Marker::Braille,
            Self::Quadrants => Marker::Quadrant,
            Self::Sextants => Marker::Sextant,
            Self::Blocks => Marker::HalfBlock,
            Self::Dots => Marker::Dot,
            Self::Ascii => Marker::Custom('.'),
        }
    }

    /// Parts of a cell across and down of which a picture can be made, and the signs for those that are bright, by
    /// the bits of their places from left to right and from top to bottom; none where only halves can be had.
    pub(super) fn mosaic(self) -> Option<((u16, u16), &'static [char])> {
        match self {
            // Fonts that have Braille have quadrants too.
            Self::Braille | Self::Quadrants => Some(((2, 2), &QUADRANTS)),
            Self::Sextants => Some(((2, 3), &SEXTANTS)),
            Self::Blocks | Self::Dots | Self::Ascii => None,
        }
    }

    /// For single points on validation pictures, which have to differ from the line.
    pub(super) fn point(self) -> Marker {
        match self {
            Self::Dots => Marker::Custom('◆'),
            Self::Ascii => Marker::Custom('O'),
            _ => Marker::Dot,
        }
    }
}

/// Rows of a screen of which nothing is known.
pub(crate) const USUAL_ROWS: u16 = 24;

impl Look {
    /// These colours, half-blocks or characters for pictures, English.
    pub fn still(theme: Theme) -> Self {
        Self {
            graphics: Arc::new(Graphics::in_cells(theme.depth)),
            theme,
            markers: Markers::default(),
            is_ascii: false,
            words: Words::default(),
            album: Album::default(),
            rows: USUAL_ROWS,
        }
    }
}
