//! The other front hosts, as a workshop knows them: who sits there, what is said there, and whose seat is whose.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::engine::Engine;
use super::envelope;
use super::hosts::{FRONTS, Hosts, UNSURE, WORKERS};
use super::remote::Remote;
use super::replicas::{Part, Replicas};
use super::seats::{Obstacle, Seats};
use super::storage::StorageError;
use super::trainings::Trainings;
use crate::base::file::write_private;
use crate::progress::votes;
use crate::train::Carrier;
use crate::workshop::elsewhere::{
    Call, Closed, Concern, Elsewhere, Hold, Machines, NotNow, Sitting, Workers,
};
use crate::workshop::{Workshop, board};

/// Between two lists of who sits here.
const LIST: Duration = Duration::from_secs(1);
/// A list that is older says nothing any more: its host is gone, or cannot be heard.
const OLD: Duration = Duration::from_secs(5);
/// How long a seat may take to be let go of: a step may be about to be saved.
const LETTING_GO: Duration = Duration::from_secs(6);
/// Between two looks whether it has been.
const LOOK: Duration = Duration::from_millis(20);
/// The engine is told to be away once it has been for so long: links break and are back in a moment.
const BREAK: Duration = Duration::from_secs(1);
/// How long the farewell to the other hosts may take.
const FAREWELL: Duration = Duration::from_secs(4);
/// The file that keeps what this host was called in the engine.
const FILE: &str = "host";

/// Something that is said at all hosts.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    /// By this host.
    from: String,
    call: Call,
}

/// The other hosts.
pub struct Others {
    engine: Arc<Engine>,
    hosts: Arc<Hosts>,
    seats: Arc<Seats>,
    replicas: Arc<Replicas>,
    trainings: Arc<Trainings>,
    workers: Arc<Hosts>,
    workshop: Arc<OnceLock<Weak<Workshop>>>,
    /// Who sits where, by host, and when that was heard.
    lists: Mutex<HashMap<String, (Vec<Sitting>, Instant)>>,
    file: PathBuf,
}

impl Others {
    /// Meets the other hosts, under a name for people. This host's own data is in `folder`: whoever was in its place before
    /// has ended.
    ///
    /// # Errors
    /// When the engine refuses something.
    pub fn meet(
        engine: &Arc<Engine>,
        name: &str,
        folder: &Path,
        replicas: &Arc<Replicas>,
    ) -> Result<Arc<Self>, StorageError> {
        let workshop: Arc<OnceLock<Weak<Workshop>>> = Arc::default();
        let host = |workshop: &Arc<OnceLock<Weak<Workshop>>>| {
            let workshop = workshop.clone();
            move || workshop.get().and_then(Weak::upgrade)
        };
        let here = host(&workshop);
        let learners = move || here().map_or(0, |workshop| workshop.attendance().0);
        let hosts = Hosts::look(engine, FRONTS, name)?;
        hosts.beat(0, learners);
        let file = folder.join(FILE);
        if let Ok(before) = fs::read_to_string(&file) {
            engine.wait(hosts.has_ended(before.trim()));
        }
        // Without it, learners wait a little longer after a crash.
        if let Err(error) = write_private(&file, hosts.id().as_bytes()) {
            tracing::warn!(path = %file.display(), %error, "could not be written");
        }
        let here = host(&workshop);
        let lost = move |learner: &str| {
            if let Some(workshop) = here() {
                workshop.hear(Call::Close {
                    learner: learner.to_owned(),
                    why: Closed::Moved,
                });
            }
        };
        let pending = replicas.clone();
        let is_pending = Arc::new(move |learner: &str| pending.pending(learner));
        let seats = Seats::begin(engine, &hosts, is_pending, lost)?;
        let trainings = Trainings::begin(engine)?;
        let workers = Hosts::look(engine, WORKERS, name)?;
        Ok(Arc::new(Self {
            engine: engine.clone(),
            hosts,
            seats,
            replicas: replicas.clone(),
            trainings,
            workers,
            workshop,
            lists: Mutex::default(),
            file,
        }))
    }

    /// The workshop that this host has part in.
    pub fn belong_to(self: &Arc<Self>, workshop: &Arc<Workshop>) {
        if self.workshop.set(Arc::downgrade(workshop)).is_err() {
            return;
        }
        let handle = self.engine.handle();
        handle.spawn(self.clone().lists());
        handle.spawn(self.clone().hears_lists());
        handle.spawn(self.clone().hears_calls());
        handle.spawn(self.clone().hears_requests());
        let (others, told) = (Arc::downgrade(self), Arc::downgrade(workshop));
        self.replicas.belong_to(Part {
            fence: Arc::new(move |learner| others.upgrade()?.seats.token(learner)),
            changed: Arc::new(move |shared, _| {
                if let Some(workshop) = told.upgrade() {
                    rows_have_changed(&workshop, shared.name);
                }
            }),
        });
        // What came since the rows were loaded.
        for name in [votes::SHARED.name, board::SHARED.name] {
            rows_have_changed(workshop, name);
        }
    }

    /// What has runs trained by the workers that are there.
    pub fn carrier(&self) -> Arc<dyn Carrier> {
        Arc::new(Remote::new(&self.trainings, &self.workers, self.hosts.id()))
    }

    /// Says farewell once the workshop has ended here: what it had is free for the others at once.
    pub fn leave(&self) {
        self.replicas.settled(FAREWELL);
        let farewell = async {
            while self.seats.has_any() {
                sleep(LOOK).await;
            }
            self.hosts.has_ended(self.hosts.id()).await;
        };
        // Where it does not come in time, the others find out by themselves.
        let _ = self.engine.within(FAREWELL, farewell);
        let _ = fs::remove_file(&self.file);
    }

    fn workshop(&self) -> Option<Arc<Workshop>> {
        self.workshop.get().and_then(Weak::upgrade)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, (Vec<Sitting>, Instant)>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn subject(&self, what: &str) -> String {
        self.engine.names().subject(what)
    }

    fn is_apart(&self) -> bool {
        self.engine.away().is_some_and(|away| away > BREAK) || self.hosts.unheard() > UNSURE
    }

    fn apart_for(&self) -> Duration {
        self.engine
            .away()
            .unwrap_or_default()
            .max(self.hosts.unheard())
    }

    /// Tells who sits here, and seats when they have to count with being apart.
    async fn lists(self: Arc<Self>) {
        let subject = self.subject(&format!("class.{}", self.hosts.id()));
        let mut was_apart = false;
        while let Some(workshop) = self.workshop() {
            let is_apart = self.is_apart();
            if std::mem::replace(&mut was_apart, is_apart) != is_apart {
                workshop.look_anew();
            }
            if let Ok(list) = envelope::seal(&workshop.sitting()) {
                // What cannot be sent is sent again in a moment.
                let _ = self
                    .engine
                    .client()
                    .publish(subject.clone(), list.into())
                    .await;
            }
            drop(workshop);
            sleep(LIST).await;
        }
    }

    async fn hears_lists(self: Arc<Self>) {
        let subject = self.subject("class.*");
        let Ok(mut heard) = self.engine.client().subscribe(subject).await else {
            return;
        };
        while let Some(message) = heard.next().await {
            let from = message.subject.rsplit('.').next().unwrap_or_default();
            if from == self.hosts.id() {
                continue;
            }
            match envelope::open::<Vec<Sitting>>(&message.payload) {
                Ok(list) => drop(self.known().insert(from.to_owned(), (list, Instant::now()))),
                Err(error) => tracing::warn!(%error, "who sits at another host is not understood"),
            }
        }
    }

    async fn hears_calls(self: Arc<Self>) {
        let Ok(mut heard) = self.engine.client().subscribe(self.subject("calls")).await else {
            return;
        };
        while let Some(message) = heard.next().await {
            match envelope::open::<Said>(&message.payload) {
                Ok(said) if said.from == self.hosts.id() => {}
                Ok(said) => {
                    if let Some(workshop) = self.workshop() {
                        workshop.hear(said.call);
                    }
                }
                Err(error) => tracing::warn!(%error, "a call is not understood"),
            }
        }
    }

    /// Lets go of seats whose learners have come in at another host.
    async fn hears_requests(self: Arc<Self>) {
        let subject = self.subject(&format!("release.{}", self.hosts.id()));
        let Ok(mut heard) = self.engine.client().subscribe(subject).await else {
            return;
        };
        while let Some(message) = heard.next().await {
            let (Ok(learner), Some(reply)) =
                (envelope::open::<String>(&message.payload), message.reply)
            else {
                continue;
            };
            let others = self.clone();
            tokio::spawn(async move {
                let is_free = timeout(LETTING_GO, others.lets_go(&learner)).await.is_ok();
                if let Ok(answer) = envelope::seal(&is_free) {
                    let _ = others.engine.client().publish(reply, answer.into()).await;
                }
            });
        }
    }

    /// Closes a seat, and comes back once this host has let go of it.
    async fn lets_go(&self, learner: &str) {
        if let Some(workshop) = self.workshop() {
            workshop.hear(Call::Close {
                learner: learner.to_owned(),
                why: Closed::Moved,
            });
        }
        while self.seats.token(learner).is_some() {
            sleep(LOOK).await;
        }
        self.seats.is_let_go(learner).await;
    }

    /// Asks another host to let go of a seat; whether it has.
    fn asks(&self, host: &str, learner: &str) -> bool {
        let Ok(request) = envelope::seal(&learner.to_owned()) else {
            return false;
        };
        let subject = self.subject(&format!("release.{host}"));
        let asked = self.engine.client().request(subject, request.into());
        let answer = self.engine.within(LETTING_GO + BREAK, asked);
        matches!(answer, Some(Ok(answer)) if envelope::open(&answer.payload) == Ok(true))
    }
}

/// Rows of this name are others than before.
fn rows_have_changed(workshop: &Workshop, name: &str) {
    let read = match name {
        name if name == votes::SHARED.name => workshop.votes_have_changed(),
        name if name == board::SHARED.name => workshop.board_has_changed(),
        // All others are read whenever they are needed.
        _ => Ok(()),
    };
    if let Err(error) = read {
        tracing::error!(%error, "what another host has written cannot be read");
    }
}

impl Elsewhere for Others {
    fn take(&self, learner: &str) -> Result<Hold, NotNow> {
        if let Some(held) = self.seats.held_by(learner) {
            return Ok(Box::new(held));
        }
        let taken = match self.seats.take(learner) {
            Err(Obstacle::Host(host)) if self.asks(&host, learner) => self.seats.take(learner),
            taken => taken,
        };
        let held = taken?;
        // Somebody may have done something in it elsewhere just now.
        if !self.engine.wait(self.replicas.catch_up()) {
            return Err(NotNow::Away);
        }
        Ok(Box::new(held))
    }

    fn tell(&self, call: &Call) {
        let said = Said {
            from: self.hosts.id().to_owned(),
            call: call.clone(),
        };
        let Ok(said) = envelope::seal(&said) else {
            return;
        };
        let (client, subject) = (self.engine.client().clone(), self.subject("calls"));
        self.engine.handle().spawn(async move {
            if let Err(error) = client.publish(subject, said.into()).await {
                tracing::warn!(%error, "the other hosts could not be told");
            }
        });
    }

    fn class(&self) -> Vec<Sitting> {
        let mut known = self.known();
        known.retain(|_, (_, heard)| heard.elapsed() < OLD);
        let lists = known.values();
        lists.flat_map(|(list, _)| list.iter().cloned()).collect()
    }

    fn machines(&self) -> Machines {
        let fronts = self.hosts.all().into_iter();
        Machines {
            apart: self.is_apart().then(|| self.apart_for()),
            fronts: fronts.map(|beat| (beat.name, beat.busy)).collect(),
            workers: {
                let (waiting, waited) = self.trainings.waiting();
                let there = self.workers.all().into_iter();
                Workers {
                    there: there.map(|beat| (beat.name, beat.busy)).collect(),
                    waiting,
                    waited,
                }
            },
        }
    }

    fn concern(&self, learner: &str) -> Option<Concern> {
        if self.is_apart() {
            return Some(Concern::Away);
        }
        self.replicas.pending(learner).then_some(Concern::Unstored)
    }
}
