//! The sizes of a convolution block, and the layouts that its kernels work in.

/// A convolution with stride 1 and a bias, then ReLU if `relu`, then max pooling over squares of
/// side `pool` (1: none), on pictures whose channels lie together: `[batch, height, width, channels]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConvBlock {
    /// Height of the input in pixels.
    pub height: usize,
    /// Width of the input in pixels.
    pub width: usize,
    /// Channels of the input.
    pub input: usize,
    /// Channels of the output.
    pub output: usize,
    /// Side of the square kernel in pixels.
    pub kernel: usize,
    /// Zeros added on each side, in pixels.
    pub padding: usize,
    /// Whether max(0, x) follows the convolution.
    pub relu: bool,
    /// Side and stride of the max pooling; rows and columns that fill no square are dropped.
    pub pool: usize,
}

impl ConvBlock {
    /// Rows of the output.
    pub fn out_height(&self) -> usize {
        (self.height + 2 * self.padding + 1 - self.kernel) / self.pool
    }

    /// Columns of the output.
    pub fn out_width(&self) -> usize {
        (self.width + 2 * self.padding + 1 - self.kernel) / self.pool
    }

    /// Values in one output picture.
    pub fn out_values(&self) -> usize {
        self.out_height() * self.out_width() * self.output
    }

    /// Values in one input picture.
    pub fn in_values(&self) -> usize {
        self.height * self.width * self.input
    }

    /// Weights of one output channel.
    pub(super) fn taps(&self) -> usize {
        self.kernel * self.kernel * self.input
    }

    /// Values in one row of the kernel: they lie together in a picture as well.
    pub(super) fn tap_row(&self) -> usize {
        self.kernel * self.input
    }

    /// Values in one row of the padded input.
    pub(super) fn padded_row(&self) -> usize {
        (self.width + 2 * self.padding) * self.input
    }

    /// Values in the padded input.
    pub(super) fn padded_values(&self) -> usize {
        (self.height + 2 * self.padding) * self.padded_row()
    }

    /// Copies a picture into the middle of a padded one whose border is already zero.
    pub(super) fn pad(&self, picture: &[f32], padded: &mut [f32]) {
        let row = self.width * self.input;
        let rows = padded
            .chunks_exact_mut(self.padded_row())
            .skip(self.padding);
        for (to, from) in rows.zip(picture.chunks_exact(row)) {
            to[self.padding * self.input..][..row].copy_from_slice(from);
        }
    }

    /// The opposite of [`ConvBlock::pad`].
    pub(super) fn crop(&self, padded: &[f32], picture: &mut [f32]) {
        let row = self.width * self.input;
        let rows = padded.chunks_exact(self.padded_row()).skip(self.padding);
        for (from, to) in rows.zip(picture.chunks_exact_mut(row)) {
            to.copy_from_slice(&from[self.padding * self.input..][..row]);
        }
    }
}
