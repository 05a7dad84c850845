//! Products of rows with a packed matrix.

use std::ops::RangeFrom;

use pulp::{Simd, WithSimd};

use super::panels::{Panels, stride};
use super::tiles::tiles;

/// What happens to a product of `[n, matrix.columns]`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then<'a> {
    /// The bias is added, and what is not above zero becomes zero.
    Bias { bias: &'a [f32], relu: bool },
    /// A gradient passes where this, of the product's shape and stride, came through a ReLU.
    Mask(Option<&'a [f32]>),
}

impl Then<'_> {
    /// The same for the part of the product from here on.
    pub(super) fn of(self, values: RangeFrom<usize>) -> Self {
        match self {
            Self::Mask(Some(came)) => Self::Mask(came.get(values)),
            other => other,
        }
    }
}

/// Rows `[n, matrix.rows]` times a matrix.
pub(super) struct Product<'a> {
    /// Row after row, `row` values each, of which the first `matrix.rows` count.
    pub(super) rows: &'a [f32],
    pub(super) row: usize,
    pub(super) matrix: Panels,
    pub(super) packed: &'a [f32],
    /// Terms of a sum that are added up before the next ones begin at zero.
    pub(super) part: usize,
    pub(super) then: Then<'a>,
    /// `[n, stride(matrix.columns)]`.
    pub(super) out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let lanes = S::F32_LANES;
        let n = self.rows.len() / self.row.max(1);
        for panel in self.matrix.each() {
            let packed = self.packed;
            let (packed, _) = S::as_simd_f32s(&packed[self.matrix.range(panel)]);
            let vectors = panel.width / lanes;
            tiles!(
                S,
                (n, vectors),
                self.tile(simd, packed, vectors, panel.first / lanes)
            );
        }
    }
}

impl Product<'_> {
    /// ROWS rows from `first` on times WIDTH vectors of a panel from `column` on.
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const WIDTH: usize>(
        &mut self,
        simd: S,
        packed: &[S::f32s],
        vectors: usize,
        before: usize,
        (first, column): (usize, usize),
    ) {
        let mut sums = [[simd.splat_f32s(0.0); WIDTH]; ROWS];
        let terms = self.matrix.rows;
        for from in (0..terms).step_by(self.part) {
            let part = self.part.min(terms - from);
            let rows: [&[f32]; ROWS] =
                std::array::from_fn(|row| &self.rows[(first + row) * self.row + from..][..part]);
            let mut parts = [[simd.splat_f32s(0.0); WIDTH]; ROWS];
            let packed = packed[from * vectors..].chunks_exact(vectors).take(part);
            for (term, weights) in packed.enumerate() {
                let weights = &weights[column..column + WIDTH];
                for (parts, row) in parts.iter_mut().zip(&rows) {
                    let value = simd.splat_f32s(row[term]);
                    for (part, &weight) in parts.iter_mut().zip(weights) {
                        *part = simd.mul_add_e_f32s(value, weight, *part);
                    }
                }
            }
            add(simd, &mut sums, parts, from == 0);
        }
        let stride = stride(self.matrix.columns) / S::F32_LANES;
        for (row, sums) in sums.into_iter().enumerate() {
            let column = before + column;
            self.put(simd, sums, column, (first + row) * stride + column);
        }
    }

    /// Puts sums where they belong.
    #[inline(always)]
    fn put<S: Simd, const WIDTH: usize>(
        &mut self,
        simd: S,
        sums: [S::f32s; WIDTH],
        column: usize,
        place: usize,
    ) {
        let (out, _) = S::as_mut_simd_f32s(self.out);
        let out = out[place..place + WIDTH].iter_mut().zip(sums);
        match self.then {
            Then::Bias { bias, relu } => {
                let (bias, _) = S::as_simd_f32s(bias);
                for ((out, sum), &bias) in out.zip(&bias[column..column + WIDTH]) {
                    let value = simd.add_f32s(sum, bias);
                    *out = if relu { cut(simd, value, value) } else { value };
                }
            }
            Then::Mask(Some(came)) => {
                let (came, _) = S::as_simd_f32s(came);
                for ((out, sum), &came) in out.zip(&came[place..place + WIDTH]) {
                    *out = cut(simd, came, sum);
                }
            }
            Then::Mask(None) => {
                for (out, sum) in out {
                    *out = sum;
                }
            }
        }
    }
}

/// Adds the next part of each sum; the first part is the sum so far.
#[inline(always)]
pub(super) fn add<S: Simd, const ROWS: usize, const WIDTH: usize>(
    simd: S,
    sums: &mut [[S::f32s; WIDTH]; ROWS],
    parts: [[S::f32s; WIDTH]; ROWS],
    is_first: bool,
) {
    if is_first {
        *sums = parts;
        return;
    }
    for (sums, parts) in sums.iter_mut().zip(parts) {
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = simd.add_f32s(*sum, part);
        }
    }
}

/// The value where `by` is above zero or not a number, else zero.
#[inline(always)]
fn cut<S: Simd>(simd: S, by: S::f32s, value: S::f32s) -> S::f32s {
    let zero = simd.splat_f32s(0.0);
    simd.select_f32s(simd.less_than_or_equal_f32s(by, zero), zero, value)
}
