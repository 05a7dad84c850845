//! Puts pictures through corruptions.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::canvas::Canvas;
use super::registry::Shift;
use crate::dataset::Split;

/// The pictures of a split, each put through the shifts in their order. What is random is drawn for
/// each picture from the seed, the corruption and the picture's place in its dataset: the same
/// picture comes out the same in every selection, on any number of threads.
pub fn alter(split: &Split, shifts: &[Shift], seed: u64) -> Split {
    let altered = alter_watched(split, shifts, seed, |_| ControlFlow::Continue(()));
    altered.unwrap_or_else(|| split.clone())
}

/// The same, telling `watch` how many pictures are done: after each, from several threads. None when
/// that breaks it off.
pub fn alter_watched(
    split: &Split,
    shifts: &[Shift],
    seed: u64,
    watch: impl Fn(usize) -> ControlFlow<()> + Sync,
) -> Option<Split> {
    let shape = split.dataset().shape();
    let size = shape.pixels();
    let mut pixels = vec![0; split.len() * size];
    let done = AtomicUsize::new(0);
    let flow = pixels
        .par_chunks_exact_mut(size)
        .zip(split.indices())
        .enumerate()
        .try_for_each(|(place, (to, &index))| {
            let mut canvas = Canvas::from_bytes(split.picture(place), shape);
            for (step, shift) in shifts.iter().enumerate() {
                let mut random = generator(seed, step, shift, index);
                canvas = shift.apply(&canvas, &mut random);
            }
            to.copy_from_slice(&canvas.to_bytes());
            watch(done.fetch_add(1, Ordering::Relaxed) + 1)
        });
    if flow.is_break() {
        return None;
    }
    let names: Vec<String> = shifts.iter().map(Shift::to_string).collect();
    Some(split.altered(&names.join(", "), pixels))
}

fn generator(seed: u64, step: usize, shift: &Shift, index: u32) -> ChaCha8Rng {
    let mut hasher = Sha256::new();
    hasher.update(seed.to_le_bytes());
    hasher.update((step as u64).to_le_bytes());
    hasher.update(shift.corruption.family.name());
    hasher.update(shift.corruption.name);
    let mut random = ChaCha8Rng::from_seed(hasher.finalize().into());
    random.set_stream(index.into());
    random
}
