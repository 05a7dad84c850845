//! Batches, made ready ahead of the network on a thread of their own, in buffers that are used again.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::Scope;

use rayon::prelude::*;

use super::random::{Purpose, generator, place_in_epoch};
use crate::dataset::Split;
use crate::model::network_classifier::Preprocessing;
use crate::shift::{Augmenter, Canvas};

/// Batches that may wait for the network: while one is learned from, the next is ready, and the one
/// after that is being made.
const AHEAD: usize = 2;

/// Pictures and labels of one step.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Normalised, `[batch, height, width, channels]`.
    pub(crate) values: Vec<f32>,
    pub(crate) labels: Vec<u8>,
}

/// What an epoch's batches are made of.
pub(crate) struct Source<'a> {
    pub(crate) split: &'a Split,
    pub(crate) preprocessing: Arc<Preprocessing>,
    /// What each picture is put through, in this order.
    pub(crate) augment: &'a Augmenter,
    pub(crate) seed: u64,
    /// From 1.
    pub(crate) epoch: usize,
}

/// An epoch's batches in their order.
pub(crate) struct Batches {
    ready: Receiver<Batch>,
    used: Sender<Batch>,
}

impl Batches {
    /// Begins to make batches of the pictures at these places. Ends by itself when nobody wants
    /// batches any more.
    pub(crate) fn ahead<'scope>(
        scope: &'scope Scope<'scope, '_>,
        source: Source<'scope>,
        places: impl Iterator<Item = &'scope [u32]> + Send + 'scope,
    ) -> Self {
        let (to_network, ready) = sync_channel(AHEAD);
        let (used, from_network) = channel();
        scope.spawn(move || source.produce(places, &to_network, &from_network));
        Self { ready, used }
    }

    /// The next batch; none after the last.
    pub(crate) fn next(&self) -> Option<Batch> {
        self.ready.recv().ok()
    }

    /// Takes a batch back when it has been learned from.
    pub(crate) fn reuse(&self, batch: Batch) {
        // The maker is gone when it has made the last one.
        let _ = self.used.send(batch);
    }
}

impl Source<'_> {
    fn produce<'a>(
        &self,
        places: impl Iterator<Item = &'a [u32]>,
        to_network: &SyncSender<Batch>,
        from_network: &Receiver<Batch>,
    ) {
        for places in places {
            let mut batch = from_network.try_recv().unwrap_or_default();
            batch.values.clear();
            batch.labels.clear();
            let places = places.iter().map(|&place| place as usize);
            let labels = places.clone().map(|place| self.split.label(place));
            batch.labels.extend(labels);
            if self.augment.is_empty() {
                let pictures: Vec<&[u8]> = places.map(|place| self.split.picture(place)).collect();
                self.preprocessing.append(&pictures, &mut batch.values);
            } else {
                let places: Vec<usize> = places.collect();
                let altered = places.into_par_iter().map(|place| {
                    augmented(self.split, self.augment, (self.seed, self.epoch), place)
                });
                let altered: Vec<Vec<u8>> = altered.collect();
                let pictures: Vec<&[u8]> = altered.iter().map(Vec::as_slice).collect();
                self.preprocessing.append(&pictures, &mut batch.values);
            }
            if to_network.send(batch).is_err() {
                return;
            }
        }
    }
}

/// The picture at this place as the network gets it with this seed in this epoch, from 1.
pub(super) fn augmented(
    split: &Split,
    augment: &Augmenter,
    (seed, epoch): (u64, usize),
    place: usize,
) -> Vec<u8> {
    let mut random = generator(seed, Purpose::Augmentation, place_in_epoch(epoch, place));
    let canvas = Canvas::from_bytes(split.picture(place), split.dataset().shape());
    augment
        .apply(canvas, split.label(place), &mut random)
        .to_bytes()
}
