//! The databases of a workshop's folder, the same on all front hosts: each is a full copy of the rows in a bucket. All code
//! that reads and writes them does so as on one host; a host whose engine is away works on, and catches up.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use thiserror::Error;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::engine::Engine;
use super::rows::{Fence, OnChange, Rows, RowsError};
use super::storage::Bucket;
use crate::progress::replica::{Keeper, Replica, Shared};
use crate::progress::votes::Votes;
use crate::progress::{ClassSet, Progress, ProgressError, class_set, connect, votes};
use crate::web::LINKS;
use crate::workshop::roster::{Roster, RosterError};
use crate::workshop::{Board, board, roster};

/// How long all rows may take to come at the start.
const LOAD: Duration = Duration::from_secs(120);
/// How long what was written before the start may take to be stored; later, it goes on.
const CATCH_UP: Duration = Duration::from_secs(10);
/// How long somebody waits for what they did to be stored.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of a row at most: what an engine takes in a message unless it is told otherwise.
const LARGEST: i32 = 1 << 20;

/// What is the same on all hosts, and bytes of it at most, which an engine sets aside: 170 kilobytes of progress for each of
/// 3,000 learners, and 170,000 digits of a kilobyte and a half.
const PARTS: [(&Shared, i64); 5] = [
    (&roster::SHARED, 64 << 20),
    (&crate::progress::SHARED, 512 << 20),
    (&class_set::SHARED, 256 << 20),
    (&votes::SHARED, 64 << 20),
    (&board::SHARED, 16 << 20),
];

/// Whoever has part in what comes and goes.
pub struct Part {
    /// The fencing token of a learner's seat, if this host has it.
    pub fence: Fence,
    /// Hears that another host has written to a database, and to which of its tables.
    pub changed: OnChange,
}

/// Why databases cannot be the same on all hosts.
#[derive(Debug, Error)]
pub enum ReplicasError {
    /// A database and its bucket cannot be the same.
    #[error(transparent)]
    Rows(#[from] RowsError),
    /// A database cannot be made.
    #[error(transparent)]
    Progress(#[from] ProgressError),
    /// The roster cannot be made.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// Not all came.
    #[error(
        "{bucket}: the engine does not tell all that the class has done; try again in a moment"
    )]
    Silent {
        /// The bucket.
        bucket: String,
    },
}

/// The databases of a folder, and their buckets.
pub struct Replicas {
    all: Vec<Arc<Rows>>,
    part: Arc<OnceLock<Part>>,
    /// What goes on for as long as this is there.
    work: Vec<AbortHandle>,
}

impl Drop for Replicas {
    fn drop(&mut self) {
        for work in &self.work {
            work.abort();
        }
    }
}

impl Replicas {
    /// Brings the databases of a folder, which has to exist, up to date, and keeps them so from then on. Nobody else may have
    /// them open yet: what is read only once is read after this.
    ///
    /// # Errors
    /// When the engine refuses or does not tell something, a database cannot be used, or the folder is of another class.
    pub fn start(engine: &Arc<Engine>, folder: &Path) -> Result<Arc<Self>, ReplicasError> {
        // Their tables are there from then on.
        drop(Progress::open(folder)?);
        drop(Roster::open(folder)?);
        drop(ClassSet::open(folder)?);
        drop(Votes::open(folder, 0)?);
        drop(Board::open(folder)?);
        let part: Arc<OnceLock<Part>> = Arc::default();
        let mut all = Vec::new();
        for (shared, most) in PARTS {
            let (asks, tells) = (part.clone(), part.clone());
            let fence: Fence = Arc::new(move |learner| (asks.get()?.fence)(learner));
            let on_change: OnChange = Arc::new(move |shared, tables| {
                if let Some(part) = tells.get() {
                    (part.changed)(shared, tables);
                }
            });
            let database = connect(&folder.join(shared.file));
            let replica = database.and_then(|database| Replica::over(database, shared));
            let replica = replica.map_err(|source| RowsError::Database {
                file: shared.file,
                source,
            })?;
            let bucket = Bucket {
                what: shared.name,
                about: "rows that all front hosts have",
                largest: LARGEST,
                most,
                age: Duration::ZERO,
            };
            all.push(Rows::open(engine, replica, bucket, (fence, on_change))?);
        }
        let mut replicas = Self {
            all,
            part,
            work: Vec::new(),
        };
        let mut loading = Vec::new();
        for rows in &replicas.all {
            let (sender, loaded) = oneshot::channel();
            let hears = engine.handle().spawn(rows.clone().hear(sender));
            replicas.work.push(hears.abort_handle());
            loading.push((rows.clone(), loaded));
        }
        for (rows, loaded) in loading {
            let is_loaded = engine.within(LOAD, loaded);
            if !matches!(is_loaded, Some(Ok(()))) {
                return Err(ReplicasError::Silent {
                    bucket: engine.names().stream(rows.shared().name),
                });
            }
            let stores = engine.handle().spawn(rows.store());
            replicas.work.push(stores.abort_handle());
        }
        // Of two hosts that make a link at once, one has the other's from then on.
        let votes = Votes::open(folder, 0)?;
        for name in LINKS {
            votes.link(name)?;
        }
        if !replicas.settled(CATCH_UP) {
            tracing::warn!("what was written before is stored little by little");
        }
        Ok(Arc::new(replicas))
    }

    /// Who has part in what comes and goes from now on; what came since the start has to be read once after this.
    pub fn belong_to(&self, part: Part) {
        // There is one workshop.
        let _ = self.part.set(part);
    }

    /// Whether something that a learner did is not stored yet; it will be at once where the engine is there.
    pub fn pending(&self, learner: &str) -> bool {
        let pending = self.all.iter().filter(|rows| {
            let is_pending = rows.replica().is_pending(learner);
            let is_pending = is_pending.unwrap_or(true);
            if is_pending {
                rows.wake();
            }
            is_pending
        });
        pending.count() > 0
    }

    /// Waits until all is written here that other hosts have stored by now, but not for long; whether it is.
    pub(super) async fn catch_up(&self) -> bool {
        let all = async {
            for rows in &self.all {
                if !rows.catches_up().await {
                    return false;
                }
            }
            true
        };
        timeout(PATIENCE, all).await.unwrap_or(false)
    }

    /// Waits until all that was written until now is stored, but no longer than this; whether it is.
    pub fn settled(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        for rows in &self.all {
            rows.wake();
        }
        self.all.iter().all(|rows| rows.settles(until))
    }
}

impl Keeper for Replicas {
    fn settles(&self, shared: &'static Shared) -> bool {
        let until = Instant::now() + PATIENCE;
        let mut all = self.all.iter();
        let rows = all.find(|rows| std::ptr::eq(rows.shared(), shared));
        rows.is_some_and(|rows| rows.settles(until))
    }
}
