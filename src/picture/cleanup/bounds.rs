//! Rectangles of pixels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rectangle of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bounds {
    /// The first column.
    pub left: u32,
    /// The first row.
    pub top: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Bounds {
    /// The column after the last one.
    pub(super) fn right(&self) -> u32 {
        self.left + self.width
    }

    /// The row after the last one.
    pub(super) fn bottom(&self) -> u32 {
        self.top + self.height
    }

    fn between(left: u32, top: u32, right: u32, bottom: u32) -> Self {
        Self {
            left,
            top,
            width: right - left,
            height: bottom - top,
        }
    }

    /// The smallest rectangle around both.
    pub fn joined(&self, other: Self) -> Self {
        Self::between(
            self.left.min(other.left),
            self.top.min(other.top),
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        )
    }

    /// The share of both together that is in both, 0..1 (intersection over union).
    pub fn overlap(&self, other: &Self) -> f64 {
        let across = self
            .right()
            .min(other.right())
            .saturating_sub(self.left.max(other.left));
        let down = self
            .bottom()
            .min(other.bottom())
            .saturating_sub(self.top.max(other.top));
        let area = |width: u32, height: u32| f64::from(width) * f64::from(height);
        let both = area(across, down);
        let all = area(self.width, self.height) + area(other.width, other.height) - both;
        if all > 0.0 { both / all } else { 0.0 }
    }

    /// Larger by a margin on all sides, as far as a picture of this size (width, height) goes.
    pub(super) fn grown(&self, margin: u32, (width, height): (u32, u32)) -> Self {
        Self::between(
            self.left.saturating_sub(margin),
            self.top.saturating_sub(margin),
            (self.right() + margin).min(width),
            (self.bottom() + margin).min(height),
        )
    }

    /// Whether it comes within so many pixels of the border of a picture of this size (width,
    /// height).
    pub(super) fn is_at_border(&self, margin: u32, (width, height): (u32, u32)) -> bool {
        self.left <= margin
            || self.top <= margin
            || self.right() + margin >= width
            || self.bottom() + margin >= height
    }

    /// Whether both have a pixel in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }

    /// Whether the other lies within.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.joined(*other) == *self
    }

    /// Its pixels (column, row), row by row.
    pub(super) fn pixels(self) -> impl Iterator<Item = (u32, u32)> {
        (self.top..self.bottom()).flat_map(move |y| (self.left..self.right()).map(move |x| (x, y)))
    }

    /// The same place in a picture that is larger by these factors (across, down), rounded outwards
    /// and kept within its size (width, height).
    pub(super) fn scaled(&self, (across, down): (f64, f64), (width, height): (u32, u32)) -> Self {
        // Float to integer casts saturate.
        let low = |at: u32, scale: f64, size: u32| ((f64::from(at) * scale) as u32).min(size);
        let high =
            |at: u32, scale: f64, size: u32| ((f64::from(at) * scale).ceil() as u32).min(size);
        Self::between(
            low(self.left, across, width),
            low(self.top, down, height),
            high(self.right(), across, width),
            high(self.bottom(), down, height),
        )
    }

    /// The smallest rectangle around where its corners come to lie, rounded outwards and kept within a picture of this
    /// size (width, height).
    pub(super) fn moved(
        &self,
        to: impl Fn((f32, f32)) -> (f32, f32),
        (width, height): (u32, u32),
    ) -> Self {
        let (left, top) = (self.left as f32, self.top as f32);
        let (right, bottom) = (self.right() as f32, self.bottom() as f32);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map(to);
        let across = corners.map(|corner| corner.0);
        let down = corners.map(|corner| corner.1);
        let within = |at: f32, size: u32| (at.max(0.0) as u32).min(size);
        let least =
            |of: [f32; 4], size| within(of.into_iter().fold(f32::MAX, f32::min).floor(), size);
        let most = |of: [f32; 4], size| within(of.into_iter().fold(0.0, f32::max).ceil(), size);
        Self::between(
            least(across, width),
            least(down, height),
            most(across, width),
            most(down, height),
        )
    }
}
