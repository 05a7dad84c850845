//! Data that does not ship, on its way from front hosts to workers: each set travels once, by its digest. What learners wrote is
//! in the engine only while a run that learns from it is not over: it may be withdrawn.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream::object_store::ObjectStore;
use futures_util::StreamExt;
use time::OffsetDateTime;
use tokio::sync;

use super::engine::Engine;
use super::objects::{Trouble, get, has_room, is_there, put};
use super::storage::StorageError;
use crate::dataset::{Library, Parcel, ParcelError, Parcels};

/// What the objects are called.
const DATA: &str = "data";
/// Bytes of a set at most, packed as it is kept: ten times MNIST with room to spare. A larger one is trained on by the host that has it.
const LARGEST: u64 = 256 << 20;
/// Bytes of all of it.
const ALL: i64 = 512 << 20;
/// A week: as long as a course.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What is older makes room for what is new: what a run that still waits needs is sent again.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long it may take to forget something.
const FORGETTING: Duration = Duration::from_secs(5);
/// Libraries that a worker has open; what they have decoded is in memory.
const OPEN: usize = 2;

/// The data of a class that does not ship.
pub(super) struct Data {
    engine: Arc<Engine>,
    store: ObjectStore,
    /// Whoever holds it sends: many may want the same.
    sends: sync::Mutex<()>,
    /// How many runs of this host need what learners wrote, by digest.
    needed: Mutex<HashMap<String, usize>>,
}

/// What a run needs, until it is over.
pub(super) struct Needed<'a> {
    data: &'a Data,
    pub(super) parcels: Vec<Parcel>,
}

impl Data {
    /// What there is of it by now.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub(super) fn begin(engine: &Arc<Engine>) -> Result<Self, StorageError> {
        Ok(Self {
            engine: engine.clone(),
            store: engine.objects(DATA, ALL, WEEK)?,
            sends: sync::Mutex::default(),
            needed: Mutex::default(),
        })
    }

    /// Takes note that a run needs these.
    pub(super) fn need(&self, parcels: Vec<Parcel>) -> Needed<'_> {
        for parcel in parcels.iter().filter(|parcel| parcel.is_written()) {
            *self.needed().entry(parcel.digest().to_owned()).or_default() += 1;
        }
        Needed {
            data: self,
            parcels,
        }
    }

    fn needed(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what is not there yet; or why it is not sent, although the engine could be reached.
    pub(super) async fn send(&self, parcels: &[Parcel]) -> Result<Option<String>, Trouble> {
        for parcel in parcels {
            let (name, bytes) = (parcel.name(), parcel.bytes());
            if bytes > LARGEST {
                return Ok(Some(format!(
                    "{name} has {} MB, and {} are sent at most",
                    bytes >> 20,
                    LARGEST >> 20
                )));
            }
            let _sends = self.sends.lock().await;
            if is_there(&self.store, parcel.digest()).await? {
                continue;
            }
            let packed = match parcel.pack() {
                Ok(packed) => packed,
                Err(error) => return Ok(Some(error.to_string())),
            };
            if !has_room(&self.engine, DATA, packed.len()).await? {
                self.make_room().await?;
                if !has_room(&self.engine, DATA, packed.len()).await? {
                    let megabytes = packed.len().div_ceil(1 << 20);
                    return Ok(Some(format!(
                        "the engine has no room for the {megabytes} MB of {name}"
                    )));
                }
            }
            put(&self.store, parcel.digest(), &packed).await?;
            tracing::info!(name, digest = parcel.digest(), bytes, "data was sent");
        }
        Ok(None)
    }

    /// A set that was sent.
    async fn fetch(&self, digest: &str) -> Result<Vec<u8>, Trouble> {
        let there = get(&self.store, digest).await?;
        there.ok_or_else(|| {
            format!(
                "the data {digest} is not in the engine any more; its front host sends it again"
            )
            .into()
        })
    }

    /// Forgets what is older than a day.
    async fn make_room(&self) -> Result<(), Trouble> {
        let since = OffsetDateTime::now_utc() - DAY;
        let mut all = self.store.list().await?;
        while let Some(info) = all.next().await {
            let info = info?;
            if info.modified.is_some_and(|modified| modified < since) {
                self.store.delete(info.name).await?;
            }
        }
        Ok(())
    }
}

impl Drop for Needed<'_> {
    fn drop(&mut self) {
        for parcel in self.parcels.iter().filter(|parcel| parcel.is_written()) {
            let digest = parcel.digest();
            let mut needed = self.data.needed();
            let left = needed.get(digest).map_or(0, |runs| runs.saturating_sub(1));
            if left > 0 {
                needed.insert(digest.to_owned(), left);
                continue;
            }
            needed.remove(digest);
            drop(needed);
            // While the engine is away it cannot be forgotten; then it is by its age.
            let _ = (self.data.engine).within(FORGETTING, self.data.store.delete(digest));
        }
    }
}

/// What has come to a worker.
pub(super) struct Brought {
    parcels: Parcels,
    /// What was used last, in front. Whoever holds it brings what is missing: others may need the same.
    open: Mutex<VecDeque<(Vec<String>, Library)>>,
}

impl Brought {
    /// What came to this folder before.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn at(folder: &Path) -> Result<Self, ParcelError> {
        Ok(Self {
            parcels: Parcels::at(folder.to_owned())?,
            open: Mutex::default(),
        })
    }

    /// What ships, and these sets on top of it, which are brought here if they are not.
    pub(super) fn library(&self, data: &Data, digests: &[String]) -> Result<Library, Trouble> {
        if digests.is_empty() {
            return Ok(Library::builtin().clone());
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.iter().position(|(known, _)| known == digests);
        let used = match known.and_then(|place| open.remove(place)) {
            Some(used) => used,
            None => (digests.to_vec(), self.bring(data, digests)?),
        };
        let library = used.1.clone();
        open.push_front(used);
        open.truncate(OPEN);
        Ok(library)
    }

    fn bring(&self, data: &Data, digests: &[String]) -> Result<Library, Trouble> {
        if let Some(library) = self.parcels.library(digests)? {
            return Ok(library);
        }
        for digest in digests {
            if !self.parcels.has(digest)? {
                let parcel = data.engine.wait(data.fetch(digest))?;
                self.parcels.keep(digest, &parcel)?;
            }
        }
        let library = self.parcels.library(digests)?;
        library.ok_or_else(|| "data that has just come cannot be read".into())
    }
}
