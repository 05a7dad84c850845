//! A view of some pictures of a dataset, in some order, without a copy: what is trained on, held out
//! or measured.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

use super::selector::{CLASS, write_labels};
use super::{DataError, Dataset, Inputs, hex};

/// Some pictures of a dataset, in an order of their own. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Split {
    dataset: Arc<Dataset>,
    // Every index is below the dataset's length, and its length fits.
    indices: Arc<[u32]>,
}

impl Split {
    /// All pictures of a dataset, in its own order.
    pub fn whole(dataset: Arc<Dataset>) -> Self {
        let indices = (0..dataset.len())
            .filter_map(|index| u32::try_from(index).ok())
            .collect();
        Self { dataset, indices }
    }

    /// The dataset that is looked at.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// The places of the pictures in the dataset.
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// The picture at a place of this split, and its label; none past the end.
    pub fn get(&self, place: usize) -> Option<(&[u8], u8)> {
        let index = *self.indices.get(place)? as usize;
        Some((self.dataset.picture(index)?, self.dataset.label(index)?))
    }

    /// The picture at a place of this split: rows from the top, channels last. Like indexing a
    /// slice, it panics past the end; [`Split::get`] does not.
    pub fn picture(&self, place: usize) -> &[u8] {
        let (index, size) = (self.indices[place] as usize, self.dataset.shape().pixels());
        &self.dataset.pixels()[index * size..][..size]
    }

    /// The label at a place of this split. Like indexing a slice, it panics past the end.
    pub fn label(&self, place: usize) -> u8 {
        self.dataset.labels()[self.indices[place] as usize]
    }

    /// The writer, typeface family or the like of the picture at a place, where it is known.
    pub fn group(&self, place: usize) -> Option<&str> {
        self.dataset.group(*self.indices.get(place)? as usize)
    }

    /// The place of each picture in its data, also where a program has altered it since.
    pub fn origins(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.indices.iter().map(|&index| self.dataset.origin(index))
    }

    /// The pictures with their labels, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], u8)> + Clone {
        (0..self.len()).map(|place| (self.picture(place), self.label(place)))
    }

    /// Those pictures that have one of these labels.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn with_labels(&self, labels: &[u8]) -> Result<Self, DataError> {
        let labelled = |index: &u32| labels.contains(&self.dataset.labels()[*index as usize]);
        let kept: Vec<u32> = self.indices.iter().copied().filter(labelled).collect();
        if kept.is_empty() {
            return Err(DataError::NoSuchPictures {
                name: self.dataset.name().to_owned(),
                labels: write_labels(labels),
            });
        }
        Ok(self.of(kept))
    }

    /// `n` pictures drawn without replacement, in the order of the draw. The same seed draws the
    /// same pictures on every platform, and a smaller `n` the beginning of a larger one's.
    ///
    /// # Errors
    /// When there are fewer than `n`.
    pub fn sample(&self, n: usize, seed: u64) -> Result<Self, DataError> {
        Ok(self.of(self.drawn(n, seed)?.1))
    }

    /// Draws `n` pictures as [`Split::sample`] does: (the rest in its order, the drawn ones).
    ///
    /// # Errors
    /// When there are fewer than `n`.
    pub fn hold_out(&self, n: usize, seed: u64) -> Result<(Self, Self), DataError> {
        let (places, held) = self.drawn(n, seed)?;
        let mut is_held = vec![false; self.len()];
        places
            .iter()
            .for_each(|&place| is_held[place as usize] = true);
        let rest = self
            .indices
            .iter()
            .zip(&is_held)
            .filter(|(_, held)| !**held);
        Ok((
            self.of(rest.map(|(index, _)| *index).collect()),
            self.of(held),
        ))
    }

    /// The first `n` pictures.
    ///
    /// # Errors
    /// When there are fewer than `n`.
    pub fn first(&self, n: usize) -> Result<Self, DataError> {
        match self.indices.get(..n) {
            Some(indices) => Ok(self.of(indices.to_vec())),
            None => Err(self.too_few(n)),
        }
    }

    /// The pictures at these places of this split, in this order. Like indexing a slice, it panics
    /// past the end.
    pub fn pick(&self, places: impl IntoIterator<Item = usize>) -> Self {
        self.of(places
            .into_iter()
            .map(|place| self.indices[place])
            .collect())
    }

    /// The same pictures after a program altered them: `pixels` holds them one after the other, in
    /// this split's order. They count as simulated, and their labels and groups stay.
    pub(crate) fn altered(&self, how: &str, pixels: Vec<u8>) -> Self {
        self.changed((how, Inputs::Simulated), pixels)
    }

    /// The same for pictures that were changed so that a network errs: they count as attacked.
    pub(crate) fn attacked(&self, how: &str, pixels: Vec<u8>) -> Self {
        self.changed((how, Inputs::Attack), pixels)
    }

    fn changed(&self, how: (&str, Inputs), pixels: Vec<u8>) -> Self {
        Self::whole(Arc::new(self.dataset.altered(&self.indices, how, pixels)))
    }

    /// SHA-256 in hex over the dataset's digest (its hex digits) and the indices (32 bits each,
    /// little endian).
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.dataset.digest());
        let indices: Vec<u8> = self
            .indices
            .iter()
            .flat_map(|index| index.to_le_bytes())
            .collect();
        hasher.update(indices);
        hex(&hasher.finalize())
    }

    /// Draws `n` places without replacement: (the places, the indices at them).
    fn drawn(&self, n: usize, seed: u64) -> Result<(Vec<u32>, Vec<u32>), DataError> {
        let places = self.draw_places(n, seed)?;
        let indices = places
            .iter()
            .map(|&place| self.indices[place as usize])
            .collect();
        Ok((places, indices))
    }

    /// Draws `n` places without replacement.
    ///
    /// # Errors
    /// When there are fewer than `n`.
    pub(super) fn draw_places(&self, n: usize, seed: u64) -> Result<Vec<u32>, DataError> {
        let mut places: Vec<u32> = (0..).take(self.len()).collect();
        if n > places.len() {
            return Err(self.too_few(n));
        }
        // Fisher and Yates, written out: a library's own may change with its version, and these
        // draws decide what runs are called and what their numbers are.
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for place in 0..n {
            let other = place + below(&mut random, (places.len() - place) as u64) as usize;
            places.swap(place, other);
        }
        places.truncate(n);
        Ok(places)
    }

    fn too_few(&self, wanted: usize) -> DataError {
        let (name, there) = (self.dataset.name().to_owned(), self.len());
        match name == CLASS {
            true => DataError::TooFewWritten {
                wanted,
                there,
                missing: wanted.saturating_sub(there),
            },
            false => DataError::TooFew {
                name,
                wanted,
                there,
            },
        }
    }

    fn of(&self, indices: Vec<u32>) -> Self {
        Self {
            dataset: Arc::clone(&self.dataset),
            indices: indices.into(),
        }
    }
}

/// The same pictures of the same dataset in memory, in the same order.
impl PartialEq for Split {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset) && self.indices == other.indices
    }
}

impl Eq for Split {}

/// A number below `limit` (above 0), each as likely: draws that would favour the low ones are thrown
/// away.
fn below(random: &mut ChaCha8Rng, limit: u64) -> u64 {
    let fair = u64::MAX - u64::MAX % limit;
    loop {
        let draw = random.next_u64();
        if draw < fair {
            return draw % limit;
        }
    }
}
