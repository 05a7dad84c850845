//! Which vector instructions a kernel runs with.

use pulp::{Arch, Simd, WithSimd};

/// Runs `work` with the widest vectors that pay off for this many channels: sixteen lanes would be
/// half empty on eight channels and, where a core does two narrow operations at a time, no faster.
pub(super) fn dispatch<W: WithSimd>(channels: usize, work: W) -> W::Output {
    choose(channels).dispatch(work)
}

/// Lanes of the vectors that [`dispatch`] chooses.
pub(super) fn lanes(channels: usize) -> usize {
    choose(channels).dispatch(Lanes)
}

#[cfg(target_arch = "x86_64")]
fn choose(channels: usize) -> Arch {
    let narrow = channels <= 8;
    match pulp::x86::V3::try_new() {
        Some(simd) if narrow => Arch::V3(simd),
        _ => Arch::new(),
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn choose(_channels: usize) -> Arch {
    Arch::new()
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) -> usize {
        S::F32_LANES
    }
}
