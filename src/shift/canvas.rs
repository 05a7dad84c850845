//! A picture as numbers that a corruption can compute with.

use crate::dataset::Shape;

/// A picture: rows from the top, channels last, black 0 and white 1 (values may leave that range on
/// the way; they are cut off when it becomes bytes).
#[derive(Debug, Clone, PartialEq)]
pub struct Canvas {
    width: usize,
    height: usize,
    channels: usize,
    values: Vec<f32>,
}

impl Canvas {
    /// A picture of one value.
    pub fn filled(width: usize, height: usize, channels: usize, value: f32) -> Self {
        Self {
            width,
            height,
            channels,
            values: vec![value; width * height * channels],
        }
    }

    /// From bytes; there have to be `shape.pixels()` of them.
    pub fn from_bytes(bytes: &[u8], shape: Shape) -> Self {
        Self {
            width: shape.width,
            height: shape.height,
            channels: shape.channels,
            values: bytes.iter().map(|&byte| f32::from(byte) / 255.0).collect(),
        }
    }

    /// As bytes, rounded; what is not finite becomes black.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.values.iter();
        bytes
            .map(|value| (value.clamp(0.0, 1.0) * 255.0).round() as u8)
            .collect()
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Values of a pixel.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// How many pixels a pixel of an MNIST digit is here: the shorter side / 28. Lengths that are
    /// given for 28x28 are multiplied by it.
    pub(super) fn unit(&self) -> f32 {
        self.width.min(self.height) as f32 / 28.0
    }

    /// Where the centre of a column's or row's pixels lies, in pixels of an MNIST digit.
    pub(super) fn in_units(&self, at: usize) -> f32 {
        (at as f32 + 0.5) / self.unit() - 0.5
    }

    /// The middle: between two pixels, where there is no middle pixel.
    pub(super) fn centre(&self) -> (f32, f32) {
        let middle = |size: usize| size.saturating_sub(1) as f32 / 2.0;
        (middle(self.width), middle(self.height))
    }

    /// All values.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// A value; beyond the edges, that of `outside`.
    pub fn get(&self, x: isize, y: isize, channel: usize, outside: f32) -> f32 {
        let inside = |at: isize, size: usize| usize::try_from(at).ok().filter(|&at| at < size);
        match (inside(x, self.width), inside(y, self.height)) {
            (Some(x), Some(y)) => self.values[(y * self.width + x) * self.channels + channel],
            _ => outside,
        }
    }

    /// The same size, each value made from the value alone.
    pub(super) fn each(&self, value: impl FnMut(f32) -> f32) -> Self {
        Self {
            values: self.values.iter().copied().map(value).collect(),
            ..*self
        }
    }

    /// The same size, each value made from its column, row and channel.
    pub fn map(&self, mut value: impl FnMut(usize, usize, usize) -> f32) -> Self {
        let mut values = Vec::with_capacity(self.values.len());
        for y in 0..self.height {
            for x in 0..self.width {
                for channel in 0..self.channels {
                    values.push(value(x, y, channel));
                }
            }
        }
        Self {
            width: self.width,
            height: self.height,
            channels: self.channels,
            values,
        }
    }
}
