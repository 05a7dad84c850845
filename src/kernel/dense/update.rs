//! The gradient of a matrix of weights, and Adam's update by it while it is in registers.

use pulp::{Simd, WithSimd};

use super::panels::Panel;
use super::product::add;
use super::tiles::tiles;
use crate::AdamStep;

/// A parameter and its moments: arrays of as many values.
pub(super) struct Learned<'a> {
    pub(super) values: &'a mut [f32],
    pub(super) moment_1: &'a mut [f32],
    pub(super) moment_2: &'a mut [f32],
}

/// Changes a panel of weights by inputs `[n, inputs]` and gradients `[n, outputs]` of what they gave.
pub(super) struct Update<'a> {
    /// Row after row, `row` values each, of which the first ones, as many as the panel has rows, count.
    pub(super) inputs: &'a [f32],
    pub(super) row: usize,
    /// Of `stride` values each.
    pub(super) gradients: &'a [f32],
    pub(super) stride: usize,
    pub(super) panel: Panel,
    pub(super) weights: Learned<'a>,
    /// Terms of a sum that are added up before the next ones begin at zero.
    pub(super) part: usize,
    pub(super) adam: AdamStep,
}

impl WithSimd for Update<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let rows = self.weights.values.len() / self.panel.width;
        let vectors = self.panel.width / S::F32_LANES;
        tiles!(S, (rows, vectors), self.tile(simd, vectors));
    }
}

impl Update<'_> {
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const WIDTH: usize>(
        &mut self,
        simd: S,
        vectors: usize,
        (first, column): (usize, usize),
    ) {
        let at = self.panel.first / S::F32_LANES + column;
        let mut sums = [[simd.splat_f32s(0.0); WIDTH]; ROWS];
        let inputs = self.inputs.chunks(self.row * self.part);
        let gradients = self.gradients.chunks(self.stride * self.part);
        for (number, (inputs, gradients)) in inputs.zip(gradients).enumerate() {
            let mut parts = [[simd.splat_f32s(0.0); WIDTH]; ROWS];
            let rows = inputs.chunks_exact(self.row);
            for (input, gradient) in rows.zip(gradients.chunks_exact(self.stride)) {
                let input = &input[first..first + ROWS];
                let (gradient, _) = S::as_simd_f32s(gradient);
                let gradient = &gradient[at..at + WIDTH];
                for (parts, &input) in parts.iter_mut().zip(input) {
                    let value = simd.splat_f32s(input);
                    for (part, &gradient) in parts.iter_mut().zip(gradient) {
                        *part = simd.mul_add_e_f32s(value, gradient, *part);
                    }
                }
            }
            add(simd, &mut sums, parts, number == 0);
        }
        for (row, sums) in sums.into_iter().enumerate() {
            self.change(simd, sums, (first + row) * vectors + column);
        }
    }

    /// Changes the weights from this one on by their gradients.
    #[inline(always)]
    fn change<S: Simd, const WIDTH: usize>(
        &mut self,
        simd: S,
        gradients: [S::f32s; WIDTH],
        place: usize,
    ) {
        let (values, _) = S::as_mut_simd_f32s(self.weights.values);
        let (moment_1, _) = S::as_mut_simd_f32s(self.weights.moment_1);
        let (moment_2, _) = S::as_mut_simd_f32s(self.weights.moment_2);
        let values = values[place..place + WIDTH].iter_mut();
        let moment_1 = moment_1[place..place + WIDTH].iter_mut();
        let moments = moment_1.zip(&mut moment_2[place..place + WIDTH]);
        for ((value, moments), gradient) in values.zip(moments).zip(gradients) {
            adam(simd, self.adam, gradient, value, moments);
        }
    }
}

/// As [`crate::adam`], to the last bit.
#[inline(always)]
fn adam<S: Simd>(
    simd: S,
    step: AdamStep,
    gradient: S::f32s,
    value: &mut S::f32s,
    (m, v): (&mut S::f32s, &mut S::f32s),
) {
    let all = |value| simd.splat_f32s(value);
    let square = simd.mul_f32s(gradient, gradient);
    let old = simd.mul_f32s(*m, all(step.beta_1));
    *m = simd.add_f32s(old, simd.mul_f32s(gradient, all(1.0 - step.beta_1)));
    let old = simd.mul_f32s(*v, all(step.beta_2));
    *v = simd.add_f32s(old, simd.mul_f32s(square, all(1.0 - step.beta_2)));
    let over = simd.mul_f32s(*m, all(step.factor));
    let under = simd.add_f32s(simd.sqrt_f32s(*v), all(step.epsilon));
    let change = simd.mul_f32s(simd.div_f32s(over, under), all(step.rate));
    *value = simd.sub_f32s(*value, change);
}
