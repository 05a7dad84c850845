//! Who has which seat: a learner's seat is an entry in a bucket that names a host, and changes hands by compare-and-set. Its
//! revision is the fencing token: whoever took the seat later has the higher one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_nats::jetstream::kv::{CreateErrorKind, Operation, Store, UpdateErrorKind};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::engine::Engine;
use super::envelope;
use super::hosts::Hosts;
use super::storage::{Bucket, StorageError};
use crate::workshop::elsewhere::NotNow;

/// How long one answer of the engine may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two looks whether a seat is free.
const LOOK: Duration = Duration::from_millis(20);
/// Between two looks at the bucket after it could not be followed.
const AGAIN: Duration = Duration::from_secs(1);

/// Seats by learner.
const SEATS: Bucket = Bucket {
    what: "seats",
    about: "which host a learner sits at",
    largest: 4 << 10,
    most: 8 << 20,
    age: Duration::from_secs(30 * 24 * 60 * 60),
};

/// Whose seat it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seat {
    /// The host.
    host: String,
    /// The learner.
    learner: String,
}

/// What stands between a learner and their seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The engine does not answer.
    Away,
    /// This host has it, and is there.
    Host(String),
}

impl From<Obstacle> for NotNow {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Away => Self::Away,
            Obstacle::Host(_) => Self::Held,
        }
    }
}

/// The seats of a class.
pub(super) struct Seats {
    engine: Arc<Engine>,
    hosts: Arc<Hosts>,
    store: Store,
    /// Whether something of a learner is not stored yet.
    is_pending: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    /// The seats that this host has: their tokens, for as long as somebody holds them.
    held: Mutex<HashMap<String, Weak<Held>>>,
}

/// A seat that this host has, until nobody holds this.
pub(super) struct Held {
    learner: String,
    token: u64,
    seats: Weak<Seats>,
}

impl Seats {
    /// The seats of the class; `lost` hears of each that another host has taken.
    ///
    /// # Errors
    /// When the engine refuses the bucket.
    pub(super) fn begin(
        engine: &Arc<Engine>,
        hosts: &Arc<Hosts>,
        is_pending: Arc<dyn Fn(&str) -> bool + Send + Sync>,
        lost: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Arc<Self>, StorageError> {
        let seats = Arc::new(Self {
            engine: engine.clone(),
            hosts: hosts.clone(),
            store: engine.bucket(SEATS)?,
            is_pending,
            held: Mutex::default(),
        });
        engine.handle().spawn(seats.clone().looks(lost));
        Ok(seats)
    }

    /// The fencing token of a seat that this host has.
    pub(super) fn token(&self, learner: &str) -> Option<u64> {
        let held = self.held();
        held.get(learner)?.upgrade().map(|held| held.token)
    }

    /// The hold on a seat that this host has.
    pub(super) fn held_by(&self, learner: &str) -> Option<Arc<Held>> {
        self.held().get(learner).and_then(Weak::upgrade)
    }

    /// Takes a seat, if no other host that is there has it.
    pub(super) fn take(self: &Arc<Self>, learner: &str) -> Result<Arc<Held>, Obstacle> {
        let taken = self.engine.within(PATIENCE, self.takes(learner));
        let token = taken.unwrap_or(Err(Obstacle::Away))?;
        let held = Arc::new(Held {
            learner: learner.to_owned(),
            token,
            seats: Arc::downgrade(self),
        });
        self.held()
            .insert(learner.to_owned(), Arc::downgrade(&held));
        tracing::info!(learner, token, "this host has the seat");
        Ok(held)
    }

    async fn takes(&self, learner: &str) -> Result<u64, Obstacle> {
        let away = |error: &dyn std::fmt::Display| {
            tracing::warn!(learner, %error, "a seat could not be taken");
            Obstacle::Away
        };
        let own = Seat {
            host: self.hosts.id().to_owned(),
            learner: learner.to_owned(),
        };
        let own = envelope::seal(&own).map_err(|error| away(&error))?;
        let key = key(learner);
        loop {
            let entry = self.store.entry(&key).await;
            let entry = entry.map_err(|error| away(&error))?;
            let Some(entry) = entry.filter(|entry| entry.operation == Operation::Put) else {
                match self.store.create(&key, own.clone().into()).await {
                    Ok(token) => return Ok(token),
                    Err(error) if error.kind() == CreateErrorKind::AlreadyExists => continue,
                    Err(error) => return Err(away(&error)),
                }
            };
            let seat: Seat = envelope::open(&entry.value).map_err(|error| away(&error))?;
            if seat.host != self.hosts.id() && self.hosts.is_there(&seat.host) {
                return Err(Obstacle::Host(seat.host));
            }
            match self
                .store
                .update(&key, own.clone().into(), entry.revision)
                .await
            {
                Ok(token) => return Ok(token),
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {}
                Err(error) => return Err(away(&error)),
            }
        }
    }

    /// Whether this host has any seat.
    pub(super) fn has_any(&self) -> bool {
        !self.held().is_empty()
    }

    /// Comes once the engine has it that this host has not got a seat any more.
    pub(super) async fn is_let_go(&self, learner: &str) {
        let key = key(learner);
        loop {
            let is_own = match self.store.entry(&key).await {
                Ok(Some(entry)) if entry.operation == Operation::Put => {
                    let seat = envelope::open::<Seat>(&entry.value);
                    seat.is_ok_and(|seat| seat.host == self.hosts.id())
                }
                Ok(_) => false,
                Err(_) => true,
            };
            if !is_own {
                return;
            }
            sleep(LOOK).await;
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Weak<Held>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sees which seats other hosts take.
    async fn looks(self: Arc<Self>, lost: impl Fn(&str)) {
        loop {
            if let Ok(mut entries) = self.store.watch_with_history(">").await {
                while let Some(Ok(entry)) = entries.next().await {
                    if entry.operation != Operation::Put {
                        continue;
                    }
                    let Ok(seat) = envelope::open::<Seat>(&entry.value) else {
                        continue;
                    };
                    let is_lost = seat.host != self.hosts.id()
                        && self
                            .token(&seat.learner)
                            .is_some_and(|own| own < entry.revision);
                    if is_lost {
                        tracing::warn!(learner = seat.learner, "another host has the seat now");
                        self.held().remove(&seat.learner);
                        lost(&seat.learner);
                    }
                }
            }
            sleep(AGAIN).await;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(seats) = self.seats.upgrade() else {
            return;
        };
        let (key, token, learner) = (key(&self.learner), self.token, self.learner.clone());
        let lets_go = seats.clone();
        seats.engine.handle().spawn(async move {
            // Whoever has it next finds all that was done in it.
            let settles = async {
                while (lets_go.is_pending)(&learner) {
                    sleep(LOOK).await;
                }
            };
            let _ = timeout(PATIENCE, settles).await;
            // Where another host has it by now, the revision is another one, and nothing is let go of.
            let purged = lets_go.store.purge_expect_revision(&key, Some(token));
            if let Ok(Ok(())) = timeout(PATIENCE, purged).await {
                tracing::info!(learner, "this host lets go of the seat");
            }
            let mut held = lets_go.held();
            // Another hold on the same seat may have begun since.
            if held
                .get(&learner)
                .is_some_and(|one| one.strong_count() == 0)
            {
                held.remove(&learner);
            }
        });
    }
}

/// A learner's key in the bucket.
fn key(learner: &str) -> String {
    URL_SAFE_NO_PAD.encode(learner)
}
