//! A training host: takes jobs out of the queue, trains them with checkpoints that another worker can go on from, and tells
//! what happens.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::AckKind;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::message::Acker;
use futures_util::StreamExt;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::data::Brought;
use super::engine::Engine;
use super::envelope::{self, EnvelopeError};
use super::hosts::{Hosts, WORKERS};
use super::objects::Trouble;
use super::said::{Said, WorkerError};
use super::teller::Teller;
use super::told::{Say, Told};
use super::trainings::{IN_PROGRESS, Job, RunState, Stage, TURNS, Trainings, Want};
use super::wants::Wants;
use crate::base::clock::unix_millis;
use crate::base::metrics::{Figure, Value};
use crate::dataset::Library;
use crate::train::{Event, RunHandle, RunId, Status, Trainer};

/// Between two looks into the queue, if nobody says that there is something.
const LOOK: Duration = Duration::from_secs(2);
/// Between two looks at what is wanted of a run, and at what there is to tell of it.
const POLL: Duration = Duration::from_millis(200);
/// How often a run may be taken up before it counts as what ends workers.
const MOST_TAKES: u32 = 6;
/// How long one answer of the engine may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After how long a job is tried again that this worker cannot take.
const LATER: Duration = Duration::from_secs(5);
/// Every so many jobs, the last turn is looked at first, so that it comes at all.
const LAST_FIRST: usize = 4;

/// A worker.
pub struct Worker {
    engine: Arc<Engine>,
    trainings: Arc<Trainings>,
    hosts: Arc<Hosts>,
    trainer: Trainer,
    brought: Brought,
    says: Box<dyn Fn(Said) + Send + Sync>,
    /// Trainings at once.
    slots: usize,
    busy: Arc<AtomicUsize>,
    taken: AtomicUsize,
    /// By what the runs that it has are acknowledged: those of the last delivery.
    in_hand: Mutex<HashMap<RunId, Arc<Acker>>>,
    ends: AtomicBool,
    work: Notify,
}

/// A job in hand.
struct InHand {
    job: Job,
    /// Where its pictures come from.
    library: Library,
    state: RunState,
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
    /// One that does not work yet, under a name for people; data that does not ship comes into a folder.
    ///
    /// # Errors
    /// When the engine refuses something.
    pub(super) fn new(
        engine: &Arc<Engine>,
        trainer: Trainer,
        (name, slots): (&str, usize),
        data: &Path,
        says: impl Fn(Said) + Send + Sync + 'static,
    ) -> Result<Arc<Self>, WorkerError> {
        let trainings = Trainings::begin(engine)?;
        let hosts = Hosts::look(engine, WORKERS, name)?;
        let busy = Arc::new(AtomicUsize::new(0));
        let counted = busy.clone();
        hosts.beat(slots, move || counted.load(Ordering::Relaxed));
        Ok(Arc::new(Self {
            engine: engine.clone(),
            trainings,
            hosts,
            trainer,
            brought: Brought::at(data)?,
            says: Box::new(says),
            slots,
            busy,
            taken: AtomicUsize::new(0),
            in_hand: Mutex::default(),
            ends: AtomicBool::new(false),
            work: Notify::new(),
        }))
    }

    /// It is to end: runs are stopped after their present step, and given back with their checkpoints.
    pub(super) fn is_told_to_end(&self) {
        self.ends.store(true, Ordering::Relaxed);
        self.work.notify_waiters();
    }

    /// It has ended.
    pub(super) fn leaves(&self) {
        self.engine.wait(self.hosts.has_ended(self.hosts.id()));
    }

    /// How it is.
    pub(super) fn figures(&self) -> Vec<Figure> {
        let away = self.engine.away().map_or(0, |away| away.as_secs());
        [
            (
                "worker_slots",
                "trainings that it can have at once",
                self.slots,
            ),
            (
                "worker_trainings_running",
                "trainings that it has now",
                self.busy.load(Ordering::Relaxed),
            ),
            (
                "worker_queue_waiting",
                "trainings that wait for any worker of the class",
                self.trainings.waiting().0,
            ),
            (
                "worker_engine_away_seconds",
                "for how long the engine has been away; 0 while it is there",
                usize::try_from(away).unwrap_or(usize::MAX),
            ),
        ]
        .map(|(name, about, value)| (name, about, Value::Now(value)))
        .into_iter()
        .chain([(
            "worker_trainings_taken",
            "trainings that it has taken up",
            Value::Ever(self.taken.load(Ordering::Relaxed) as u64),
        )])
        .map(|(name, about, value)| Figure { name, about, value })
        .collect()
    }

    /// Comes whenever somebody says that there is something to do.
    pub(super) async fn hears_of_work(self: Arc<Self>) {
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
    pub(super) fn works(&self) {
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
        // What is not acknowledged comes again.
        let answer = |acker: &Acker, kind| drop(self.engine.within(PATIENCE, acker.ack_with(kind)));
        let job: Job = match envelope::open(&message.payload) {
            Ok(job) => job,
            Err(error) => {
                self.trouble(&error);
                // A newer program can do what this one cannot; nobody can do what is no job.
                return answer(
                    &acker,
                    match error {
                        EnvelopeError::Newer { .. } => AckKind::Nak(Some(LATER)),
                        EnvelopeError::Foreign(_) => AckKind::Term,
                    },
                );
            }
        };
        // The engine was away for longer than it waits for a word: this worker has it all the time.
        if let Some(held) = self.in_hand().get_mut(&job.run) {
            *held = acker;
            return;
        }
        // From now on it is said to be in progress: data may take a while to come.
        self.in_hand().insert(job.run.clone(), acker);
        let acknowledge = |kind| {
            let acker = self.in_hand().remove(&job.run);
            if let Some(acker) = acker {
                answer(&acker, kind);
            }
        };
        let library = match self.library(&job) {
            Ok(library) => library,
            Err(error) => {
                self.trouble(&*error);
                return acknowledge(AckKind::Nak(Some(LATER)));
            }
        };
        let taken = self.engine.within(PATIENCE, self.takes(&job));
        match taken.and_then(Result::ok).unwrap_or(Taken::Later) {
            Taken::Done => acknowledge(AckKind::Ack),
            Taken::Later => acknowledge(AckKind::Nak(Some(LATER))),
            Taken::Mine(state) => {
                self.taken.fetch_add(1, Ordering::Relaxed);
                self.busy.fetch_add(1, Ordering::Relaxed);
                (self.says)(Said::Takes {
                    run: job.run.clone(),
                    from_another: state.takes > 1,
                });
                let in_hand = InHand {
                    job,
                    library,
                    state,
                };
                self.carry(&in_hand);
                self.in_hand().remove(&in_hand.job.run);
                self.busy.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }

    /// Where the pictures of a job come from, if its run is the same here.
    fn library(&self, job: &Job) -> Result<Library, Trouble> {
        let library = self.brought.library(&self.trainings.data, &job.data)?;
        let found = job.experiment.run_id(&library)?;
        let run = &job.run;
        if found == *run {
            return Ok(library);
        }
        let with = match job.data.is_empty() {
            true => "",
            false => " with the data that came for it",
        };
        Err(format!(
            "run {run} is {found} here{with}: it is of another version of mindgap, and is left to other workers; upgrade \
             this host, or those"
        )
        .into())
    }

    fn in_hand(&self) -> MutexGuard<'_, HashMap<RunId, Arc<Acker>>> {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// By what a run is acknowledged now.
    fn acker(&self, run: &RunId) -> Option<Arc<Acker>> {
        self.in_hand().get(run).cloned()
    }

    /// Says again and again that all runs in hand are in progress.
    pub(super) async fn says_what_is_in_progress(self: Arc<Self>) {
        loop {
            let ackers: Vec<Arc<Acker>> = self.in_hand().values().cloned().collect();
            for acker in ackers {
                // What is not heard now is said again.
                let _ = acker.ack_with(AckKind::Progress).await;
            }
            sleep(IN_PROGRESS).await;
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
            // A run that ends whoever takes it up is nobody's.
            if state.takes >= MOST_TAKES {
                let failed = RunState {
                    stage: Stage::Failed,
                    ended: Some(unix_millis()),
                    ..state.clone()
                };
                let why = format!(
                    "{MOST_TAKES} workers have taken it up and none has finished it; look into their logs"
                );
                let say = Say {
                    take: state.takes + 1,
                    told: Told::Failed(why),
                };
                self.trainings
                    .tell(&job.run, job.attempt, (&say, 0))
                    .await?;
                self.trainings
                    .write(&job.run, &failed, Some(revision))
                    .await?;
                return Ok(Taken::Done);
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
        if let Err(error) = self.engine.wait(self.bring(job, &in_hand.state)) {
            // Without it, the run is trained from its beginning: the numbers are the same.
            self.trouble(&*error);
        }
        let (trainings, store) = (&self.trainings, self.trainer.store());
        let mut teller = Teller::new(trainings, store, job, in_hand.state.takes);
        let asked = (self.trainer).start_with(job.experiment.clone(), &in_hand.library);
        let (handle, events) = match asked {
            Ok(started) => started,
            Err(error) => {
                let failed = Told::Failed(error.to_string());
                return self.close(in_hand, Stage::Failed, &mut teller, failed, "failed");
            }
        };
        let wants = Wants::follow(&self.engine, self.trainings.wants(&job.run));
        let last = self.follow(in_hand, &handle, &events, &wants, &mut teller);
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
                self.close(in_hand, stage, &mut teller, Told::Done(ending), word);
            }
            Some(Event::Failed { message }) => {
                let failed = Told::Failed(message);
                self.close(in_hand, Stage::Failed, &mut teller, failed, "failed");
            }
            // It ended without a word: another worker may try.
            _ => self.give_back(in_hand),
        }
    }

    /// Brings here what the run goes on from.
    async fn bring(&self, job: &Job, state: &RunState) -> Result<(), Trouble> {
        let store = self.trainer.store();
        if let Some(parent) = &job.experiment.from
            && store.record(parent)?.is_none()
            && let Some(bundle) = self.trainings.result(parent).await?
        {
            store.unbundle(parent, &bundle)?;
        }
        if state.takes == 1 && state.attempt == 1 {
            return Ok(());
        }
        // What a run came to that was stopped can be gone on from, too.
        let bundle = match self.trainings.checkpoint(&job.run).await? {
            Some(bundle) => Some(bundle),
            None => self.trainings.result(&job.run).await?,
        };
        if let Some(bundle) = bundle {
            store.unbundle(&job.run, &bundle)?;
        }
        Ok(())
    }

    /// Tells what happens until the run is over; its last event.
    fn follow(
        &self,
        in_hand: &InHand,
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
            let is_lost = self.has_lost(in_hand);
            if !is_lost {
                teller.tell();
            }
            let wish = wants.wish();
            if (is_lost || self.ends() || wish == Want::Nothing) && !is_stopped {
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

    /// Whether another worker has a run by now that this one had.
    fn has_lost(&self, in_hand: &InHand) -> bool {
        let now = self.trainings.state(&in_hand.job.run);
        now.is_some_and(|now| {
            now.attempt > in_hand.state.attempt || now.takes > in_hand.state.takes
        })
    }

    /// Stores what a run came to, says so, and is done with the job.
    fn close(
        &self,
        in_hand: &InHand,
        stage: Stage,
        teller: &mut Teller<'_>,
        last: Told,
        status: &'static str,
    ) {
        let InHand { job, state, .. } = in_hand;
        let (last, number) = teller.last(last);
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
            if self.has_lost(in_hand) {
                return;
            }
            if !teller.tell() {
                std::thread::sleep(LOOK);
                continue;
            }
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
                self.trainings
                    .tell(&job.run, job.attempt, (&last, number))
                    .await?;
                self.trainings
                    .write(&job.run, &state, Some(revision))
                    .await?;
                self.trainings.forget_checkpoint(&job.run).await;
                if let Some(acker) = self.acker(&job.run) {
                    acker.double_ack().await?;
                }
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
            if let Some(acker) = self.acker(&job.run) {
                acker.ack_with(AckKind::Nak(None)).await?;
            }
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
