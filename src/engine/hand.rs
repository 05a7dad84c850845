//! A hand for rehearsals: where a lesson lets learners write, it writes with the pen strokes of one real writer.

use std::collections::VecDeque;

use crate::dataset::Library;
use crate::lesson::{Action, Pen, Stage, StepState, Tool, Walk};
use crate::pack::Step;
use crate::picture::dial::Strokes;

/// Whose strokes they are.
const WRITERS: &str = "pendigits";
/// The height of a digit on the canvas, as a share of it.
const HEIGHT: f32 = 0.66;

/// A writer's strokes, and what of them is still to be drawn on a canvas.
#[derive(Default)]
pub(super) struct Hand {
    /// By digit, in their order.
    strokes: Vec<(Strokes, u8)>,
    /// How many were written.
    written: usize,
    pens: VecDeque<Pen>,
}

impl Hand {
    /// The hand of the first writer; without one, where there is no such data.
    pub(super) fn of(library: &Library) -> Self {
        let first = || {
            let all = library.select(&WRITERS.parse().ok()?).ok()?;
            let writer = all.group(0)?;
            let strokes = library.strokes(WRITERS).ok()?.into_iter().enumerate();
            let own = strokes.filter(|(place, _)| all.group(*place) == Some(writer));
            Some(own.map(|(_, written)| written).collect())
        };
        Self {
            strokes: first().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// What it draws next, where something is to be drawn on an empty canvas, or begun there.
    pub(super) fn draws(&mut self, walk: &Walk) -> Option<Action> {
        let (Step::Draw(draw), StepState::Draw(state)) = walk.current()? else {
            return None;
        };
        if walk.stage() != Stage::Draw || !draw.takes_drawings() {
            return None;
        }
        if self.pens.is_empty() && state.canvas.is_empty() {
            self.pens = self.writes(state.now(draw)?)?;
        }
        self.pens.pop_front().map(Action::Draw)
    }

    /// The strokes of a digit, each time those of another one that was written.
    fn writes(&mut self, digit: u8) -> Option<VecDeque<Pen>> {
        let own: Vec<&Strokes> = self
            .strokes
            .iter()
            .filter(|(_, label)| *label == digit)
            .map(|(strokes, _)| strokes)
            .collect();
        let strokes = own.get(self.written / 10 % own.len().max(1))?;
        self.written += 1;
        let points = || strokes.0.iter().flatten();
        let left = points().map(|point| point.0).fold(f32::MAX, f32::min);
        let right = points().map(|point| point.0).fold(f32::MIN, f32::max);
        let on_canvas = |&(x, y): &(f32, f32)| {
            let across = x - f32::midpoint(left, right);
            (0.5 + across * HEIGHT, 0.5 + (y - 0.5) * HEIGHT)
        };
        let lines = strokes.0.iter().filter_map(|line| line.split_first());
        let pens = lines.flat_map(|(first, rest)| {
            let down = Pen::Down(Tool::Canvas, on_canvas(first));
            let rest = rest.iter().map(|point| Pen::To(on_canvas(point)));
            [down]
                .into_iter()
                .chain(rest)
                .chain([Pen::Up])
                .collect::<Vec<_>>()
        });
        Some(pens.collect())
    }
}
