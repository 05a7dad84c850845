//! Of many vectors, which is the closest to each of some others.

use pulp::Arch;
use rayon::prelude::*;

/// Values that are multiplied side by side.
const LANES: usize = 16;
/// Vectors that go through all references together: of MNIST's size, they stay in the first cache.
const TOGETHER: usize = 8;

/// For each of `vectors`, `[n, size]`, the largest dot product with any of `references`, `[m, size]`; negative
/// infinity where there is none.
pub fn closest(vectors: &[f32], references: &[f32], size: usize) -> Vec<f32> {
    let size = size.max(1);
    let parts = vectors.par_chunks(TOGETHER * size);
    let closest = parts.map(|vectors| {
        let mut closest = vec![f32::NEG_INFINITY; vectors.len() / size];
        Arch::new().dispatch(
            #[inline(always)]
            || {
                for reference in references.chunks_exact(size) {
                    let vectors = vectors.chunks_exact(size);
                    for (closest, vector) in closest.iter_mut().zip(vectors) {
                        *closest = closest.max(dot(vector, reference));
                    }
                }
            },
        );
        closest
    });
    closest.flatten_iter().collect()
}

/// The dot product of two vectors of one length; several sums side by side, as wide as the processor is.
#[inline(always)]
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest = ones.remainder().iter().zip(others.remainder());
    let rest: f32 = rest.map(|(one, other)| one * other).sum();
    for (one, other) in ones.zip(others) {
        for lane in 0..LANES {
            sums[lane] += one[lane] * other[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_vector_has_its_own_closest_and_every_value_counts() {
        // 20 values: one full set of lanes, and four more.
        let mut one = [0.0_f32; 20];
        (one[0], one[19]) = (3.0, 4.0);
        let mut other = [0.0_f32; 20];
        other[5] = 1.0;
        let vectors = [one, other].concat();
        let references = [[1.0_f32; 20], other, one].concat();
        assert_eq!(closest(&vectors, &references, 20), [25.0, 1.0]);
        assert_eq!(closest(&one, &[], 20), [f32::NEG_INFINITY]);
        assert!(closest(&[], &references, 20).is_empty());
    }
}
