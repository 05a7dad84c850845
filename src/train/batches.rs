//! Batches, made ready ahead of the network on a thread of their own, in buffers that are used again.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::Scope;

use crate::dataset::Split;
use crate::model::classifier::Preprocessing;

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
        split: &'scope Split,
        preprocessing: Arc<Preprocessing>,
        places: impl Iterator<Item = &'scope [u32]> + Send + 'scope,
    ) -> Self {
        let (to_network, ready) = sync_channel(AHEAD);
        let (used, from_network) = channel();
        scope.spawn(move || produce(split, &preprocessing, places, &to_network, &from_network));
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

fn produce<'a>(
    split: &Split,
    preprocessing: &Preprocessing,
    places: impl Iterator<Item = &'a [u32]>,
    to_network: &SyncSender<Batch>,
    from_network: &Receiver<Batch>,
) {
    for places in places {
        let mut batch = from_network.try_recv().unwrap_or_default();
        batch.values.clear();
        batch.labels.clear();
        let at = |&place: &u32| place as usize;
        let pictures: Vec<&[u8]> = places
            .iter()
            .map(|place| split.picture(at(place)))
            .collect();
        preprocessing.append(&pictures, &mut batch.values);
        let labels = places.iter().map(|place| split.label(at(place)));
        batch.labels.extend(labels);
        if to_network.send(batch).is_err() {
            return;
        }
    }
}
