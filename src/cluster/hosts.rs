//! Which hosts are there, front hosts and workers: each beats in a bucket, and counts as gone when this host has not seen it beat for a while,
//! while it could have. No clock of another machine is read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_nats::jetstream::kv::{Operation, Store};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::engine::Engine;
use super::envelope;
use super::storage::{Bucket, StorageError};
use crate::base::token::new_token;

/// Between two beats.
const BEAT: Duration = Duration::from_secs(2);
/// A host that has not been seen to beat for so long is gone: several beats, and longer than a machine stands still.
pub(super) const GONE: Duration = Duration::from_secs(10);
/// A host whose own beats have not been stored for so long has to count with being gone for others soon.
pub(super) const UNSURE: Duration = Duration::from_secs(8);
/// How long a beat may take to be stored.
const PATIENCE: Duration = Duration::from_secs(2);
/// Characters of what a host is called.
const ID: usize = 12;

/// Beats of front hosts.
pub(super) const FRONTS: Bucket = Bucket {
    what: "hosts",
    about: "which front hosts are there",
    largest: 4 << 10,
    most: 4 << 20,
    age: Duration::from_secs(24 * 60 * 60),
};

/// Beats of workers.
pub(super) const WORKERS: Bucket = Bucket {
    what: "workers",
    about: "which workers are there",
    largest: 4 << 10,
    most: 4 << 20,
    age: Duration::from_secs(24 * 60 * 60),
};

/// What a host says of itself with every beat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beat {
    /// What its administrator calls it.
    pub(super) name: String,
    /// Learners who sit there, or trainings that go on there.
    pub(super) busy: usize,
    /// Trainings that can go on there at once; 0 at a front host.
    pub(super) slots: usize,
    /// Beats before this one.
    pub(super) beats: u64,
}

/// All hosts of one kind in a class, as this one sees them.
pub(super) struct Hosts {
    /// What this one is called in the engine, otherwise at each start.
    id: String,
    name: String,
    engine: Arc<Engine>,
    store: Store,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    /// What each said last, and when that was seen.
    beats: HashMap<String, (Beat, Instant)>,
    /// When a beat of this host was stored last.
    stored: Instant,
}

impl Hosts {
    /// Begins to look at one kind of hosts.
    ///
    /// # Errors
    /// When the engine refuses the bucket, or there are no random numbers.
    pub(super) fn look(
        engine: &Arc<Engine>,
        kind: Bucket,
        name: &str,
    ) -> Result<Arc<Self>, StorageError> {
        let store = engine.bucket(kind)?;
        let token = new_token().map_err(|error| StorageError {
            name: name.to_owned(),
            problem: error.to_string(),
        })?;
        let now = Instant::now();
        let hosts = Arc::new(Self {
            id: token.chars().take(ID).collect(),
            name: name.to_owned(),
            engine: engine.clone(),
            store,
            seen: Mutex::new(Seen {
                beats: HashMap::new(),
                stored: now,
            }),
        });
        engine.handle().spawn(hosts.clone().looks());
        Ok(hosts)
    }

    /// Begins to beat as one of them; `busy` counts with what, and `slots` how much of it there may be.
    pub(super) fn beat(self: &Arc<Self>, slots: usize, busy: impl Fn() -> usize + Send + 'static) {
        let beats = self.clone().beats(slots, busy);
        self.engine.handle().spawn(beats);
    }

    /// What this host is called in the engine.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether a host is to be counted with: it was seen to beat not long ago, or this one has not looked for long enough.
    pub(super) fn is_there(&self, id: &str) -> bool {
        let seen = self.seen();
        id == self.id
            || seen
                .beats
                .get(id)
                .is_some_and(|(_, at)| self.beats_still(*at))
    }

    /// Whether whoever was seen to beat then may beat still. While the engine is away, nobody can be seen to.
    fn beats_still(&self, seen: Instant) -> bool {
        let looking = self.engine.there();
        looking.is_none_or(|since| since.max(seen).elapsed() < GONE)
    }

    /// For how long this host's own beats have not been stored.
    pub(super) fn unheard(&self) -> Duration {
        self.seen().stored.elapsed()
    }

    /// All hosts that are there, by their names.
    pub(super) fn all(&self) -> Vec<Beat> {
        let seen = self.seen();
        let there = seen.beats.values();
        let there = there.filter(|(_, at)| self.beats_still(*at));
        let mut there: Vec<Beat> = there.map(|(beat, _)| beat.clone()).collect();
        there.sort_by(|one, other| one.name.cmp(&other.name));
        there
    }

    /// Says that a host has ended, this one or the one that was in this place before: its seats are free.
    pub(super) async fn has_ended(&self, id: &str) {
        let _ = timeout(PATIENCE, self.store.purge(id)).await;
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn beats(self: Arc<Self>, slots: usize, busy: impl Fn() -> usize) {
        for beats in 0.. {
            let beat = Beat {
                name: self.name.clone(),
                busy: busy(),
                slots,
                beats,
            };
            if let Ok(beat) = envelope::seal(&beat)
                && let Ok(Ok(_)) = timeout(PATIENCE, self.store.put(&self.id, beat.into())).await
            {
                self.seen().stored = Instant::now();
            }
            sleep(BEAT).await;
        }
    }

    async fn looks(self: Arc<Self>) {
        loop {
            if let Ok(mut entries) = self.store.watch_with_history(">").await {
                while let Some(Ok(entry)) = entries.next().await {
                    let mut seen = self.seen();
                    match entry.operation {
                        Operation::Put => match envelope::open::<Beat>(&entry.value) {
                            Ok(beat) => {
                                seen.beats.insert(entry.key, (beat, Instant::now()));
                            }
                            Err(error) => tracing::warn!(%error, "a host is not understood"),
                        },
                        Operation::Delete | Operation::Purge => {
                            seen.beats.remove(&entry.key);
                        }
                    }
                }
            }
            sleep(BEAT).await;
        }
    }
}
