//! A training host: takes jobs out of the queue, trains them with checkpoints that another worker can go on from, and tells
//! what happens.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use async_nats::jetstream;
use async_nats::jetstream::AckKind;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::message::Acker;
use futures_util::StreamExt;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::bucket::StorageError;
use super::engine::Engine;
use super::envelope::{self, EnvelopeError};
use super::hosts::{Hosts, WORKERS};
use super::told::Told;
use super::trainings::{
    IN_PROGRESS, Job, RunState, Stage, TURNS, Trainings, Trouble, Want, Wanted,
};
use crate::base::clock::unix_millis;
use crate::base::thread::{self, ThreadError};
use crate::train::{Event, Glance, RunHandle, RunId, Status, StepMetrics, Trainer};

/// Between two looks into the queue, if nobody says that there is something.
const LOOK: Duration = Duration::from_secs(2);
/// Between two looks at what is wanted of a run, and at what there is to tell of it.
const POLL: Duration = Duration::from_millis(200);
/// A run that no front host has wanted for so long is stopped: a host that died has been replaced by then.
const DESERTED: Duration = Duration::from_secs(30);
/// What a host wants counts for so long.
const WANTED: Duration = Duration::from_secs(5);
/// Between two passing glances.
const GLANCE: Duration = Duration::from_millis(500);
/// How long one answer of the engine may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After how long a job is tried again that this worker cannot take.
const LATER: Duration = Duration::from_secs(5);
/// Every so many jobs, the last turn is looked at first, so that it comes at all.
const LAST_FIRST: usize = 4;

/// What a worker says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It has taken a run.
    Takes {
        /// Which.
        run: RunId,
        /// Whether another worker had it before.
        from_another: bool,
    },
    /// A run is over.
    Over {
        /// Which.
        run: RunId,
        /// How it ended, in a word.
        status: &'static str,
    },
    /// A run was given back to the queue.
    GivesBack(RunId),
    /// Something was not understood, or did not work.
    Trouble(String),
}

/// A worker.
pub struct Worker {
    engine: Arc<Engine>,
    trainings: Arc<Trainings>,
    hosts: Arc<Hosts>,
    trainer: Trainer,
    says: Box<dyn Fn(Said) + Send + Sync>,
    busy: Arc<AtomicUsize>,
    taken: AtomicUsize,
    ends: AtomicBool,
    work: Notify,
}

/// A job in hand.
struct InHand {
    job: Job,
    state: RunState,
    acker: Arc<Acker>,
    progress: AbortHandle,
}

/// What becomes of a job that was fetched.
enum Taken {
    Mine(RunState),
    /// It is over, or nobody wants it.
    Done,
    /// Another worker has it, or the engine does not say.
    Later,
}

impl Worker {
    /// Begins to work, on so many runs at once, under a name for people.
    ///
    /// # Errors
    /// When the engine refuses something, or the system has no threads.
    pub fn begin(
        engine: &Arc<Engine>,
        trainer: Trainer,
        (name, slots): (&str, usize),
        says: impl Fn(Said) + Send + Sync + 'static,
    ) -> Result<Working, WorkerError> {
        let trainings = Trainings::begin(engine)?;
        let hosts = Hosts::look(engine, WORKERS, name)?;
        let busy = Arc::new(AtomicUsize::new(0));
        let counted = busy.clone();
        hosts.beat(slots, move || counted.load(Ordering::Relaxed));
        let worker = Arc::new(Self {
            engine: engine.clone(),
            trainings,
            hosts,
            trainer,
            says: Box::new(says),
            busy,
            taken: AtomicUsize::new(0),
            ends: AtomicBool::new(false),
            work: Notify::new(),
        });
        engine.handle().spawn(worker.clone().hears_of_work());
        let threads = (0..slots).map(|_| {
            let worker = worker.clone();
            thread::start("worker", move || worker.works())
        });
        let threads = threads.collect::<Result<_, _>>()?;
        Ok(Working { worker, threads })
    }

    /// Comes whenever somebody says that there is something to do.
    async fn hears_of_work(self: Arc<Self>) {
        let word = self.engine.names().subject("work");
        let Ok(mut words) = self.engine.client().subscribe(word).await else {
            return;
        };
        while words.next().await.is_some() {
            self.work.notify_one();
        }
    }

    fn ends(&self) -> bool {
        self.ends.load(Ordering::Relaxed)
    }

    /// One slot's life.
    fn works(&self) {
        let mut turns = Vec::new();
        while !self.ends() {
            if turns.is_empty() {
                match self.engine.wait(self.turns()) {
                    Ok(there) => turns = there,
                    Err(error) => self.trouble(&*error),
                }
            }
            let fetched = self.engine.within(PATIENCE, self.fetch(&turns));
            match fetched {
                Some(Ok(Some(message))) => {
                    // There may be more than this one.
                    self.work.notify_one();
                    self.take(message);
                }
                Some(Ok(None)) => {
                    // Time alone is a reason to look, too.
                    let _ = self.engine.within(LOOK, self.work.notified());
                }
                Some(Err(_)) | None => {
                    turns.clear();
                    std::thread::sleep(LOOK);
                }
            }
        }
    }

    async fn turns(&self) -> Result<Vec<PullConsumer>, Trouble> {
        let mut turns = Vec::new();
        for turn in 0..TURNS {
            turns.push(self.trainings.jobs(turn).await?);
        }
        Ok(turns)
    }

    /// The next job, if there is one: of the first turn that has any.
    async fn fetch(&self, turns: &[PullConsumer]) -> Result<Option<jetstream::Message>, Trouble> {
        let is_last_first = self.taken.load(Ordering::Relaxed) % LAST_FIRST == LAST_FIRST - 1;
        let mut order: Vec<&PullConsumer> = turns.iter().collect();
        if is_last_first {
            order.reverse();
        }
        for turn in order {
            let mut batch = turn.fetch().max_messages(1).messages().await?;
            if let Some(message) = batch.next().await {
                return Ok(Some(message?));
            }
        }
        Ok(None)
    }

    /// Carries out a job, if it can be had.
    fn take(&self, message: jetstream::Message) {
        let (message, acker) = message.split();
        let acker = Arc::new(acker);
        let acknowledge = |kind| {
            // What is not acknowledged comes again.
            let _ = self.engine.within(PATIENCE, acker.ack_with(kind));
        };
        let job: Job = match envelope::open(&message.payload) {
            Ok(job) => job,
            Err(error) => {
                self.trouble(&error);
                // A newer program can do what this one cannot; nobody can do what is no job.
                acknowledge(match error {
                    EnvelopeError::Newer { .. } => AckKind::Nak(Some(LATER)),
                    EnvelopeError::Foreign(_) => AckKind::Term,
                });
                return;
            }
        };
        match job.experiment.run_id(self.trainer.library()) {
            Ok(run) if run == job.run => {}
            Ok(_) => {
                self.trouble(&format!(
                    "run {} is of another version of mindgap, and is left to other workers; upgrade this host, or those",
                    job.run
                ));
                return acknowledge(AckKind::Nak(Some(LATER)));
            }
            Err(error) => {
                self.trouble(&error);
                return acknowledge(AckKind::Nak(Some(LATER)));
            }
        }
        let taken = self.engine.within(PATIENCE, self.takes(&job));
        match taken.and_then(Result::ok).unwrap_or(Taken::Later) {
            Taken::Done => acknowledge(AckKind::Ack),
            Taken::Later => acknowledge(AckKind::Nak(Some(LATER))),
            Taken::Mine(state) => {
                self.taken.fetch_add(1, Ordering::Relaxed);
                self.busy.fetch_add(1, Ordering::Relaxed);
                let progress = {
                    let acker = acker.clone();
                    let says = async move {
                        loop {
                            let _ = acker.ack_with(AckKind::Progress).await;
                            sleep(IN_PROGRESS).await;
                        }
                    };
                    self.engine.handle().spawn(says).abort_handle()
                };
                (self.says)(Said::Takes {
                    run: job.run.clone(),
                    from_another: state.takes > 1,
                });
                let in_hand = InHand {
                    job,
                    state,
                    acker,
                    progress,
                };
                self.carry(&in_hand);
                in_hand.progress.abort();
                self.busy.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }

    /// Says that this worker has a run, unless it is over or another one has it.
    async fn takes(&self, job: &Job) -> Result<Taken, Trouble> {
        loop {
            let Some((state, revision)) = self.trainings.read(&job.run).await? else {
                return Ok(Taken::Done);
            };
            if state.attempt != job.attempt {
                return Ok(Taken::Done);
            }
            match state.stage {
                Stage::Finished | Stage::Stopped | Stage::Failed => return Ok(Taken::Done),
                Stage::Running => {
                    let has = state.worker.as_deref();
                    if has.is_some_and(|id| id != self.hosts.id() && self.hosts.is_there(id)) {
                        return Ok(Taken::Later);
                    }
                }
                Stage::Queued => {}
            }
            let mine = RunState {
                stage: Stage::Running,
                worker: Some(self.hosts.id().to_owned()),
                takes: state.takes + 1,
                begun: state.begun.or(Some(unix_millis())),
                ..state
            };
            if self
                .trainings
                .write(&job.run, &mine, Some(revision))
                .await?
            {
                return Ok(Taken::Mine(mine));
            }
        }
    }

    /// Trains a run to its end, or to that of this worker.
    fn carry(&self, in_hand: &InHand) {
        let job = &in_hand.job;
        if let Err(error) = self.engine.wait(self.bring(job, in_hand.state.takes)) {
            // Without it, the run is trained from its beginning: the numbers are the same.
            self.trouble(&*error);
        }
        let asked = self.trainer.start(job.experiment.clone());
        let (handle, events) = match asked {
            Ok(started) => started,
            Err(error) => {
                let failed = Told::Failed(error.to_string());
                return self.close(in_hand, Stage::Failed, failed, "failed");
            }
        };
        let wants = Wants::follow(&self.engine, self.trainings.wants(&job.run));
        let mut teller = Teller::new(self, job);
        let last = self.follow(&handle, &events, &wants, &mut teller);
        wants.listens.abort();
        match last {
            Some(Event::Done(ending)) if ending.status == Status::Stopped && self.ends() => {
                self.give_back(in_hand);
            }
            Some(Event::Done(ending)) => {
                let stage = match ending.status.is_final() {
                    true => Stage::Finished,
                    false => Stage::Stopped,
                };
                let word = ending.status.word();
                teller.flush();
                self.close(in_hand, stage, Told::Done(ending), word);
            }
            Some(Event::Failed { message }) => {
                teller.flush();
                self.close(in_hand, Stage::Failed, Told::Failed(message), "failed");
            }
            // It ended without a word: another worker may try.
            _ => self.give_back(in_hand),
        }
    }

    /// Brings here what the run goes on from.
    async fn bring(&self, job: &Job, takes: u32) -> Result<(), Trouble> {
        let store = self.trainer.store();
        if let Some(parent) = &job.experiment.from
            && store.record(parent)?.is_none()
            && let Some(bundle) = self.trainings.result(parent).await?
        {
            store.unbundle(parent, &bundle)?;
        }
        if takes > 1
            && let Some(bundle) = self.trainings.checkpoint(&job.run).await?
        {
            store.unbundle(&job.run, &bundle)?;
        }
        Ok(())
    }

    /// Tells what happens until the run is over; its last event.
    fn follow(
        &self,
        handle: &RunHandle,
        events: &Receiver<Event>,
        wants: &Wants,
        teller: &mut Teller<'_>,
    ) -> Option<Event> {
        let mut is_held = false;
        let mut is_stopped = false;
        loop {
            match events.recv_timeout(POLL) {
                Ok(event @ (Event::Done(_) | Event::Failed { .. })) => return Some(event),
                Ok(event) => teller.hear(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            teller.tell();
            let wish = wants.wish();
            if (self.ends() || wish == Want::Nothing) && !is_stopped {
                is_stopped = handle.stop();
            } else if (wish == Want::Held) != is_held {
                is_held = wish == Want::Held;
                match is_held {
                    true => handle.pause(),
                    false => handle.resume(),
                };
            }
        }
    }

    /// Stores what a run came to, says so, and is done with the job.
    fn close(&self, in_hand: &InHand, stage: Stage, last: Told, status: &'static str) {
        let InHand { job, state, .. } = in_hand;
        let state = RunState {
            stage,
            ended: Some(unix_millis()),
            ..state.clone()
        };
        let bundle = match stage {
            Stage::Failed => None,
            _ => self.trainer.store().bundle(&job.run).ok().flatten(),
        };
        // The engine may be away: what was trained is not lost by that.
        while !self.ends() {
            let closed = self.engine.within(PATIENCE, async {
                let Some((now, revision)) = self.trainings.read(&job.run).await? else {
                    return Ok(false);
                };
                // Another worker has it by now, and tells of it.
                if now.worker != state.worker || now.attempt != state.attempt {
                    return Ok(false);
                }
                if let Some(bundle) = &bundle {
                    self.trainings.store_result(&job.run, bundle).await?;
                }
                self.trainings.tell(&job.run, job.attempt, &last).await?;
                self.trainings
                    .write(&job.run, &state, Some(revision))
                    .await?;
                self.trainings.forget_checkpoint(&job.run).await;
                in_hand.acker.double_ack().await?;
                Ok::<_, Trouble>(true)
            });
            match closed {
                Some(Ok(_)) => {
                    let run = job.run.clone();
                    return (self.says)(Said::Over { run, status });
                }
                Some(Err(error)) => self.trouble(&*error),
                None => {}
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Puts a run back into the queue, with the checkpoint that it has.
    fn give_back(&self, in_hand: &InHand) {
        let InHand { job, state, .. } = in_hand;
        in_hand.progress.abort();
        let back = RunState {
            stage: Stage::Queued,
            worker: None,
            ..state.clone()
        };
        let given = self.engine.within(PATIENCE, async {
            if let Some(bundle) = self.trainer.store().bundle(&job.run)? {
                self.trainings.store_checkpoint(&job.run, &bundle).await?;
            }
            if let Some((now, revision)) = self.trainings.read(&job.run).await?
                && now.worker == state.worker
            {
                self.trainings
                    .write(&job.run, &back, Some(revision))
                    .await?;
            }
            in_hand.acker.ack_with(AckKind::Nak(None)).await?;
            let word = self.engine.names().subject("work");
            self.engine.client().publish(word, "".into()).await?;
            self.engine.client().flush().await?;
            Ok::<_, Trouble>(())
        });
        if let Some(Err(error)) = given {
            self.trouble(&*error);
        }
        (self.says)(Said::GivesBack(job.run.clone()));
    }

    fn trouble(&self, error: &(impl std::fmt::Display + ?Sized)) {
        tracing::warn!(%error, "a worker has trouble");
        (self.says)(Said::Trouble(error.to_string()));
    }
}

/// A worker that works, until it is told to end.
pub struct Working {
    worker: Arc<Worker>,
    threads: Vec<JoinHandle<()>>,
}

impl Working {
    /// Ends it: runs are stopped after their present step, and given back with their checkpoints.
    pub fn end(self) {
        self.worker.ends.store(true, Ordering::Relaxed);
        self.worker.work.notify_waiters();
        for thread in self.threads {
            let _ = thread.join();
        }
        let hosts = &self.worker.hosts;
        self.worker.engine.wait(hosts.has_ended(hosts.id()));
    }
}

/// Why there is no worker.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The engine refuses something.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The system has no threads.
    #[error(transparent)]
    Thread(#[from] ThreadError),
}

/// What front hosts want of a run.
struct Wants {
    /// By host, and when that was said.
    said: Arc<Mutex<HashMap<String, (Want, Instant)>>>,
    since: Instant,
    listens: AbortHandle,
}

impl Wants {
    fn follow(engine: &Arc<Engine>, subject: String) -> Self {
        let said: Arc<Mutex<HashMap<String, (Want, Instant)>>> = Arc::default();
        let (heard, client) = (said.clone(), engine.client().clone());
        let listens = async move {
            let Ok(mut words) = client.subscribe(subject).await else {
                return;
            };
            while let Some(word) = words.next().await {
                if let Ok(Wanted { by, want }) = envelope::open(&word.payload) {
                    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                    heard.insert(by, (want, Instant::now()));
                }
            }
        };
        Self {
            said,
            since: Instant::now(),
            listens: engine.handle().spawn(listens).abort_handle(),
        }
    }

    /// What is wanted of all of them together: it goes on where anybody wants that, is held only by whoever is alone, and is
    /// stopped when all have said that they want nothing, or nobody has said anything for long.
    fn wish(&self) -> Want {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let had_any = !said.is_empty();
        said.retain(|_, (want, at)| *want == Want::Nothing || at.elapsed() < DESERTED);
        let fresh = said.values().filter(|(_, at)| at.elapsed() < WANTED);
        let wanting: Vec<Want> = fresh.map(|(want, _)| *want).collect();
        let wants: Vec<&Want> = wanting
            .iter()
            .filter(|want| **want != Want::Nothing)
            .collect();
        match wants[..] {
            [Want::Held] => Want::Held,
            [_, ..] => Want::On,
            [] if had_any && said.values().all(|(want, _)| *want == Want::Nothing) => Want::Nothing,
            [] if self.since.elapsed() > DESERTED && said.is_empty() => Want::Nothing,
            [] => Want::On,
        }
    }
}

/// Tells what happens to a run; what cannot be told now is told when the engine is back.
struct Teller<'w> {
    worker: &'w Worker,
    job: &'w Job,
    /// What is to be told, oldest first.
    left: VecDeque<Told>,
    glance: Option<Glance>,
    glanced: Instant,
}

impl<'w> Teller<'w> {
    fn new(worker: &'w Worker, job: &'w Job) -> Self {
        Self {
            worker,
            job,
            left: VecDeque::new(),
            glance: None,
            glanced: Instant::now(),
        }
    }

    fn hear(&mut self, event: Event) {
        match Told::of(event) {
            Some(Told::Glance(glance)) => {
                if self.glanced.elapsed() > GLANCE {
                    self.glanced = Instant::now();
                    self.passes(&glance);
                }
                self.glance = Some(glance);
            }
            // Steps are told together: a few messages a second.
            Some(Told::Step(step)) => match self.left.back_mut() {
                Some(Told::Step(last)) if last.epoch == step.epoch => join(last, step),
                _ => self.left.push_back(Told::Step(step)),
            },
            Some(Told::Epoch(epoch)) => {
                self.store_checkpoint();
                // Whoever comes later sees what was said at each epoch's end.
                self.left.extend(self.glance.clone().map(Told::Glance));
                self.left.push_back(Told::Epoch(epoch));
            }
            Some(told) => self.left.push_back(told),
            None => {}
        }
    }

    fn passes(&self, glance: &Glance) {
        let Ok(sealed) = envelope::seal(&Told::Glance(glance.clone())) else {
            return;
        };
        let subject = self.worker.trainings.passing(&self.job.run);
        let client = self.worker.engine.client().clone();
        self.worker.engine.handle().spawn(async move {
            let _ = client.publish(subject, sealed.into()).await;
        });
    }

    fn store_checkpoint(&self) {
        let store = self.worker.trainer.store();
        let Ok(Some(bundle)) = store.bundle(&self.job.run) else {
            return;
        };
        let stores = self
            .worker
            .trainings
            .store_checkpoint(&self.job.run, &bundle);
        // Without this one, another worker goes on from the one before.
        if let Some(Err(error)) = self.worker.engine.within(PATIENCE, stores) {
            self.worker.trouble(&*error);
        }
    }

    /// Tells what is left, as far as the engine takes it.
    fn tell(&mut self) {
        while let Some(told) = self.left.front() {
            let tells = self
                .worker
                .trainings
                .tell(&self.job.run, self.job.attempt, told);
            match self.worker.engine.within(PATIENCE, tells) {
                Some(Ok(())) => drop(self.left.pop_front()),
                Some(Err(_)) | None => return,
            }
        }
    }

    /// Tells all that is left, however long the engine is away.
    fn flush(&mut self) {
        self.tell();
        while !self.left.is_empty() && !self.worker.ends() {
            std::thread::sleep(LOOK);
            self.tell();
        }
    }
}

/// Puts later steps to earlier ones of the same epoch.
fn join(earlier: &mut StepMetrics, later: StepMetrics) {
    earlier.step = later.step;
    earlier.images_per_second = later.images_per_second;
    earlier.points.extend(later.points);
}
