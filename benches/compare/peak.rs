//! What the machine gives: in a dense product of matrices, and in instructions a cycle.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use burn::tensor::{Tensor, TensorData};
use mindgap::model::device;
use pulp::{Arch, Simd, WithSimd};
use serde_json::{Value, json};

/// Side of the matrices.
const SIDE: usize = 1024;
/// Times that each thing is timed, after one that is not; the best counts.
const TIMES: usize = 5;

/// Billions of floating-point operations a second in a dense f32 product of square matrices, the best of several:
/// burn's own, which is the `gemm` crate.
pub fn gemm_gflops(threads: usize) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let matrix = |factor: usize| {
        let values: Vec<f32> = (0..SIDE * SIDE)
            .map(|at| (at * factor % 101) as f32 / 101.0 - 0.5)
            .collect();
        Tensor::<2>::from_data(TensorData::new(values, [SIDE, SIDE]), &device())
    };
    let (left, right) = (matrix(7), matrix(13));
    pool.unwrap().install(|| {
        let seconds = shortest(|| {
            black_box(left.clone().matmul(right.clone()));
        });
        2.0 * (SIDE as f64).powi(3) / seconds / 1e9
    })
}

/// Turns of the loops below: about a millisecond.
const TURNS: usize = 1 << 19;
/// Fused multiply-adds of a turn that do not wait for each other: more than are under way at once on any processor,
/// and as many as fit into sixteen registers.
const CHAINS: usize = 12;

/// The most floating-point operations that so many threads can do with the vectors that kernels use: units times lanes
/// times two times the clock, all of them measured.
pub fn instructions(threads: usize) -> Value {
    let lanes = Arch::new().dispatch(Lanes);
    let seconds = thread::scope(|scope| {
        let loops: Vec<_> = (0..threads)
            .map(|_| scope.spawn(|| shortest(|| Arch::new().dispatch(MultiplyAdds))))
            .collect();
        loops
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect::<Vec<f64>>()
    });
    let a_second = |seconds: f64| (TURNS * CHAINS) as f64 / seconds;
    let all: f64 = seconds.iter().map(|&one| a_second(one)).sum();
    let cycles = cycles_a_second();
    json!({
        "lanes": lanes,
        "gigahertz": cycles / 1e9,
        "fma_per_cycle": all / threads as f64 / cycles,
        "gflops": all * 2.0 * lanes as f64 / 1e9,
    })
}

/// An addition and an exclusive or that wait for each other take a cycle each on every processor that there is.
fn cycles_a_second() -> f64 {
    let (step, mask) = (black_box(0x9e37_79b9_u64), black_box(0x55aa_u64));
    let seconds = shortest(|| {
        let sum = (0..TURNS).fold(black_box(1), |sum: u64, _| sum.wrapping_add(step) ^ mask);
        black_box(sum);
    });
    2.0 * TURNS as f64 / seconds
}

fn shortest(work: impl Fn()) -> f64 {
    let seconds = (0..=TIMES).map(|_| {
        let began = Instant::now();
        work();
        began.elapsed().as_secs_f64()
    });
    seconds.skip(1).fold(f64::INFINITY, f64::min)
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) -> usize {
        S::F32_LANES
    }
}

struct MultiplyAdds;

impl WithSimd for MultiplyAdds {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (half, one) = (
            simd.splat_f32s(black_box(0.5)),
            simd.splat_f32s(black_box(1.0)),
        );
        let mut sums = [one; CHAINS];
        for _ in 0..TURNS {
            for sum in &mut sums {
                *sum = simd.mul_add_e_f32s(*sum, half, one);
            }
        }
        black_box(sums);
    }
}
