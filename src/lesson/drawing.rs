//! What a learner draws: strokes of a pen on a square canvas, and the picture that a network sees.

use image::GrayImage;
use serde::{Deserialize, Serialize};

use super::tool::Tool;
use crate::picture::{mnistify, pen};

/// A place on the canvas, from its upper left corner, 0..1 both ways.
pub type CanvasPoint = (f32, f32);

/// Points in a drawing at most: more than a hand sets in a minute.
const MAX_POINTS: usize = 4_000;
/// Pixels along a side of the canvas: four times what a network sees.
const SIDE: u32 = 112;
/// Widths of the pen, as shares of the canvas. With the middle one, a digit that is written two
/// thirds as high as the canvas gets MNIST's median stroke (2.4 of 20 pixels) once it is brought into
/// MNIST's form.
const WIDTHS: [f32; 3] = [0.05, 0.08, 0.12];

/// What a finger or a stylus tells beside its place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "(f32, u32)", into = "(f32, u32)")]
pub struct Feel {
    /// How hard it presses, 0..1; 0 where that is not told.
    pub pressure: f32,
    /// Milliseconds since its stroke began.
    pub at: u32,
}

impl From<(f32, u32)> for Feel {
    fn from((pressure, at): (f32, u32)) -> Self {
        Self { pressure, at }
    }
}

impl From<Feel> for (f32, u32) {
    fn from(feel: Feel) -> Self {
        (feel.pressure, feel.at)
    }
}

/// A place that a finger or a stylus touches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Touched {
    /// Where.
    pub place: CanvasPoint,
    /// What it tells.
    pub feel: Feel,
    /// Whether it begins a stroke there.
    pub begins: bool,
}

/// What the pen does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pen {
    /// It touches the canvas, led by this.
    Down(Tool, CanvasPoint),
    /// It moves there, touching it.
    To(CanvasPoint),
    /// A finger or a stylus does one of both, and tells more.
    Felt(Touched),
    /// It is lifted.
    Up,
    /// The last stroke never was.
    Undo,
    /// None of them was.
    Clear,
    /// It gets wider.
    Wider,
    /// It gets finer.
    Finer,
}

/// Strokes, and the pen that they are drawn with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drawing {
    /// Each stroke's places in their order.
    strokes: Vec<Vec<CanvasPoint>>,
    /// What was felt at them, as far as it was told: nothing of a mouse's strokes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    felt: Vec<Vec<Feel>>,
    /// Which of the pen's widths.
    width: usize,
    /// What led the pen last.
    tool: Tool,
    /// Whether the last stroke goes on.
    #[serde(skip)]
    is_down: bool,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            strokes: Vec::new(),
            felt: Vec::new(),
            width: 1,
            tool: Tool::default(),
            is_down: false,
        }
    }
}

impl Drawing {
    /// An empty canvas with the same pen.
    pub(super) fn next(&self) -> Self {
        Self {
            width: self.width,
            ..Self::default()
        }
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// What led the pen last.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// The pen's width, from 1.
    pub fn width(&self) -> usize {
        self.width.min(WIDTHS.len() - 1) + 1
    }

    /// Each stroke's places in their order.
    pub fn strokes(&self) -> &[Vec<CanvasPoint>] {
        &self.strokes
    }

    /// What was felt at the places of each stroke, as far as it was told.
    pub fn felt(&self) -> &[Vec<Feel>] {
        &self.felt
    }

    /// How wide the pen is, as a share of the canvas.
    pub(super) fn pen(&self) -> f32 {
        WIDTHS.get(self.width).copied().unwrap_or(WIDTHS[1])
    }

    /// Does what the pen does; whether anything changed.
    pub fn obey(&mut self, pen: Pen) -> bool {
        let is_full = self.strokes.iter().map(Vec::len).sum::<usize>() >= MAX_POINTS;
        match pen {
            Pen::Down(..) | Pen::To(_) if is_full => return false,
            Pen::Down(tool, place) => {
                self.tool = tool;
                self.strokes.push(vec![kept(place)]);
                self.is_down = true;
            }
            Pen::To(place) => {
                let place = kept(place);
                let stroke = self.strokes.last_mut().filter(|_| self.is_down);
                match stroke {
                    Some(stroke) if stroke.last() != Some(&place) => stroke.push(place),
                    _ => return false,
                }
            }
            Pen::Felt(touched) => {
                let changed = self.obey(match touched.begins {
                    true => Pen::Down(Tool::Finger, touched.place),
                    false => Pen::To(touched.place),
                });
                if changed {
                    self.feel(touched.feel);
                }
                return changed;
            }
            Pen::Up => return std::mem::take(&mut self.is_down),
            Pen::Undo => {
                self.is_down = false;
                let had_one = self.strokes.pop().is_some();
                self.felt.truncate(self.strokes.len());
                return had_one;
            }
            Pen::Clear => {
                self.is_down = false;
                let was_empty = self.is_empty();
                self.strokes.clear();
                self.felt.clear();
                return !was_empty;
            }
            Pen::Wider | Pen::Finer => {
                let before = self.width;
                self.width = match pen {
                    Pen::Wider => (before + 1).min(WIDTHS.len() - 1),
                    _ => before.saturating_sub(1),
                };
                return before != self.width;
            }
        }
        true
    }

    /// Notes what was felt at the last place.
    fn feel(&mut self, feel: Feel) {
        let before = self.strokes.last().map_or(0, Vec::len).saturating_sub(1);
        self.felt.resize_with(self.strokes.len(), Vec::new);
        if let Some(felt) = self.felt.last_mut() {
            felt.resize(before, Feel::default());
            let pressure = match feel.pressure.is_finite() {
                true => (feel.pressure.clamp(0.0, 1.0) * 100.0).round() / 100.0,
                false => 0.0,
            };
            felt.push(Feel { pressure, ..feel });
        }
    }

    /// The ink on the canvas, bright on black, 112x112.
    pub fn ink(&self) -> GrayImage {
        let side = SIDE as f32;
        let strokes: Vec<Vec<pen::Point>> = self
            .strokes
            .iter()
            .map(|stroke| stroke.iter().map(|&(x, y)| (x * side, y * side)).collect())
            .collect();
        let lines = strokes.iter().map(Vec::as_slice);
        pen::draw(lines, self.pen() * side, (SIDE, SIDE))
    }

    /// What a network sees: the ink in MNIST's form, 28x28; none where there is none.
    pub fn seen(&self) -> Option<GrayImage> {
        mnistify(&self.ink())
    }
}

/// As it is remembered: on the canvas, to a thousandth of it. What is not finite is the corner.
fn kept((x, y): CanvasPoint) -> CanvasPoint {
    let round = |value: f32| (value.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
    let number = |value: f32| if value.is_finite() { round(value) } else { 0.0 };
    (number(x), number(y))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use proptest::prelude::*;

    fn line() -> Drawing {
        let mut drawing = Drawing::default();
        assert!(drawing.obey(Pen::Down(Tool::Mouse, (0.5, 0.2))));
        assert!(drawing.obey(Pen::To((0.5, 0.8))));
        assert!(drawing.obey(Pen::Up));
        drawing
    }

    #[test]
    fn a_stroke_is_a_line_of_ink_as_wide_as_the_pen_and_comes_out_in_mnists_form() {
        let drawing = line();
        let ink = drawing.ink();
        let row = (0..SIDE).filter(|&x| ink.get_pixel(x, SIDE / 2).0[0] > 127);
        // .08 of 112 pixels is 8.96.
        assert!((8..=10).contains(&row.count()));
        let seen = drawing.seen().unwrap();
        assert_eq!(seen.dimensions(), (28, 28));
        let inked = (0..28).filter(|&y| (0..28).any(|x| seen.get_pixel(x, y).0[0] > 0));
        // MNIST's box is 20 pixels high.
        assert_eq!(inked.count(), 20);
    }

    #[test]
    fn undo_takes_the_last_stroke_and_clear_takes_all() {
        let mut drawing = line();
        drawing.obey(Pen::Down(Tool::Mouse, (0.1, 0.1)));
        assert!(drawing.obey(Pen::Undo));
        assert_eq!(drawing, line());
        assert!(drawing.obey(Pen::Clear) && drawing.is_empty());
        assert!(!drawing.obey(Pen::Clear) && !drawing.obey(Pen::Undo));
        assert_eq!(drawing.seen(), None);
    }

    #[test]
    fn what_a_finger_feels_is_kept_beside_its_stroke_and_draws_nothing_more() {
        let touch = |y, begins, at| {
            let feel = Feel { pressure: 0.5, at };
            let place = (0.5, y);
            let touched = Touched {
                place,
                feel,
                begins,
            };
            Pen::Felt(touched)
        };
        let mut drawing = line();
        assert!(drawing.obey(touch(0.1, true, 0)) && drawing.obey(touch(0.9, false, 16)));
        // At the same place nothing is told again.
        assert!(!drawing.obey(touch(0.9, false, 32)) && drawing.obey(Pen::Up));
        let felt = |at| Feel { pressure: 0.5, at };
        assert_eq!(drawing.felt(), [vec![], vec![felt(0), felt(16)]]);
        let json = serde_json::to_string(&drawing).unwrap();
        assert_eq!(serde_json::from_str::<Drawing>(&json).unwrap(), drawing);
        assert!(drawing.obey(Pen::Undo));
        assert_eq!(drawing.ink(), line().ink());
        // As drawings were remembered before phones came in.
        let before = r#"{"strokes":[[[0.5,0.2],[0.5,0.8]]],"width":1}"#;
        let before: Drawing = serde_json::from_str(before).unwrap();
        assert_eq!(before.tool(), Tool::Canvas);
        assert_eq!(
            (before.strokes(), before.felt()),
            (line().strokes(), [].as_slice())
        );
    }

    #[test]
    fn a_pen_that_is_up_draws_nothing() {
        let mut drawing = line();
        assert!(!drawing.obey(Pen::To((0.9, 0.9))));
        assert_eq!(drawing, line());
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_was_drawn(places in prop::collection::vec((-1.0f32..2.0, -1.0f32..2.0), 1..40)) {
            let mut drawing = Drawing::default();
            drawing.obey(Pen::Down(Tool::Mouse, places[0]));
            for &place in &places {
                drawing.obey(Pen::To(place));
            }
            drawing.obey(Pen::Up);
            let json = serde_json::to_string(&drawing).unwrap();
            prop_assert_eq!(serde_json::from_str::<Drawing>(&json).unwrap(), drawing);
        }
    }
}
