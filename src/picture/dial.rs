//! One trait of a handwritten digit at a time: how long the flag of a 1 is, whether a 7 has a bar,
//! how far a 4 is open, how wide the pen.
//!
//! A dial changes the strokes that somebody really wrote, and only there where it says. It turns only
//! digits that are plainly written the way it takes for granted; the others it leaves alone.

use std::fmt;
use std::str::FromStr;

use image::{GrayImage, Luma};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::pen::{self, Point};
use super::{BOX, mnistify};

/// A digit as a pen wrote it: lines in their order. The unit is the digit's height, as written: x to
/// the right, y down from 0 at the top to 1 at the foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Strokes(pub Vec<Vec<Point>>);

/// The pen that draws MNIST's median stroke, in pixels of the finished picture.
pub const PEN: f32 = 2.4;

/// A trait of a digit, and how far it is turned. Lengths are shares of the digit's height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "Trait")]
pub enum Dial {
    /// The flag at the top of a 1.
    Flag {
        /// Its length; at 0 there is none.
        length: f32,
        /// Between flag and stem, in degrees: at 90 the flag points to the left of an upright stem.
        angle: f32,
    },
    /// The bar through the stem of a 7.
    Bar {
        /// Its length; at 0 there is none.
        length: f32,
    },
    /// The top of a 4.
    Top {
        /// Between the upper ends of its two strokes; at 0 it is closed.
        gap: f32,
    },
}

impl Dial {
    /// The name of the trait.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flag { .. } => "flag",
            Self::Bar { .. } => "bar",
            Self::Top { .. } => "top",
        }
    }

    /// Whether every measure is a number within what can be drawn: lengths from 0 to 1, angles from
    /// 0 to 180 degrees.
    pub fn is_possible(self) -> bool {
        let share = |length: f32| (0.0..=1.0).contains(&length);
        match self {
            Self::Flag { length, angle } => share(length) && (0.0..=180.0).contains(&angle),
            Self::Bar { length } => share(length),
            Self::Top { gap } => share(gap),
        }
    }

    /// The digit that has the trait.
    pub fn digit(self) -> u8 {
        match self {
            Self::Flag { .. } => 1,
            Self::Bar { .. } => 7,
            Self::Top { .. } => 4,
        }
    }

    /// Whether the digit is plainly written as the dial takes for granted, however far it is turned.
    /// The strokes have to be those of [`Dial::digit`].
    pub fn suits(self, written: &Strokes) -> bool {
        let usual = match self {
            Self::Flag { .. } => Self::Flag {
                length: 0.3,
                angle: 40.0,
            },
            Self::Bar { .. } => Self::Bar { length: 0.5 },
            Self::Top { .. } => Self::Top { gap: 0.2 },
        };
        usual.turn(written).is_some()
    }

    /// The same digit with the dial turned; none where it is not plainly written as the dial takes
    /// for granted. The strokes have to be those of [`Dial::digit`].
    pub fn turn(self, written: &Strokes) -> Option<Strokes> {
        let lines = &written.0;
        match self {
            Self::Flag { length, angle } => with_flag(lines, length, angle),
            Self::Bar { length } => with_bar(lines, length),
            Self::Top { gap } => with_top(lines, gap),
        }
        .map(Strokes)
    }
}

/// This is no trait of pen strokes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?}: a trait is written as flag:0.3,40 (length, angle), bar:0.5 or top:0.2; lengths are shares of the digit's height"
)]
pub struct NoDial(pub String);

/// As a command writes it: `flag:0.3,40`, `bar:0.5`, `top:0.2`.
impl fmt::Display for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { length, angle } => write!(f, "flag:{length},{angle}"),
            Self::Bar { length } => write!(f, "bar:{length}"),
            Self::Top { gap } => write!(f, "top:{gap}"),
        }
    }
}

impl FromStr for Dial {
    type Err = NoDial;

    fn from_str(text: &str) -> Result<Self, NoDial> {
        let wrong = || NoDial(text.to_owned());
        let (name, values) = text.split_once(':').ok_or_else(wrong)?;
        let values = values.split(',').map(|value| value.trim().parse());
        let values: Vec<f32> = values.collect::<Result<_, _>>().map_err(|_| wrong())?;
        let dial = match (name.trim(), values.as_slice()) {
            ("flag", &[length, angle]) => Self::Flag { length, angle },
            ("bar", &[length]) => Self::Bar { length },
            ("top", &[gap]) => Self::Top { gap },
            _ => return Err(wrong()),
        };
        Some(dial)
            .filter(|dial| dial.is_possible())
            .ok_or_else(wrong)
    }
}

impl Strokes {
    /// Pixels to the unit before the digit is brought into MNIST's form.
    const SCALE: f32 = 50.0;
    /// Pixels of empty paper on each side, room for flags and bars and the pen; the fraction puts
    /// undialled strokes on the same pixels as in the set that is measured.
    const MARGIN: f32 = 30.8;

    /// The ink of a round pen, bright on black, on 112 x 112 pixels; the digit is 50 high as long
    /// as no dial made it lower. `pen` is the width in pixels of the finished picture: see [`Strokes::draw`].
    pub fn ink(&self, pen: f32) -> GrayImage {
        let place = |at: f32| Self::MARGIN + at * Self::SCALE;
        let lines: Vec<Vec<Point>> = self
            .0
            .iter()
            .map(|line| line.iter().map(|&(x, y)| (place(x), place(y))).collect())
            .collect();
        let side = (Self::SCALE + 2.0 * Self::MARGIN).ceil() as u32;
        // The box of the finished picture holds the height and the pen: a part of it is pen.
        let share = (pen / BOX as f32).clamp(0.0, 0.5);
        let wide = Self::SCALE * share / (1.0 - share);
        pen::draw(lines.iter().map(Vec::as_slice), wide, (side, side))
    }

    /// The digit in MNIST's form, 28x28, written with a pen of this width in its pixels (MNIST's own
    /// strokes: 2.4) as long as it is higher than wide; none where there is no ink. Pens finer than 2
    /// pixels come out wider, since MNIST's darkest pixel is always black.
    pub fn draw(&self, pen: f32) -> Option<GrayImage> {
        let mut ink = self.ink(pen);
        // Half covered or more is ink, as in the scans that MNIST was made from.
        for Luma([value]) in ink.pixels_mut() {
            *value = if *value >= 128 { 255 } else { 0 };
        }
        mnistify(&ink)
    }
}

/// A 1 in one stroke: whatever leads up to its top is taken off, and a straight flag put there.
fn with_flag(lines: &[Vec<Point>], length: f32, angle: f32) -> Option<Vec<Vec<Point>>> {
    let [way] = lines else { return None };
    let highest = extreme(way, |point| point.1)?;
    let foot = extreme(way, |point| -point.1)?;
    // The pen turned somewhere between two points: the stem begins where the way is steep.
    let steep = |at: &usize| {
        let (from, to) = (way[*at], way[at + 1]);
        to.1 - from.1 > 0.5 * (to.0 - from.0).abs()
    };
    let top = (highest..foot).find(steep)?;
    let rises = (0..highest).all(|at| way[at + 1].1 <= way[at].1 && way[at + 1].0 >= way[at].0);
    let falls = (top..foot).all(|at| steep(&at));
    if !rises || !falls || way[top].1 > 0.2 || way[foot].1 < 0.9 {
        return None;
    }
    let (start, end) = (way[top], way[foot]);
    let down = unit((end.0 - start.0, end.1 - start.1))?;
    let mut turned = Vec::with_capacity(way.len() + 1);
    if length > 0.0 {
        let (sin, cos) = angle.to_radians().sin_cos();
        let along = (down.0 * cos - down.1 * sin, down.0 * sin + down.1 * cos);
        turned.push((start.0 + length * along.0, start.1 + length * along.1));
    }
    turned.extend(&way[top..]);
    Some(vec![turned])
}

/// A 7 whose first stroke ends at its foot: its own bar is stretched about its middle, and where it
/// has none, a level one is put through the stem at half the height.
fn with_bar(lines: &[Vec<Point>], length: f32) -> Option<Vec<Vec<Point>>> {
    let (body, bar) = match lines {
        [body] => (body, None),
        [body, bar] => (body, Some(bar)),
        _ => return None,
    };
    let foot = extreme(body, |point| -point.1)?;
    if body.len() < 3 || foot + 2 < body.len() {
        return None;
    }
    let mut turned = vec![body.clone()];
    if length <= 0.0 {
        return Some(turned);
    }
    let bar = match bar {
        Some(bar) => {
            let (from, to) = (*bar.first()?, *bar.last()?);
            let chord = distance(from, to);
            if chord <= 0.0 {
                return None;
            }
            let middle = (f32::midpoint(from.0, to.0), f32::midpoint(from.1, to.1));
            let longer = |at: f32, middle: f32| middle + (at - middle) * length / chord;
            bar.iter()
                .map(|&(x, y)| (longer(x, middle.0), longer(y, middle.1)))
                .collect()
        }
        None => {
            let crosses = |pair: &&[Point]| pair[0].1 <= 0.5 && pair[1].1 > 0.5;
            let pair = body.windows(2).rfind(crosses)?;
            let share = (0.5 - pair[0].1) / (pair[1].1 - pair[0].1);
            let stem = pair[0].0 + share * (pair[1].0 - pair[0].0);
            vec![(stem - length / 2.0, 0.5), (stem + length / 2.0, 0.5)]
        }
    };
    turned.push(bar);
    Some(turned)
}

/// A 4 in one way, whose pen went down, to the right and up to the top of the stem, then down: the
/// first stroke is swung, more the nearer to its upper end, until that is as far from the stem's.
fn with_top(lines: &[Vec<Point>], gap: f32) -> Option<Vec<Vec<Point>>> {
    let [way] = lines else { return None };
    let after = 3;
    let stem = after + extreme(way.get(after..)?, |point| point.1)?;
    let corner = extreme(&way[..stem], |point| point.0)?;
    let falls = |range: std::ops::Range<usize>| range.clone().all(|at| way[at + 1].1 > way[at].1);
    let plain = corner >= 1
        && corner + 1 < stem
        && stem + 2 <= way.len()
        && way[stem].1 < 0.35
        && way[0].1 < 0.35
        && way[0].0 < way[stem].0
        && falls(0..corner)
        && falls(stem..way.len() - 1);
    if !plain {
        return None;
    }
    let to_arm = (way[0].0 - way[stem].0, way[0].1 - way[stem].1);
    let to_arm = unit(to_arm)?;
    let end = (way[stem].0 + gap * to_arm.0, way[stem].1 + gap * to_arm.1);
    let moved = (end.0 - way[0].0, end.1 - way[0].1);
    let arm: f32 = (0..corner).map(|at| distance(way[at], way[at + 1])).sum();
    let mut turned = way.clone();
    let mut along = 0.0;
    for at in 0..corner {
        let share = 1.0 - along / arm;
        turned[at] = (way[at].0 + share * moved.0, way[at].1 + share * moved.1);
        along += distance(way[at], way[at + 1]);
    }
    Some(vec![turned])
}

/// The place of the first point with the least measure.
fn extreme(way: &[Point], measure: impl Fn(&Point) -> f32) -> Option<usize> {
    let measured = way.iter().map(measure).enumerate();
    measured
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(at, _)| at)
}

fn distance(from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    (dx * dx + dy * dy).sqrt()
}

/// The direction, of length 1.
fn unit((x, y): Point) -> Option<Point> {
    let length = distance((0.0, 0.0), (x, y));
    (length > 0.0).then(|| (x / length, y / length))
}
