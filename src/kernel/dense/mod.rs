//! Networks of linear layers and ReLUs: product, bias, ReLU, loss, gradients and Adam, with each value read and written
//! as seldom as can be and the weights packed once.

mod learner;
mod network;
mod panels;
mod product;
mod tiles;
mod update;

pub use learner::{DenseLearner, LayerMoments};
pub use network::{DenseNetwork, LinearLayer};

/// Multiply-adds of a product that are worth waking other threads for: an eighth of a millisecond of one.
const WORTH_THREADS: usize = 1 << 24;

/// How many terms of the sums of a product `[m, terms]` x `[terms, n]` are added up before the next ones begin at zero.
/// Any number would do, as long as it is always the same one: this is what the `gemm` crate, which burn multiplies with,
/// takes where a first-level cache has twelve ways, so that a network learns the same numbers here as there.
fn part(m: usize, n: usize, terms: usize) -> usize {
    match m <= 64 && n <= 64 {
        true => terms.clamp(1, 512),
        false => terms.div_ceil(terms.div_ceil(1024).max(1)).max(1),
    }
}
