//! Generators for everything random in a run. Each depends on the seed and the place in the run only,
//! never on what was drawn before.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// What a generator is for. Together with the seed and a place it makes an independent stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// The order of an epoch's pictures.
    Order = 1,
    /// The masks of a step.
    Dropout = 2,
    /// What a picture is put through in an epoch.
    Augmentation = 3,
}

/// The generator of a place.
pub(super) fn generator(seed: u64, purpose: Purpose, place: u64) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8] = purpose as u8;
    let mut random = ChaCha8Rng::from_seed(key);
    random.set_stream(place);
    random
}

/// A place within an epoch, both counted as they are used.
pub(super) fn place_in_epoch(epoch: usize, place: usize) -> u64 {
    ((epoch as u64) << 32) | place as u64
}
