//! What an interval is: samples of pictures from many, and how often the interval of a sample contains what all of
//! them come to.

use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::interval::Proportion;

/// How many samples are drawn: of 20, 95 % intervals miss one on average.
pub const SAMPLES: usize = 20;
/// How many pictures a sample has, where there are twice as many.
const SIZES: [usize; 3] = [20, 100, 500];
/// The seed of the first draw.
const SEED: u64 = 7;

/// The sizes of samples that can be drawn of so many pictures: so few that samples differ.
pub fn sizes(pictures: usize) -> Vec<usize> {
    let sizes = SIZES.into_iter();
    sizes.filter(|size| 2 * size <= pictures).collect()
}

/// The seed of a draw, from 0.
pub fn seed(draw: u64) -> u64 {
    SEED.wrapping_add(draw)
}

/// Of answers to many pictures, each right or not: how many of a sample of so many are right, for [`SAMPLES`]
/// samples. Each is drawn from all pictures without replacement.
pub fn samples(correct: &[bool], size: usize, draw: u64) -> Vec<Proportion> {
    let mut random = ChaCha8Rng::seed_from_u64(seed(draw));
    let size = size.min(correct.len());
    let drawn = (0..SAMPLES).map(|_| {
        let places = index::sample(&mut random, correct.len(), size);
        let right = places
            .iter()
            .filter(|&place| correct.get(place) == Some(&true));
        Proportion::of(right.count(), size)
    });
    drawn.collect()
}
