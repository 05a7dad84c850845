//! Adam as an optimizer of burn's that updates a parameter in one pass: see [`crate::kernel::adam`].
//! Its state is that of burn's own Adam, and so are its results.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, Flex, backend_extension};
use burn::optim::{AdamState, AdaptiveMomentumState, Optimizer};
use burn::tensor::{Device, Tensor};

use crate::kernel::{self, AdamStep};

/// Adam with beta .9 and .999, epsilon 1e-8.
#[derive(Debug, Clone)]
pub(super) struct FusedAdam;

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
/// Also what burn's own Adam is set to.
pub(super) const EPSILON: f32 = 1e-8;

/// The numbers of this step, from 1.
pub(super) fn adam_step(time: usize, rate: f64) -> AdamStep {
    let time = i32::try_from(time).unwrap_or(i32::MAX);
    let correction = (1.0 - BETA_2.powi(time)).sqrt();
    AdamStep {
        beta_1: BETA_1,
        beta_2: BETA_2,
        factor: correction / (1.0 - BETA_1.powi(time)),
        epsilon: EPSILON * correction,
        rate: rate as f32,
    }
}

impl Optimizer for FusedAdam {
    type State<const D: usize> = AdamState<D>;

    fn step<const D: usize>(
        &self,
        rate: f64,
        values: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<AdamState<D>>,
    ) -> (Tensor<D>, Option<AdamState<D>>) {
        let mut momentum = match state {
            Some(state) => state.momentum,
            None => AdaptiveMomentumState::new(0, gradient.zeros_like(), gradient.zeros_like()),
        };
        momentum.time += 1;
        let step = adam_step(momentum.time, rate);
        let (values, moment_1, moment_2) = <Dispatch as AdamOps>::adam(
            values.into_dispatch(),
            gradient.into_dispatch(),
            momentum.moment_1.into_dispatch(),
            momentum.moment_2.into_dispatch(),
            step,
        );
        momentum.moment_1 = Tensor::from_dispatch(moment_1);
        momentum.moment_2 = Tensor::from_dispatch(moment_2);
        let state = AdamState { momentum };
        (Tensor::from_dispatch(values), Some(state))
    }

    fn to_device<const D: usize>(mut state: AdamState<D>, device: &Device) -> AdamState<D> {
        state.momentum = state.momentum.to_device(device);
        state
    }
}

/// What a backend has to offer for it.
#[backend_extension(Flex)]
trait AdamOps: Backend {
    /// The parameter and its two moments after a step.
    fn adam(
        values: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

impl AdamOps for Flex {
    fn adam(
        values: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let gradient = gradient.to_contiguous();
        // Where nobody else holds them, these are the same memory and are changed in place.
        let mut values = values.to_contiguous();
        let mut moment_1 = moment_1.to_contiguous();
        let mut moment_2 = moment_2.to_contiguous();
        kernel::adam(
            step,
            values.storage_mut(),
            gradient.storage(),
            moment_1.storage_mut(),
            moment_2.storage_mut(),
        );
        (values, moment_1, moment_2)
    }
}
