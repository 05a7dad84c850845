//! The rows of one database in a bucket: what is written here is stored there by compare-and-set, and what others have stored
//! is written here. While the engine is away, both wait, and go on by themselves.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_nats::jetstream::kv::{self, CreateErrorKind, Operation, Store, UpdateErrorKind, Watch};
use futures_util::{StreamExt, stream};
use thiserror::Error;
use tokio::sync::{Notify, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::engine::Engine;
use super::envelope;
use super::storage::{Bucket, StorageError};
use crate::base::token::new_token;
use crate::progress::cure;
use crate::progress::replica::{Change, Entry, Record, Replica, Shared, Tables};

/// Between two looks for what was written, where nobody waits for it.
const LOOK: Duration = Duration::from_millis(50);
/// Between two tries where the engine does not answer.
const AGAIN: Duration = Duration::from_millis(500);
/// Changes that are sent before their answers are waited for.
const AT_ONCE: usize = 64;
/// Changes that are read at once, and entries that are written at once.
const MANY: usize = 256;
/// Between two looks whether all has been heard.
const SOON: Duration = Duration::from_millis(2);
/// Between two looks whether something is stored, where nobody says so.
const STEP: Duration = Duration::from_millis(20);
/// The key of what the class is called for good. It is none of a row: it has no point.
const CLASS: &str = "class";

/// The fencing token of a learner's seat, if this host has it.
pub type Fence = Arc<dyn Fn(&str) -> Option<u64> + Send + Sync>;
/// Hears that a database has other rows than before.
pub type OnChange = Arc<dyn Fn(&'static Shared, &Tables) + Send + Sync>;

/// Why a database cannot be the same on all hosts.
#[derive(Debug, Error)]
pub enum RowsError {
    /// A bucket cannot be had, or is not understood.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A database cannot be used.
    #[error("{file}: {source}; {}", cure(source))]
    Database {
        /// The file in the workshop's folder.
        file: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The folder is of another class.
    #[error(
        "{file} in this folder is of another class than {class:?}; choose another data folder, or the class that it is of with --class NAME"
    )]
    Other {
        /// The file in the workshop's folder.
        file: &'static str,
        /// This class.
        class: String,
    },
}

/// A database and its bucket.
pub(super) struct Rows {
    engine: Arc<Engine>,
    store: Store,
    shared: &'static Shared,
    replica: Mutex<Replica>,
    fence: Fence,
    on_change: OnChange,
    /// Wakes whoever stores.
    written: Notify,
    /// The last revision that was written here.
    heard: AtomicU64,
    /// Tells whoever waits that something has been stored.
    rounds: Mutex<u64>,
    stored: Condvar,
}

impl Rows {
    /// Opens the bucket of a database, and sees that both belong to the same class.
    pub(super) fn open(
        engine: &Arc<Engine>,
        replica: Replica,
        bucket: Bucket,
        (fence, on_change): (Fence, OnChange),
    ) -> Result<Arc<Self>, RowsError> {
        let rows = Self {
            engine: engine.clone(),
            store: engine.bucket(bucket)?,
            shared: replica.shared(),
            replica: Mutex::new(replica),
            fence,
            on_change,
            written: Notify::new(),
            heard: AtomicU64::new(0),
            rounds: Mutex::default(),
            stored: Condvar::new(),
        };
        rows.belong()?;
        Ok(Arc::new(rows))
    }

    pub(super) fn shared(&self) -> &'static Shared {
        self.shared
    }

    /// Sees that the bucket and the database belong to the same class; what belongs to none is of this one from now on.
    fn belong(&self) -> Result<(), RowsError> {
        let name = self.engine.names().stream(self.shared.name);
        let silent = |problem: String| {
            RowsError::Storage(StorageError {
                name: name.clone(),
                problem,
            })
        };
        let broken = |source| self.broken(source);
        let own = self.replica().class().map_err(broken)?;
        let class = match &own {
            Some(class) => class.clone(),
            None => new_token().map_err(|error| silent(error.to_string()))?,
        };
        let sealed = envelope::seal(&class).map_err(|error| silent(error.to_string()))?;
        let theirs = self.engine.wait(async {
            match self.store.create(CLASS, sealed.into()).await {
                Ok(_) => Ok(None),
                Err(error) if error.kind() == CreateErrorKind::AlreadyExists => {
                    let there = self.store.get(CLASS).await;
                    there.map_err(|error| silent(error.to_string()))
                }
                Err(error) => Err(silent(error.to_string())),
            }
        })?;
        let theirs = match theirs {
            Some(bytes) => envelope::open(&bytes).map_err(|error| silent(error.to_string()))?,
            None => class,
        };
        if own.is_some_and(|own| own != theirs) {
            return Err(RowsError::Other {
                file: self.shared.file,
                class: self.engine.names().class().to_owned(),
            });
        }
        self.replica().join(&theirs).map_err(broken)
    }

    pub(super) fn broken(&self, source: rusqlite::Error) -> RowsError {
        RowsError::Database {
            file: self.shared.file,
            source,
        }
    }

    pub(super) fn replica(&self) -> MutexGuard<'_, Replica> {
        self.replica.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something has been written, and somebody waits for it to be stored.
    pub(super) fn wake(&self) {
        self.written.notify_one();
    }

    /// Waits until all that was written until now is stored, but no longer than until then.
    pub(super) fn settles(&self, until: Instant) -> bool {
        let Ok(last) = self.replica().last() else {
            return false;
        };
        self.wake();
        loop {
            let before = *self.rounds();
            if self.replica().is_stored_until(last).unwrap_or(false) {
                return true;
            }
            let Some(left) = until.checked_duration_since(Instant::now()) else {
                return false;
            };
            let rounds = self.rounds();
            if *rounds == before {
                // Which of the two it was is looked at anyway.
                let waited = self.stored.wait_timeout(rounds, left.min(STEP));
                drop(waited.unwrap_or_else(PoisonError::into_inner));
            }
        }
    }

    /// Comes once all is written here that is stored by now.
    pub(super) async fn catches_up(&self) -> bool {
        let stream = self
            .engine
            .jetstream()
            .get_stream(&self.store.stream_name)
            .await;
        let Ok(stream) = stream else {
            return false;
        };
        let last = stream.cached_info().state.last_sequence;
        while self.heard.load(Ordering::Relaxed) < last {
            sleep(SOON).await;
        }
        true
    }

    fn rounds(&self) -> MutexGuard<'_, u64> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the database where it holds nobody up.
    async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut Replica) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<T> {
        let rows = self.clone();
        let done = spawn_blocking(move || act(&mut rows.replica())).await;
        match done {
            Ok(Ok(done)) => Some(done),
            Ok(Err(error)) => {
                tracing::error!(file = self.shared.file, %error, "rows cannot be read or written");
                None
            }
            Err(error) => {
                tracing::error!(file = self.shared.file, %error, "rows cannot be looked after");
                None
            }
        }
    }

    /// Stores what is written here, for as long as the engine is connected to.
    pub(super) async fn store(self: Arc<Self>) {
        loop {
            // Time alone is a reason to look, too.
            let _ = timeout(LOOK, self.written.notified()).await;
            while let Some(is_well) = self.store_some().await {
                if !is_well {
                    sleep(AGAIN).await;
                }
            }
        }
    }

    /// Stores some of what is to be stored; none where there is nothing, and false where not all went well.
    async fn store_some(self: &Arc<Self>) -> Option<bool> {
        if self.engine.away().is_some() {
            return None;
        }
        let fence = self.fence.clone();
        let changes = self
            .with(move |replica| replica.changes(&*fence, MANY))
            .await;
        let Some(changes) = changes else {
            return Some(false);
        };
        if changes.is_empty() {
            return None;
        }
        let sent = stream::iter(changes).map(|change| async {
            let answer = self.put(&change).await;
            (change, answer)
        });
        let answers: Vec<(Change, Answer)> = sent.buffered(AT_ONCE).collect().await;
        let is_well = !answers
            .iter()
            .any(|(_, answer)| matches!(answer, Answer::None));
        let fence = self.fence.clone();
        let took = self.with(move |replica| {
            let mut there = Vec::new();
            for (change, answer) in answers {
                match answer {
                    Answer::Stored(revision) => replica.stored(&change, revision)?,
                    Answer::Other(entry) => there.push(entry),
                    Answer::Nothing => replica.lost(&change.key)?,
                    Answer::None => {}
                }
            }
            there.sort_by_key(|entry| entry.revision);
            replica.apply(&there, &*fence)
        });
        let took = took.await;
        *self.rounds() += 1;
        self.stored.notify_all();
        self.tell(took.unwrap_or_default()).await;
        Some(is_well)
    }

    /// Stores one change.
    async fn put(&self, change: &Change) -> Answer {
        let Ok(sealed) = envelope::seal(&change.record) else {
            return Answer::None;
        };
        let put = self
            .store
            .update(&change.key, sealed.into(), change.revision);
        let failed = |error: &dyn std::fmt::Display| {
            tracing::warn!(key = change.key, %error, "a row could not be stored");
            Answer::None
        };
        match put.await {
            Ok(revision) => return Answer::Stored(revision),
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {}
            Err(error) => return failed(&error),
        }
        match self.store.entry(&change.key).await {
            Ok(Some(there)) => match read(there) {
                Some(entry) => Answer::Other(entry),
                None => Answer::None,
            },
            Ok(None) => Answer::Nothing,
            Err(error) => failed(&error),
        }
    }

    async fn tell(self: &Arc<Self>, tables: Tables) {
        if tables.is_empty() {
            return;
        }
        let rows = self.clone();
        let told = spawn_blocking(move || (rows.on_change)(rows.shared, &tables)).await;
        if let Err(error) = told {
            tracing::error!(%error, "nobody could be told of rows from another host");
        }
    }

    /// Writes here what is stored, and says when all of it has been for the first time.
    pub(super) async fn hear(self: Arc<Self>, all: oneshot::Sender<()>) {
        let mut all = Some(all);
        loop {
            match self.store.watch_with_history(">").await {
                Ok(entries) => self.follow(entries, &mut all).await,
                Err(error) => {
                    tracing::warn!(bucket = self.shared.name, %error, "rows cannot be followed");
                }
            }
            sleep(AGAIN).await;
        }
    }

    /// Follows for as long as it is told anything.
    async fn follow(self: &Arc<Self>, entries: Watch, all: &mut Option<oneshot::Sender<()>>) {
        let mut entries = entries.ready_chunks(MANY);
        let mut stored = Some(HashSet::new());
        while let Some(some) = entries.next().await {
            let mut is_all = false;
            let mut last = 0;
            let mut told = Vec::with_capacity(some.len());
            for entry in some {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        tracing::warn!(bucket = self.shared.name, %error, "rows are followed anew");
                        return;
                    }
                };
                is_all |= entry.seen_current;
                last = last.max(entry.revision);
                if let Some(stored) = &mut stored {
                    stored.insert(entry.key.clone());
                }
                told.extend(read(entry));
            }
            let fence = self.fence.clone();
            let took = self
                .with(move |replica| replica.apply(&told, &*fence))
                .await;
            let Some(took) = took else {
                return;
            };
            self.heard.fetch_max(last, Ordering::Relaxed);
            if let Some(stored) = stored.take_if(|_| is_all) {
                if self
                    .with(move |replica| replica.restore(&stored))
                    .await
                    .is_none()
                {
                    return;
                }
                if let Some(all) = all.take() {
                    // Whoever waited may have gone.
                    let _ = all.send(());
                }
            }
            self.tell(took).await;
        }
    }
}

/// What became of a change that was sent.
enum Answer {
    /// It is stored, with this revision.
    Stored(u64),
    /// Something else was there.
    Other(Entry),
    /// Nothing was there, though something should have been.
    Nothing,
    /// None that is understood.
    None,
}

/// What an entry says; none where it is no row's, or is not understood.
fn read(entry: kv::Entry) -> Option<Entry> {
    if entry.key == CLASS {
        return None;
    }
    let record = match entry.operation {
        Operation::Put => match envelope::open(&entry.value) {
            Ok(record) => record,
            Err(error) => {
                tracing::warn!(key = entry.key, %error, "a row from another host is not understood");
                return None;
            }
        },
        // An administrator took it away.
        Operation::Delete | Operation::Purge => Record {
            by: String::new(),
            row: None,
            number: None,
            fence: None,
        },
    };
    Some(Entry {
        key: entry.key,
        revision: entry.revision,
        record,
    })
}
