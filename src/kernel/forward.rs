//! The forward pass of a convolution block: a direct convolution whose sums stay in registers, and
//! pooling of each band of rows while it is still in the nearest cache.

use pulp::{Simd, WithSimd};

use super::block::ConvBlock;
use super::simd;

/// Weights and biases in the order in which the forward kernel reads them.
pub(super) struct Packed {
    /// For each group of vectors of output channels: `[kernel row][tap in the row][channel]`.
    weights: Vec<f32>,
    /// One for each channel, up to a whole number of vectors.
    bias: Vec<f32>,
    lanes: usize,
}

impl Packed {
    /// From weights `[output, input, kernel, kernel]` and biases `[output]`.
    pub(super) fn new(block: &ConvBlock, weights: &[f32], bias: &[f32]) -> Self {
        let lanes = simd::lanes(block.output);
        let vectors = block.output.div_ceil(lanes);
        let area = block.kernel * block.kernel;
        let mut packed = vec![0.0; vectors * lanes * block.taps()];
        for (first, width) in groups(vectors) {
            let (start, channels) = (first * lanes * block.taps(), width * lanes);
            let group = &mut packed[start..][..channels * block.taps()];
            for (tap, values) in group.chunks_exact_mut(channels).enumerate() {
                let (place, input) = (tap / block.input, tap % block.input);
                for (lane, value) in values.iter_mut().enumerate() {
                    let output = first * lanes + lane;
                    if output < block.output {
                        *value = weights[(output * block.input + input) * area + place];
                    }
                }
            }
        }
        let mut all = vec![0.0; vectors * lanes];
        all[..block.output].copy_from_slice(bias);
        Self {
            weights: packed,
            bias: all,
            lanes,
        }
    }
}

/// Vectors of output channels are worked on in groups that share what is read of the picture:
/// (first vector, vectors).
fn groups(vectors: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut first = 0;
    std::iter::from_fn(move || {
        let width = match vectors - first {
            0 => return None,
            3 => 3,
            1 => 1,
            _ => 2,
        };
        first += width;
        Some((first - width, width))
    })
}

/// Pictures `[n, height, width, input]` through the block, into `out` and, if wanted, `argmax`.
pub(super) struct Forward<'a> {
    pub(super) block: &'a ConvBlock,
    pub(super) packed: &'a Packed,
    pub(super) pictures: &'a [f32],
    pub(super) out: &'a mut [f32],
    pub(super) argmax: Option<&'a mut [u32]>,
}

impl Forward<'_> {
    pub(super) fn run(self) {
        simd::dispatch(self.block.output, self);
    }
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            block,
            packed,
            pictures,
            out,
            mut argmax,
        } = self;
        assert_eq!(packed.lanes, S::F32_LANES);
        let channels = packed.bias.len();
        let columns = block.out_width() * block.pool;
        // One picture, zeros around it: [height + 2 padding, width + 2 padding, input].
        let mut padded = vec![0.0; block.padded_values()];
        // The sums that one row of the output is pooled from: [pool, columns, channels].
        let mut band = vec![0.0; block.pool * columns * channels];
        // That row, with channels up to a whole number of vectors: [out_width, channels].
        let mut row = vec![0.0; block.out_width() * channels];
        let mut row_argmax = vec![0; block.out_width() * channels];
        let size = block.out_width() * block.output;
        for (index, picture) in pictures.chunks_exact(block.in_values()).enumerate() {
            block.pad(picture, &mut padded);
            for y in 0..block.out_height() {
                for (line, sums) in band.chunks_exact_mut(columns * channels).enumerate() {
                    let top = &padded[(y * block.pool + line) * block.padded_row()..];
                    convolve_row(simd, block, packed, top, sums);
                }
                let start = (index * block.out_height() + y) * size;
                let kept = &mut out[start..start + size];
                let corner = y * block.pool * block.padded_row();
                match &mut argmax {
                    Some(argmax) => {
                        pool(simd, block, corner, &band, &mut row, &mut row_argmax);
                        compact(&row_argmax, &mut argmax[start..start + size], block.output);
                    }
                    None => pool_values(simd, block, &band, &mut row),
                }
                compact(&row, kept, block.output);
            }
        }
    }
}

/// One row of sums `[columns, channels]`, of the kernel's rows from the top of `rows` on.
#[inline(always)]
fn convolve_row<S: Simd>(
    simd: S,
    block: &ConvBlock,
    packed: &Packed,
    rows: &[f32],
    sums: &mut [f32],
) {
    let lanes = S::F32_LANES;
    let vectors = packed.bias.len() / lanes;
    let columns = block.out_width() * block.pool;
    let (sums, _) = S::as_mut_simd_f32s(sums);
    let (bias, _) = S::as_simd_f32s(&packed.bias);
    for (first, width) in groups(vectors) {
        let weights = &packed.weights[first * lanes * block.taps()..];
        let (weights, _) = S::as_simd_f32s(&weights[..width * lanes * block.taps()]);
        let most = most_columns::<S>(width);
        let tiles = columns.div_ceil(most);
        let mut x = 0;
        for tile in 0..tiles {
            let until = (tile + 1) * columns / tiles;
            let mut tile = Tile {
                block,
                rows: &rows[x * block.input..],
                weights,
                bias: &bias[first..first + width],
                sums: &mut sums[x * vectors + first..],
                stride: vectors,
            };
            tile.dispatch(simd, until - x, width);
            x = until;
        }
    }
}

/// How many columns of `width` vectors can be summed in registers, with one left for what is read
/// of the picture and `width` for the weights.
#[inline(always)]
fn most_columns<S: Simd>(width: usize) -> usize {
    let all = ((S::REGISTER_COUNT - 1 - width) / width).clamp(1, 14);
    match width {
        3 => all.min(9),
        _ => all,
    }
}

struct Tile<'a, S: Simd> {
    block: &'a ConvBlock,
    rows: &'a [f32],
    weights: &'a [S::f32s],
    bias: &'a [S::f32s],
    sums: &'a mut [S::f32s],
    stride: usize,
}

impl<S: Simd> Tile<'_, S> {
    #[inline(always)]
    fn dispatch(&mut self, simd: S, columns: usize, width: usize) {
        macro_rules! widths {
            ($($columns:literal)*) => {
                match (columns, width) {
                    $(($columns, 1) => self.sum::<$columns, 1>(simd),)*
                    $(($columns, 2) => self.sum::<$columns, 2>(simd),)*
                    (1, _) => self.sum::<1, 3>(simd),
                    (2, _) => self.sum::<2, 3>(simd),
                    (3, _) => self.sum::<3, 3>(simd),
                    (4, _) => self.sum::<4, 3>(simd),
                    (5, _) => self.sum::<5, 3>(simd),
                    (6, _) => self.sum::<6, 3>(simd),
                    (7, _) => self.sum::<7, 3>(simd),
                    (8, _) => self.sum::<8, 3>(simd),
                    (9, _) => self.sum::<9, 3>(simd),
                    _ => unreachable!("a tile has at most 14 columns of 3 vectors"),
                }
            };
        }
        widths!(1 2 3 4 5 6 7 8 9 10 11 12 13 14)
    }

    /// The sums of COLUMNS neighbours, WIDTH vectors of channels each.
    #[inline(always)]
    fn sum<const COLUMNS: usize, const WIDTH: usize>(&mut self, simd: S) {
        let (input, reach) = (self.block.input, self.block.tap_row());
        let bias: [S::f32s; WIDTH] = std::array::from_fn(|v| self.bias[v]);
        let mut sums = [bias; COLUMNS];
        let weights = self.weights.chunks_exact(reach * WIDTH);
        for (row, weights) in self.rows.chunks(self.block.padded_row()).zip(weights) {
            let columns: [&[f32]; COLUMNS] =
                std::array::from_fn(|column| &row[column * input..][..reach]);
            let (weights, _) = weights.as_chunks::<WIDTH>();
            for (tap, weights) in weights.iter().enumerate().take(reach) {
                for (sums, column) in sums.iter_mut().zip(&columns) {
                    let value = simd.splat_f32s(column[tap]);
                    for (sum, &weight) in sums.iter_mut().zip(weights) {
                        *sum = simd.mul_add_e_f32s(value, weight, *sum);
                    }
                }
            }
        }
        for (to, from) in self.sums.chunks_mut(self.stride).zip(sums) {
            to[..WIDTH].copy_from_slice(&from);
        }
    }
}

/// max(0, x), and NaN stays NaN: a run that diverges has to show it.
#[inline(always)]
fn relu<S: Simd>(simd: S, values: S::f32s) -> S::f32s {
    let zero = simd.splat_f32s(0.0);
    simd.select_f32s(simd.less_than_f32s(values, zero), zero, values)
}

/// Takes the largest value of each square of the band, and where in the padded input its kernel lay.
#[inline(always)]
fn pool<S: Simd>(
    simd: S,
    block: &ConvBlock,
    corner: usize,
    band: &[f32],
    row: &mut [f32],
    argmax: &mut [u32],
) {
    let vectors = row.len() / block.out_width() / S::F32_LANES;
    let columns = block.out_width() * block.pool;
    let (band, _) = S::as_simd_f32s(band);
    let (row, _) = S::as_mut_simd_f32s(row);
    let (argmax, _) = S::as_mut_simd_u32s(argmax);
    for x in 0..block.out_width() {
        for v in 0..vectors {
            let first = x * block.pool;
            let mut best = band[first * vectors + v];
            let mut place = simd.splat_u32s((corner + first * block.input) as u32);
            for line in 0..block.pool {
                for column in first..first + block.pool {
                    let value = band[(line * columns + column) * vectors + v];
                    let here = corner + line * block.padded_row() + column * block.input;
                    let better = takes_over(simd, value, best);
                    best = simd.select_f32s(better, value, best);
                    place = simd.select_u32s(better, simd.splat_u32s(here as u32), place);
                }
            }
            row[x * vectors + v] = if block.relu { relu(simd, best) } else { best };
            argmax[x * vectors + v] = place;
        }
    }
}

/// The same without the argmax indices.
#[inline(always)]
fn pool_values<S: Simd>(simd: S, block: &ConvBlock, band: &[f32], row: &mut [f32]) {
    let vectors = row.len() / block.out_width() / S::F32_LANES;
    let columns = block.out_width() * block.pool;
    let (band, _) = S::as_simd_f32s(band);
    let (row, _) = S::as_mut_simd_f32s(row);
    for x in 0..block.out_width() {
        for v in 0..vectors {
            let first = x * block.pool;
            let mut best = band[first * vectors + v];
            for line in 0..block.pool {
                for column in first..first + block.pool {
                    let value = band[(line * columns + column) * vectors + v];
                    best = simd.select_f32s(takes_over(simd, value, best), value, best);
                }
            }
            row[x * vectors + v] = if block.relu { relu(simd, best) } else { best };
        }
    }
}

/// Where a value is larger than the best so far, or not finite.
#[inline(always)]
fn takes_over<S: Simd>(simd: S, value: S::f32s, best: S::f32s) -> S::m32s {
    let is_number = simd.equal_f32s(value, value);
    simd.or_m32s(
        simd.greater_than_f32s(value, best),
        simd.not_m32s(is_number),
    )
}

/// Leaves out the lanes that hold no channel.
fn compact<T: Copy>(padded: &[T], exact: &mut [T], channels: usize) {
    if padded.len() == exact.len() {
        exact.copy_from_slice(padded);
        return;
    }
    let stride = padded.len() / (exact.len() / channels);
    for (from, to) in padded
        .chunks_exact(stride)
        .zip(exact.chunks_exact_mut(channels))
    {
        to.copy_from_slice(&from[..channels]);
    }
}
