//! The gradients of a convolution block.
//!
//! Pooling passes a gradient to one value of each square and ReLU stops what was negative, so most
//! values of the convolution's gradient are zero: a quarter of them at most are left after 2x2
//! pooling. Each output channel's gradient is therefore kept as a list of the values that are not,
//! and the kernels go through the list with the channel's weights, or their gradient, in registers.

use pulp::{Simd, WithSimd};

use super::block::ConvBlock;
use super::simd;

/// What a group of pictures contributes to the gradients of the parameters.
pub(super) struct PartialGradients {
    /// `[output, kernel row, taps of the row, filled up to whole vectors]`.
    weights: Vec<f32>,
    /// `[output]`.
    bias: Vec<f32>,
}

/// The taps of a kernel's row as whole vectors.
fn row_vectors(block: &ConvBlock) -> usize {
    block.tap_row().div_ceil(simd::lanes(block.tap_row()))
}

/// Values in a row of taps, filled up.
fn row_values(block: &ConvBlock) -> usize {
    row_vectors(block) * simd::lanes(block.tap_row())
}

/// Weights `[output, input, kernel, kernel]` as `[output, kernel row, taps of the row, filled up]`.
pub(super) fn by_row(block: &ConvBlock, weights: &[f32]) -> Vec<f32> {
    let stride = row_values(block);
    let mut rows = vec![0.0; block.output * block.kernel * stride];
    for_each_weight(block, |weight, place| rows[place] = weights[weight]);
    rows
}

/// Calls with each weight's index in `[output, input, kernel, kernel]` and by row.
fn for_each_weight(block: &ConvBlock, mut visit: impl FnMut(usize, usize)) {
    let stride = row_values(block);
    let kernel = block.kernel;
    for output in 0..block.output {
        for input in 0..block.input {
            for row in 0..kernel {
                for column in 0..kernel {
                    let weight = ((output * block.input + input) * kernel + row) * kernel + column;
                    let tap = column * block.input + input;
                    visit(weight, (output * kernel + row) * stride + tap);
                }
            }
        }
    }
}

/// The gradients of weights `[output, input, kernel, kernel]` and biases `[output]`: the partial ones,
/// added in their order.
pub(super) fn sum(block: &ConvBlock, partials: &[PartialGradients]) -> (Vec<f32>, Vec<f32>) {
    let mut weights = vec![0.0; block.output * block.taps()];
    let mut bias = vec![0.0; block.output];
    let mut total = vec![0.0; block.output * block.kernel * row_values(block)];
    for partial in partials {
        for (sum, value) in total.iter_mut().zip(&partial.weights) {
            *sum += value;
        }
        for (sum, value) in bias.iter_mut().zip(&partial.bias) {
            *sum += value;
        }
    }
    for_each_weight(block, |weight, place| weights[weight] = total[place]);
    (weights, bias)
}

/// Gradients of `n` pictures.
pub(super) struct Backward<'a> {
    pub(super) block: &'a ConvBlock,
    /// From [`by_row`]; only needed for the input's gradient.
    pub(super) weights: &'a [f32],
    /// `[n, height, width, input]`.
    pub(super) pictures: &'a [f32],
    /// `[n, out_height, out_width, output]`.
    pub(super) out: &'a [f32],
    /// As the forward pass left them, of the same shape.
    pub(super) argmax: &'a [u32],
    /// The gradient of `out`.
    pub(super) gradient: &'a [f32],
    /// Where the gradient of `pictures` goes, if it is wanted.
    pub(super) input: Option<&'a mut [f32]>,
}

impl Backward<'_> {
    pub(super) fn run(self) -> PartialGradients {
        simd::dispatch(self.block.tap_row(), self)
    }
}

impl WithSimd for Backward<'_> {
    type Output = PartialGradients;

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) -> PartialGradients {
        let block = self.block;
        let stride = row_values(block);
        // The last vector of a row of taps may reach beyond the picture, into values that count
        // for nothing.
        let slack = stride;
        let mut padded = vec![0.0; block.padded_values() + slack];
        let wanted = if self.input.is_some() {
            padded.len()
        } else {
            0
        };
        let mut input = vec![0.0; wanted];
        let mut partial = PartialGradients {
            weights: vec![0.0; block.output * block.kernel * stride],
            bias: vec![0.0; block.output],
        };
        let mut lists = Lists::new(block);
        let size = block.out_values();
        for (index, picture) in self.pictures.chunks_exact(block.in_values()).enumerate() {
            block.pad(picture, &mut padded);
            let range = index * size..(index + 1) * size;
            lists.fill(
                block,
                &self.out[range.clone()],
                &self.argmax[range.clone()],
                &self.gradient[range],
                &mut partial.bias,
            );
            let kernels = partial.weights.chunks_exact_mut(block.kernel * stride);
            for (output, sums) in kernels.enumerate() {
                Taps::new(block, lists.of(output)).add_weights(simd, &padded, sums);
            }
            let Some(gradients) = &mut self.input else {
                continue;
            };
            input.fill(0.0);
            let kernels = self.weights.chunks_exact(block.kernel * stride);
            for (output, weights) in kernels.enumerate() {
                Taps::new(block, lists.of(output)).add_input(simd, weights, &mut input);
            }
            let size = block.in_values();
            block.crop(&input, &mut gradients[index * size..][..size]);
        }
        partial
    }
}

/// A value of the convolution's gradient that is not zero.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Where in the padded input its kernel lay.
    index: u32,
    value: f32,
}

/// The entries of each output channel.
struct Lists {
    entries: Vec<Entry>,
    counts: Vec<usize>,
    most: usize,
}

impl Lists {
    fn new(block: &ConvBlock) -> Self {
        let most = block.out_height() * block.out_width();
        Self {
            entries: vec![Entry::default(); block.output * most],
            counts: vec![0; block.output],
            most,
        }
    }

    #[inline(always)]
    fn fill(
        &mut self,
        block: &ConvBlock,
        out: &[f32],
        argmax: &[u32],
        gradient: &[f32],
        bias: &mut [f32],
    ) {
        let channels = block.output;
        self.counts.fill(0);
        let rows = gradient.chunks_exact(channels);
        let rows = rows.zip(out.chunks_exact(channels));
        for ((gradient, out), argmax) in rows.zip(argmax.chunks_exact(channels)) {
            let values = gradient.iter().zip(out).zip(argmax);
            let lists = self.counts.iter_mut().zip(bias.iter_mut());
            let mut start = 0;
            for (((&gradient, &out), &index), (count, bias)) in values.zip(lists) {
                // Not "above zero": the gradient of what is not finite is passed on. Without a
                // branch, since no processor can foresee it.
                let passed = !(block.relu & (out <= 0.0));
                let value = f32::from_bits(gradient.to_bits() & u32::from(passed).wrapping_neg());
                self.entries[start + *count] = Entry { index, value };
                *count += usize::from(value != 0.0);
                *bias += value;
                start += self.most;
            }
        }
    }

    fn of(&self, channel: usize) -> &[Entry] {
        &self.entries[channel * self.most..][..self.counts[channel]]
    }
}

/// One output channel's list, and how its kernel lies in the padded input.
struct Taps<'a> {
    entries: &'a [Entry],
    kernel: usize,
    /// From one row of the padded input to the next.
    down: usize,
    /// Vectors in a row of taps.
    vectors: usize,
}

/// Calls a method with as many kernel rows and vectors at once as fit into registers, for all of the
/// kernel: `(rows, vectors)` as constants, `(first row, first vector)` as arguments.
macro_rules! in_registers {
    ($taps:ident, $most:expr, $method:ident($simd:expr, $from:expr, $to:expr)) => {{
        let rows = $taps.rows();
        // No more constants than are listed below.
        let most = $most.clamp(1, match rows { 5 => 5, 3 => 9, _ => 14 });
        for row in (0..$taps.kernel).step_by(rows) {
            for first in (0..$taps.vectors).step_by(most) {
                let width = most.min($taps.vectors - first);
                in_registers!(@widths $taps, rows, width, $method($simd, $from, $to, row, first),
                    (1, 1) (1, 2) (1, 3) (1, 4) (1, 5) (1, 6) (1, 7) (1, 8) (1, 9) (1, 10) (1, 11)
                    (1, 12) (1, 13) (1, 14)
                    (3, 1) (3, 2) (3, 3) (3, 4) (3, 5) (3, 6) (3, 7) (3, 8) (3, 9)
                    (5, 1) (5, 2) (5, 3) (5, 4) (5, 5));
            }
        }
    }};
    (@widths $taps:ident, $rows:ident, $width:ident,
        $method:ident($simd:expr, $from:expr, $to:expr, $row:expr, $first:expr),
        $(($r:literal, $w:literal))*) => {
        match ($rows, $width) {
            $(($r, $w) => $taps.$method::<S, $r, $w>($simd, $from, $to, $row, $first),)*
            _ => unreachable!("parts are chosen to fit"),
        }
    };
}

impl<'a> Taps<'a> {
    fn new(block: &ConvBlock, entries: &'a [Entry]) -> Self {
        Self {
            entries,
            kernel: block.kernel,
            down: block.padded_row(),
            vectors: row_vectors(block),
        }
    }

    /// Kernel rows at once.
    #[inline(always)]
    fn rows(&self) -> usize {
        if matches!(self.kernel, 3 | 5) {
            self.kernel
        } else {
            1
        }
    }

    /// Vectors at once that leave some registers to work with.
    #[inline(always)]
    fn most_in_registers<S: Simd>(&self) -> usize {
        (registers::<S>() - 4) / self.rows()
    }

    /// Vectors at once where a value of the sum may lie in several of them: always as many values, whether a
    /// vector has 4, 8 or 16, so that what is added to a value comes in the same order on every such processor. As many
    /// as fit into the registers of one with sixteen vectors of eight.
    #[inline(always)]
    fn most_in_order<S: Simd>(&self) -> usize {
        let values = match self.rows() {
            5 => 16,
            3 => 32,
            _ => 48,
        };
        values / S::F32_LANES
    }

    /// Adds what the list contributes to the gradient of the channel's weights.
    #[inline(always)]
    fn add_weights<S: Simd>(&self, simd: S, padded: &[f32], sums: &mut [f32]) {
        let (sums, _) = S::as_mut_simd_f32s(sums);
        in_registers!(
            self,
            self.most_in_registers::<S>(),
            add_weights_part(simd, padded, &mut *sums)
        );
    }

    #[inline(always)]
    fn add_weights_part<S: Simd, const ROWS: usize, const WIDTH: usize>(
        &self,
        simd: S,
        padded: &[f32],
        sums: &mut [S::f32s],
        row: usize,
        first: usize,
    ) {
        let at = |line: usize| (row + line) * self.vectors + first;
        let mut parts: [[S::f32s; WIDTH]; ROWS] =
            std::array::from_fn(|line| std::array::from_fn(|v| sums[at(line) + v]));
        let corner = row * self.down + first * S::F32_LANES;
        for entry in self.entries {
            let value = simd.splat_f32s(entry.value);
            let start = entry.index as usize + corner;
            for (line, parts) in parts.iter_mut().enumerate() {
                let taps = &padded[start + line * self.down..][..WIDTH * S::F32_LANES];
                let (taps, _) = S::as_simd_f32s(taps);
                for (part, &tap) in parts.iter_mut().zip(taps) {
                    *part = simd.mul_add_e_f32s(value, tap, *part);
                }
            }
        }
        for (line, parts) in parts.iter().enumerate() {
            sums[at(line)..][..WIDTH].copy_from_slice(parts);
        }
    }

    /// Adds what the list contributes to the gradient of the padded input.
    #[inline(always)]
    fn add_input<S: Simd>(&self, simd: S, weights: &[f32], input: &mut [f32]) {
        let (weights, _) = S::as_simd_f32s(weights);
        in_registers!(
            self,
            self.most_in_order::<S>(),
            add_input_part(simd, weights, &mut *input)
        );
    }

    #[inline(always)]
    fn add_input_part<S: Simd, const ROWS: usize, const WIDTH: usize>(
        &self,
        simd: S,
        weights: &[S::f32s],
        input: &mut [f32],
        row: usize,
        first: usize,
    ) {
        let at = |line: usize| (row + line) * self.vectors + first;
        let weights: [[S::f32s; WIDTH]; ROWS] =
            std::array::from_fn(|line| std::array::from_fn(|v| weights[at(line) + v]));
        let corner = row * self.down + first * S::F32_LANES;
        for entry in self.entries {
            let value = simd.splat_f32s(entry.value);
            let start = entry.index as usize + corner;
            for (line, weights) in weights.iter().enumerate() {
                let taps = &mut input[start + line * self.down..][..WIDTH * S::F32_LANES];
                let (taps, _) = S::as_mut_simd_f32s(taps);
                for (tap, &weight) in taps.iter_mut().zip(weights) {
                    *tap = simd.mul_add_e_f32s(value, weight, *tap);
                }
            }
        }
    }
}

/// Registers that kernels plan with; at least those that every processor has.
#[inline(always)]
fn registers<S: Simd>() -> usize {
    S::REGISTER_COUNT.clamp(16, 32)
}
