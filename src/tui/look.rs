//! How a session looks and speaks: a property of the learner's terminal and wishes, not of the
//! process.

use std::sync::Arc;

use clap::ValueEnum;
use ratatui::symbols::Marker;

use super::graphics::Graphics;
use super::theme::Theme;
use crate::words::Words;

/// How things look and what they are called.
#[derive(Debug, Clone)]
pub struct Look {
    /// Colours by meaning.
    pub theme: Theme,
    /// How pictures are drawn.
    pub graphics: Arc<Graphics>,
    /// What curves are drawn with.
    pub markers: Markers,
    /// Whether only ASCII can be shown.
    pub is_ascii: bool,
    /// The interface's texts.
    pub words: Words,
    /// Whether things may move by themselves: a reveal that grows to its number.
    pub motion: bool,
}

/// What curves are drawn with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Markers {
    /// Eight dots a cell: the finest, where the font has them.
    #[default]
    Braille,
    /// Four quarters a cell.
    Quadrants,
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
            Self::Blocks => Marker::HalfBlock,
            Self::Dots => Marker::Dot,
            Self::Ascii => Marker::Custom('.'),
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

impl Look {
    /// These colours, half-blocks or characters for pictures, English, nothing moves.
    pub fn still(theme: Theme) -> Self {
        Self {
            graphics: Arc::new(Graphics::in_cells(theme.depth)),
            theme,
            markers: Markers::default(),
            is_ascii: false,
            words: Words::default(),
            motion: false,
        }
    }
}
