//! Adam's update in one pass over a parameter and its two moments. Operation by operation it is ten
//! passes, each with a result of its own in memory.

use pulp::Arch;
use rayon::prelude::*;

/// Values that are worth a thread's while.
const PART: usize = 1 << 15;

/// The numbers of one step of Adam (Kingma and Ba 2015, with the bias corrections folded into two
/// factors as in their section 2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// Decay of the first moment.
    pub beta_1: f32,
    /// Decay of the second moment.
    pub beta_2: f32,
    /// sqrt(1 - beta_2^t) / (1 - beta_1^t).
    pub factor: f32,
    /// Epsilon times sqrt(1 - beta_2^t).
    pub epsilon: f32,
    /// The learning rate.
    pub rate: f32,
}

/// Changes a parameter and its moments in place. All four hold as many values.
pub fn adam(
    step: AdamStep,
    values: &mut [f32],
    gradient: &[f32],
    moment_1: &mut [f32],
    moment_2: &mut [f32],
) {
    values
        .par_chunks_mut(PART)
        .zip(gradient.par_chunks(PART))
        .zip(moment_1.par_chunks_mut(PART))
        .zip(moment_2.par_chunks_mut(PART))
        .for_each(|(((values, gradient), moment_1), moment_2)| {
            Arch::new().dispatch(
                #[inline(always)]
                || update(step, values, gradient, moment_1, moment_2),
            );
        });
}

#[inline(always)]
fn update(
    step: AdamStep,
    values: &mut [f32],
    gradient: &[f32],
    moment_1: &mut [f32],
    moment_2: &mut [f32],
) {
    let moments = moment_1.iter_mut().zip(moment_2);
    for ((value, &gradient), (m, v)) in values.iter_mut().zip(gradient).zip(moments) {
        *m = *m * step.beta_1 + gradient * (1.0 - step.beta_1);
        *v = *v * step.beta_2 + gradient * gradient * (1.0 - step.beta_2);
        *value -= *m * step.factor / (v.sqrt() + step.epsilon) * step.rate;
    }
}
