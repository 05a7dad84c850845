//! A frame while it is drawn: where cells go, how things look, and what a mouse finds where.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::command::Command;
use super::look::Look;
use super::touch::{Phase, Touch};

/// A frame that is being drawn.
pub(crate) struct Page<'p, 'f> {
    /// The cells.
    pub(super) frame: &'p mut Frame<'f>,
    /// How things look.
    pub(super) look: &'p Look,
    hits: Vec<Hit>,
}

/// Something that a mouse can reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Where it stands.
    pub(super) area: Rect,
    /// What a click on it means.
    pub(super) target: Target,
}

/// What a click means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Target {
    /// The same as a key.
    Command(Command),
    /// A place on a surface: the canvas, a scale.
    Surface,
}

impl<'p, 'f> Page<'p, 'f> {
    /// A frame on which nothing was drawn yet.
    pub(super) fn new(frame: &'p mut Frame<'f>, look: &'p Look) -> Self {
        Self {
            frame,
            look,
            hits: Vec::new(),
        }
    }

    /// A click on this area means that; what is said later lies on top.
    pub(super) fn clickable(&mut self, area: Rect, target: Target) {
        self.hits.push(Hit { area, target });
    }

    /// What a mouse finds, the topmost last.
    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits
    }
}

impl Hit {
    /// The topmost of what lies under this cell.
    pub(super) fn at(hits: &[Self], place: Position) -> Option<Self> {
        let mut below = hits.iter().rev();
        below.find(|hit| hit.area.contains(place)).copied()
    }

    /// Where on its surface that cell is; outside, the nearest edge.
    pub(super) fn touch(&self, place: Position, phase: Phase) -> Touch {
        let share = |at: u16, from: u16, length: u16| {
            let middle = f32::from(at) + 0.5 - f32::from(from);
            (middle / f32::from(length.max(1))).clamp(0.0, 1.0)
        };
        Touch {
            x: share(place.x, self.area.x, self.area.width),
            y: share(place.y, self.area.y, self.area.height),
            phase,
        }
    }
}
