//! The pack of a class: the first front host that has it stores it, and those take it over that are started without one.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::object_store::ObjectStore;

use super::engine::Engine;
use super::objects::{Trouble, get, has_room, is_there, put};
use super::storage::StorageError;

/// What the objects are called.
const PACKS: &str = "packs";
/// Bytes of all packs: a class has one, and a second where two hosts began at once with two. A larger one has to be given to each
/// host.
const ALL: i64 = 256 << 20;
/// Packs stay for as long as the class does.
const FOR_EVER: Duration = Duration::ZERO;

/// The packs that front hosts can take over.
pub struct Packs {
    engine: Arc<Engine>,
    store: ObjectStore,
}

impl Packs {
    /// What there is of them.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub fn begin(engine: &Arc<Engine>) -> Result<Self, StorageError> {
        Ok(Self {
            engine: engine.clone(),
            store: engine.objects(PACKS, ALL, FOR_EVER)?,
        })
    }

    /// Whether the edition of this digest is there.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub fn has(&self, digest: &str) -> Result<bool, Trouble> {
        self.engine.wait(is_there(&self.store, digest))
    }

    /// Stores the archive of the edition of this digest.
    ///
    /// # Errors
    /// When the engine has no room for it, or does not answer.
    pub fn store(&self, digest: &str, archive: &[u8]) -> Result<(), Trouble> {
        self.engine.wait(async {
            match has_room(&self.engine, PACKS, archive.len()).await? {
                true => put(&self.store, digest, archive).await,
                false => {
                    let megabytes = archive.len().div_ceil(1 << 20);
                    Err(format!("it has no room for the pack's {megabytes} MB").into())
                }
            }
        })
    }

    /// The archive of the edition of this digest, if it is there.
    ///
    /// # Errors
    /// When the engine does not answer, or what comes is damaged.
    pub fn archive(&self, digest: &str) -> Result<Option<Vec<u8>>, Trouble> {
        self.engine.wait(get(&self.store, digest))
    }
}
