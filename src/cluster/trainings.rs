//! What front hosts and workers share of trainings: a queue of jobs, a bucket that says how each run stands, what is told of
//! runs, and what they came to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream::consumer::{PullConsumer, pull};
use async_nats::jetstream::kv::{CreateErrorKind, Operation, Store, UpdateErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::object_store::ObjectStore;
use async_nats::jetstream::stream::{Config, RetentionPolicy};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::data::Data;
use super::engine::Engine;
use super::envelope;
use super::objects::{Trouble, get, is_there, put};
use super::storage::{Bucket, StorageError};
use super::told::Say;
use crate::base::clock::unix_millis;
use crate::train::{Experiment, RunId};

/// Turns: a learner's first job that is not over is in the first, their second in the next; all further ones in the last.
pub(super) const TURNS: usize = 4;
/// A job that is not acknowledged, nor said to be in progress, for so long is given to another worker.
const ACK_WAIT: Duration = Duration::from_secs(15);
/// Between two words that a job is in progress.
pub(super) const IN_PROGRESS: Duration = Duration::from_secs(4);
/// A week: as long as a course.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What is told of a run is of use while somebody may watch it from its beginning.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Job ids are remembered for so long: a front host that died between two steps is repaired by then.
const DUPLICATES: Duration = Duration::from_secs(60 * 60);
/// Bytes of one job at most: a recipe is some hundreds.
const LARGEST_JOB: i32 = 64 << 10;
/// Bytes of one thing that is told at most; a glance with its filters is the largest.
const LARGEST_TOLD: i32 = 1 << 20;
/// One in so many results makes room where there is none.
const OLDEST: usize = 4;
/// Between two looks at the bucket after it could not be followed.
const AGAIN: Duration = Duration::from_secs(1);

const RUNS: Bucket = Bucket {
    what: "runs",
    about: "how each training stands",
    largest: 16 << 10,
    most: 32 << 20,
    age: WEEK,
};

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It waits for a worker.
    Queued,
    /// A worker trains it.
    Running,
    /// It came to its end.
    Finished,
    /// It was stopped, and may be asked for again.
    Stopped,
    /// It could not be trained, and may be asked for again.
    Failed,
}

/// What is known of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunState {
    /// How it stands.
    pub stage: Stage,
    /// How often it was asked for anew, from 1.
    pub attempt: u32,
    /// Who asked for it.
    pub learner: String,
    /// The worker that has it, or had it last.
    pub worker: Option<String>,
    /// How often a worker took it up in this attempt.
    pub takes: u32,
    /// When it was asked for, in Unix milliseconds.
    pub asked: u64,
    /// When a worker took it up first.
    pub begun: Option<u64>,
    /// When it was over.
    pub ended: Option<u64>,
}

/// A run for a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) run: RunId,
    pub(super) attempt: u32,
    pub(super) experiment: Experiment,
    /// The digests of what it draws on that does not ship.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) data: Vec<String>,
}

/// What a front host wants of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Want {
    /// That it goes on.
    On,
    /// That it is held.
    Held,
    /// Nothing any more.
    Nothing,
}

/// A host and what it wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub(super) by: String,
    pub(super) want: Want,
}

/// The trainings of a class.
pub struct Trainings {
    pub(super) engine: Arc<Engine>,
    /// What runs draw on that does not ship.
    pub(super) data: Data,
    runs: Store,
    results: ObjectStore,
    checkpoints: ObjectStore,
    known: Mutex<HashMap<String, RunState>>,
}

impl Trainings {
    /// The trainings of the class, and what there is of them by now.
    ///
    /// # Errors
    /// When the engine refuses a stream or a bucket.
    pub fn begin(engine: &Arc<Engine>) -> Result<Arc<Self>, StorageError> {
        engine.stream(
            "jobs",
            Config {
                subjects: vec![engine.names().subject("jobs.*")],
                retention: RetentionPolicy::WorkQueue,
                duplicate_window: DUPLICATES,
                max_age: WEEK,
                max_bytes: 16 << 20,
                max_message_size: LARGEST_JOB,
                ..Config::default()
            },
        )?;
        engine.stream(
            "told",
            Config {
                subjects: vec![engine.names().subject("told.>")],
                max_age: DAY,
                duplicate_window: DUPLICATES,
                max_bytes: 128 << 20,
                max_message_size: LARGEST_TOLD,
                ..Config::default()
            },
        )?;
        let trainings = Arc::new(Self {
            engine: engine.clone(),
            data: Data::begin(engine)?,
            runs: engine.bucket(RUNS)?,
            results: engine.objects("results", 1 << 30, WEEK)?,
            checkpoints: engine.objects("checkpoints", 256 << 20, DAY)?,
            known: Mutex::default(),
        });
        engine.handle().spawn(trainings.clone().looks());
        Ok(trainings)
    }

    /// What is known of a run.
    pub fn state(&self, run: &RunId) -> Option<RunState> {
        self.known().get(run.as_str()).cloned()
    }

    /// Runs that wait for a worker and were asked for before this one.
    pub(super) fn ahead_of(&self, run: &RunId) -> usize {
        let known = self.known();
        let Some(own) = known.get(run.as_str()) else {
            return 0;
        };
        let waits = |state: &&RunState| state.stage == Stage::Queued && state.asked < own.asked;
        known.values().filter(waits).count()
    }

    /// Runs that go on now.
    pub(super) fn running(&self) -> usize {
        let known = self.known();
        let running = known.values().filter(|state| state.stage == Stage::Running);
        running.count()
    }

    /// How long the last trainings took once they were begun, in seconds, as a mean; none before any was over.
    pub(super) fn usual_seconds(&self) -> Option<f64> {
        let took: Vec<f64> = {
            let known = self.known();
            let over = known.values().filter_map(|state| {
                let (begun, ended) = (state.begun?, state.ended?);
                Some(ended.saturating_sub(begun) as f64 / 1e3)
            });
            over.collect()
        };
        (!took.is_empty()).then(|| took.iter().sum::<f64>() / took.len() as f64)
    }

    /// How many trainings wait for a worker, and how long those waited, at the median, that were begun.
    pub fn waiting(&self) -> (usize, Option<Duration>) {
        let known = self.known();
        let waiting = known.values().filter(|state| state.stage == Stage::Queued);
        let waiting = waiting.count();
        let waited = known.values().filter_map(|state| {
            let begun = state.begun?;
            Some(begun.saturating_sub(state.asked))
        });
        let mut waited: Vec<u64> = waited.collect();
        waited.sort_unstable();
        let median = waited.get(waited.len() / 2);
        (waiting, median.map(|millis| Duration::from_millis(*millis)))
    }

    /// Puts a run into the queue, unless it is there, goes on, or is over already and what it came to is there; how it stands
    /// then.
    pub(super) async fn ask(
        &self,
        run: &RunId,
        (experiment, data): (&Experiment, &[String]),
        learner: &str,
    ) -> Result<RunState, Trouble> {
        loop {
            let there = self.read(run).await?;
            if let Some((state, _)) = &there
                && (state.stage == Stage::Running
                    || state.stage == Stage::Finished && self.has_result(run).await?)
            {
                return Ok(state.clone());
            }
            let queued = match &there {
                Some((state, _)) if state.stage == Stage::Queued => state.clone(),
                _ => RunState {
                    stage: Stage::Queued,
                    attempt: there.as_ref().map_or(0, |(state, _)| state.attempt) + 1,
                    learner: learner.to_owned(),
                    worker: None,
                    takes: 0,
                    asked: unix_millis(),
                    begun: None,
                    ended: None,
                },
            };
            let is_new = there.as_ref().is_none_or(|(state, _)| *state != queued);
            if is_new
                && !self
                    .write(run, &queued, there.map(|(_, revision)| revision))
                    .await?
            {
                continue;
            }
            // Also where it was in the queue before: whoever put it there may have died before it said so. The same job is
            // taken once.
            self.publish(run, &queued, (experiment, data)).await?;
            return Ok(queued);
        }
    }

    async fn publish(
        &self,
        run: &RunId,
        state: &RunState,
        (experiment, data): (&Experiment, &[String]),
    ) -> Result<(), Trouble> {
        let job = Job {
            run: run.clone(),
            attempt: state.attempt,
            experiment: experiment.clone(),
            data: data.to_vec(),
        };
        let turn = self.turn(run, &state.learner);
        let message = PublishMessage::build()
            .message_id(format!("{run}.{}", state.attempt))
            .payload(envelope::seal(&job)?.into());
        let subject = self.engine.names().subject(&format!("jobs.{turn}"));
        let context = self.engine.jetstream();
        context.send_publish(subject, message).await?.await?;
        // Those who wait for something to do look again.
        let word = self.engine.names().subject("work");
        self.engine.client().publish(word, "".into()).await?;
        Ok(())
    }

    /// Whose turn it is by how many other jobs of this learner are not over.
    fn turn(&self, run: &RunId, learner: &str) -> usize {
        let known = self.known();
        let others = known.iter().filter(|(id, state)| {
            *id != run.as_str()
                && state.learner == learner
                && matches!(state.stage, Stage::Queued | Stage::Running)
        });
        others.count().min(TURNS - 1)
    }

    /// How a run stands, and the revision of that.
    pub(super) async fn read(&self, run: &RunId) -> Result<Option<(RunState, u64)>, Trouble> {
        let entry = self.runs.entry(run.as_str()).await?;
        let entry = entry.filter(|entry| entry.operation == Operation::Put);
        Ok(match entry {
            Some(entry) => Some((envelope::open(&entry.value)?, entry.revision)),
            None => None,
        })
    }

    /// Says how a run stands now, if nobody has said anything since this revision; whether that was so.
    pub(super) async fn write(
        &self,
        run: &RunId,
        state: &RunState,
        since: Option<u64>,
    ) -> Result<bool, Trouble> {
        let sealed = envelope::seal(state)?.into();
        match since {
            None => match self.runs.create(run.as_str(), sealed).await {
                Ok(_) => Ok(true),
                Err(error) if error.kind() == CreateErrorKind::AlreadyExists => Ok(false),
                Err(error) => Err(error.into()),
            },
            Some(revision) => match self.runs.update(run.as_str(), sealed, revision).await {
                Ok(_) => Ok(true),
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => Ok(false),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// The jobs of one turn.
    pub(super) async fn jobs(&self, turn: usize) -> Result<PullConsumer, Trouble> {
        let jobs = self.engine.names().stream("jobs");
        let stream = self.engine.jetstream().get_stream(jobs).await?;
        let name = format!("workers-{turn}");
        let config = pull::Config {
            durable_name: Some(name.clone()),
            filter_subject: self.engine.names().subject(&format!("jobs.{turn}")),
            ack_wait: ACK_WAIT,
            ..pull::Config::default()
        };
        Ok(stream.get_or_create_consumer(&name, config).await?)
    }

    /// Tells something of a run, for whoever comes later too. Told twice under one number, it is there once.
    pub(super) async fn tell(
        &self,
        run: &RunId,
        attempt: u32,
        (say, number): (&Say, u64),
    ) -> Result<(), Trouble> {
        let message = PublishMessage::build()
            .message_id(format!("{run}.{attempt}.{}.{number}", say.take))
            .payload(envelope::seal(say)?.into());
        let subject = self.told(run, attempt);
        let context = self.engine.jetstream();
        context.send_publish(subject, message).await?.await?;
        Ok(())
    }

    /// Tells something to whoever watches just now.
    pub(super) fn passes(&self, run: &RunId, say: Say) {
        let Ok(sealed) = envelope::seal(&say) else {
            return;
        };
        let (client, subject) = (self.engine.client().clone(), self.passing(run));
        self.engine.handle().spawn(async move {
            // Nobody waits for it.
            let _ = client.publish(subject, sealed.into()).await;
        });
    }

    /// Where what is told of a run is.
    pub(super) fn told(&self, run: &RunId, attempt: u32) -> String {
        self.engine
            .names()
            .subject(&format!("told.{run}.{attempt}"))
    }

    /// Where what passes of a run is told to whoever watches just now.
    pub(super) fn passing(&self, run: &RunId) -> String {
        self.engine.names().subject(&format!("passing.{run}"))
    }

    /// Where it is said what hosts want of a run.
    pub(super) fn wants(&self, run: &RunId) -> String {
        self.engine.names().subject(&format!("wants.{run}"))
    }

    /// Stores what a run came to; where there is no room, the oldest ones are forgotten, which can be trained again.
    pub(super) async fn store_result(&self, run: &RunId, bundle: &[u8]) -> Result<(), Trouble> {
        let Err(full) = put(&self.results, run.as_str(), bundle).await else {
            return Ok(());
        };
        let mut all = self.results.list().await?;
        let mut known = Vec::new();
        while let Some(Ok(info)) = all.next().await {
            known.push((info.modified, info.name));
        }
        known.sort();
        let oldest = known.len() / OLDEST;
        if oldest == 0 {
            return Err(full);
        }
        tracing::warn!(%full, oldest, "the oldest results make room");
        for (_, name) in known.into_iter().take(oldest) {
            self.results.delete(name).await?;
        }
        put(&self.results, run.as_str(), bundle).await
    }

    /// What a run came to, if it is stored.
    pub(super) async fn result(&self, run: &RunId) -> Result<Option<Vec<u8>>, Trouble> {
        get(&self.results, run.as_str()).await
    }

    async fn has_result(&self, run: &RunId) -> Result<bool, Trouble> {
        is_there(&self.results, run.as_str()).await
    }

    /// Stores from where a run can go on.
    pub(super) async fn store_checkpoint(&self, run: &RunId, bundle: &[u8]) -> Result<(), Trouble> {
        put(&self.checkpoints, run.as_str(), bundle).await
    }

    /// From where a run can go on, if that is stored.
    pub(super) async fn checkpoint(&self, run: &RunId) -> Result<Option<Vec<u8>>, Trouble> {
        get(&self.checkpoints, run.as_str()).await
    }

    /// Forgets from where a run could go on, once it is over.
    pub(super) async fn forget_checkpoint(&self, run: &RunId) {
        let _ = self.checkpoints.delete(run.as_str()).await;
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, RunState>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows how all runs stand.
    async fn looks(self: Arc<Self>) {
        loop {
            if let Ok(mut entries) = self.runs.watch_with_history(">").await {
                while let Some(Ok(entry)) = entries.next().await {
                    match (entry.operation, envelope::open::<RunState>(&entry.value)) {
                        (Operation::Put, Ok(state)) => {
                            self.known().insert(entry.key, state);
                        }
                        (Operation::Put, Err(error)) => {
                            tracing::warn!(%error, "a run's state is not understood");
                        }
                        _ => drop(self.known().remove(&entry.key)),
                    }
                }
            }
            sleep(AGAIN).await;
        }
    }
}
