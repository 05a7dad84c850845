//! A view of some of a set's pictures: indices, no copies.

use std::sync::Arc;

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

use super::error::DataError;
use super::hex;
use super::labelled::Dataset;

/// Some of a set's pictures, in an order of its own.
#[derive(Debug, Clone)]
pub struct Split {
    dataset: Arc<Dataset>,
    indices: Arc<[u32]>,
}

impl PartialEq for Split {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset) && self.indices == other.indices
    }
}

impl Split {
    /// All pictures of a set, in its order.
    pub fn whole(dataset: Arc<Dataset>) -> Self {
        let indices = (0..dataset.len() as u32).collect();
        Self { dataset, indices }
    }

    /// The set that the pictures are in.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// The places of the pictures in their set.
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// The bytes of the picture with this place in the split.
    ///
    /// # Panics
    /// When there are not so many pictures.
    pub fn picture(&self, at: usize) -> &[u8] {
        self.dataset.picture(self.indices[at] as usize)
    }

    /// The class of the picture with this place in the split.
    ///
    /// # Panics
    /// When there are not so many pictures.
    pub fn label(&self, at: usize) -> u8 {
        self.dataset.label(self.indices[at] as usize)
    }

    /// The pictures and their labels, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], u8)> + Clone {
        self.indices.iter().map(|&at| {
            (
                self.dataset.picture(at as usize),
                self.dataset.label(at as usize),
            )
        })
    }

    /// Only pictures of these classes.
    pub fn with_labels(&self, labels: &[u8]) -> Self {
        let places = (0..self.len()).filter(|&at| labels.contains(&self.label(at)));
        self.pick(places)
    }

    /// The pictures with these places in the split; places that there are not are passed over.
    pub fn pick(&self, places: impl IntoIterator<Item = usize>) -> Self {
        let indices = places
            .into_iter()
            .filter_map(|at| self.indices.get(at).copied());
        self.view(indices.collect())
    }

    /// `n` of the pictures, drawn without replacement.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn take(&self, n: usize, seed: u64) -> Result<Self, DataError> {
        Ok(self.draw(n, seed)?.0)
    }

    /// `n` pictures drawn without replacement are held out: the others, then those.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn hold_out(&self, n: usize, seed: u64) -> Result<(Self, Self), DataError> {
        let (held, rest) = self.draw(n, seed)?;
        Ok((rest, held))
    }

    /// Hexadecimal SHA-256 of what the pictures and labels are, and in which order.
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.dataset.digest());
        for index in self.indices.iter() {
            hasher.update(index.to_le_bytes());
        }
        hex(hasher.finalize())
    }

    fn draw(&self, n: usize, seed: u64) -> Result<(Self, Self), DataError> {
        if n > self.len() {
            return Err(DataError::TooFew {
                wanted: n,
                from: self.dataset.name().to_owned(),
                there: self.len(),
            });
        }
        let mut indices = self.indices.to_vec();
        indices.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let rest = indices.split_off(n);
        Ok((self.view(indices), self.view(rest)))
    }

    fn view(&self, indices: Vec<u32>) -> Self {
        Self {
            dataset: self.dataset.clone(),
            indices: indices.into(),
        }
    }
}
