//! Objects in the engine: pieces of bytes with a digest, which the client checks whenever one comes.

use std::time::Duration;

use async_nats::jetstream::object_store::{InfoErrorKind, ObjectStore};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::engine::Engine;

/// How long the next bytes of an object may take to come: of one that is being forgotten, some never do.
const STALL: Duration = Duration::from_secs(10);
/// Bytes that are taken at once.
const BLOCK: usize = 1 << 20;

/// Why something is not stored, or cannot be had.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Whether there is room for an object of so many bytes, and what is around them. One that does not fit would leave behind what
/// of it did.
pub(super) async fn has_room(engine: &Engine, what: &str, bytes: usize) -> Result<bool, Trouble> {
    let name = format!("OBJ_{}", engine.names().stream(what));
    let stream = engine.jetstream().get_stream(name).await?;
    let info = stream.cached_info();
    let most = u64::try_from(info.config.max_bytes).unwrap_or(u64::MAX);
    let bytes = bytes as u64;
    Ok(info.state.bytes + bytes + bytes / 20 < most)
}

/// Stores an object, in the place of what had its name.
pub(super) async fn put(store: &ObjectStore, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let mut bytes = bytes;
    store.put(name, &mut bytes).await?;
    Ok(())
}

/// An object, if it is there and whole.
pub(super) async fn get(store: &ObjectStore, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
    if !is_there(store, name).await? {
        return Ok(None);
    }
    let mut object = store.get(name).await?;
    let mut bytes = Vec::new();
    loop {
        let mut block = (&mut object).take(BLOCK as u64);
        let read = timeout(STALL, block.read_to_end(&mut bytes)).await;
        let read = read.map_err(|_| format!("nothing more of the object {name} comes"))??;
        if read == 0 {
            return Ok(Some(bytes));
        }
    }
}

/// Whether an object is there.
pub(super) async fn is_there(store: &ObjectStore, name: &str) -> Result<bool, Trouble> {
    match store.info(name).await {
        Ok(info) => Ok(!info.deleted),
        Err(error) if error.kind() == InfoErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}
