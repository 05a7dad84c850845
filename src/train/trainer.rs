//! One a process: everybody who wants a run asks here. A class's runs go on at once and take turns;
//! more than that wait in the order in which they were asked for. Whoever asks for a run that is
//! already going on joins it, and a finished run is shown again from the store, marked as replayed.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::carrier::{Carrier, Task};
use super::control::{Control, Next};
use super::epoch_loop;
use super::error::TrainError;
use super::event::{Ending, Event, Start, Status, StepMetrics};
use super::experiment::Experiment;
use super::record::RunRecord;
use super::run_id::RunId;
use super::store::RunStore;
use super::turns::Turns;
use crate::base::terminal::message;
use crate::base::thread::{self, ThreadError};
use crate::dataset::Library;

/// Runs that go on at once, if nobody says otherwise: a class. Each holds its network, gradients and
/// batches, tens of megabytes.
pub const RUNS_AT_ONCE: usize = 32;

/// Runs that are waited for at once, where they are carried out elsewhere: a thread each.
const WAITED_FOR: usize = 1_000;

/// Runs by which it is judged how long one takes.
const REMEMBERED: usize = 16;

/// Starts runs, joins them, replays them. Clones are the same trainer.
#[derive(Clone)]
pub struct Trainer {
    shared: Arc<Shared>,
    /// Who asks by this one.
    asker: Arc<str>,
}

struct Shared {
    store: RunStore,
    library: Library,
    /// Runs that may go on at once.
    limit: usize,
    queue: Mutex<Queue>,
    turns: Turns,
    /// Who carries runs out, if not this process.
    carrier: Option<Arc<dyn Carrier>>,
    /// Runs that this process carries out all the same.
    own: Mutex<usize>,
    /// Signalled when one of these has ended.
    room: Condvar,
    /// Signalled when a job is queued and when one has ended.
    work: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Arc<Job>>,
    running: Vec<Arc<Job>>,
    workers: usize,
    /// Whether the program ends: no run goes on.
    is_closed: bool,
    /// How many runs have ended.
    ended: u64,
    /// How long the last runs took from their first step to their end.
    took: VecDeque<Duration>,
}

/// How much a trainer has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Runs that go on.
    pub running: usize,
    /// Runs that wait for one of them to end.
    pub waiting: usize,
    /// Runs that have ended since it began.
    pub ended: u64,
}

/// A run that somebody waits for.
struct Job {
    id: RunId,
    experiment: Experiment,
    /// Who asked for it first.
    asker: Arc<str>,
    /// Where its pictures come from, as they were when it was asked for.
    library: Library,
    control: Control,
    audience: Mutex<Audience>,
}

/// Who listens to a run, and what a newcomer must be told first.
#[derive(Default)]
struct Audience {
    listeners: Vec<(u64, Sender<Event>)>,
    told: Vec<Event>,
    next_listener: u64,
}

/// One listener's hold on a run. Dropping it lets go; when nobody holds the run any more it is
/// stopped, with its checkpoint written.
pub struct RunHandle {
    /// The run.
    pub id: RunId,
    /// None for a replay, where there is nothing to steer.
    hold: Option<Hold>,
}

struct Hold {
    job: Arc<Job>,
    shared: Arc<Shared>,
    listener: u64,
}

impl Trainer {
    /// A trainer that keeps its runs in `store` and draws pictures from `library`.
    pub fn new(store: RunStore, library: &Library) -> Self {
        Self::at_most(RUNS_AT_ONCE, store, library)
    }

    /// The same with at most so many runs at once, 1 or more; others wait for one of them to end.
    pub fn at_most(runs: usize, store: RunStore, library: &Library) -> Self {
        Self::carried_by(None, runs, store, library)
    }

    /// The same whose runs are carried out elsewhere, which a thread here waits for each.
    pub fn elsewhere(carrier: Arc<dyn Carrier>, store: RunStore, library: &Library) -> Self {
        Self::carried_by(Some(carrier), WAITED_FOR, store, library)
    }

    fn carried_by(
        carrier: Option<Arc<dyn Carrier>>,
        runs: usize,
        store: RunStore,
        library: &Library,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                store,
                library: library.clone(),
                limit: runs.max(1),
                queue: Mutex::default(),
                turns: Turns::default(),
                carrier,
                own: Mutex::default(),
                room: Condvar::new(),
                work: Condvar::new(),
            }),
            asker: Arc::from(""),
        }
    }

    /// The same with pictures from this library.
    pub fn drawing_from(&self, library: &Library) -> Self {
        let shared = &self.shared;
        let carrier = shared.carrier.clone();
        Self::carried_by(carrier, shared.limit, shared.store.clone(), library)
    }

    /// The same trainer, asked by somebody: where turns are counted, it is by who asks.
    #[must_use]
    pub fn asked_by(&self, asker: &str) -> Self {
        Self {
            shared: self.shared.clone(),
            asker: Arc::from(asker),
        }
    }

    /// Where its runs are kept.
    pub fn store(&self) -> &RunStore {
        &self.shared.store
    }

    /// Where its pictures come from.
    pub fn library(&self) -> &Library {
        &self.shared.library
    }

    /// Asks for a run: joins it if it is going on, replays it if it is finished, else trains it
    /// (from where it was left, if it was). The events tell all of it from the start, live or
    /// replayed, and end with `Done` or `Failed`.
    ///
    /// # Errors
    /// When the recipe is impossible, or the store cannot be read.
    pub fn start(
        &self,
        experiment: Experiment,
    ) -> Result<(RunHandle, Receiver<Event>), TrainError> {
        self.start_with(experiment, &self.shared.library)
    }

    /// The same with pictures from this library for this run.
    ///
    /// # Errors
    /// As [`Trainer::start`].
    pub fn start_with(
        &self,
        experiment: Experiment,
        library: &Library,
    ) -> Result<(RunHandle, Receiver<Event>), TrainError> {
        // Digits that are still being written: the run learns from those that there are now.
        let library = library.as_now([&experiment.learned_from(library)?.0])?;
        let id = experiment.run_id(&library)?;
        let (sender, events) = mpsc::channel();
        // How many runs had ended when the store was looked at last.
        let mut looked = None;
        loop {
            let mut queue = self.shared.queue();
            let joined = queue.job(&id);
            let has_joined = joined.is_some();
            if !has_joined && looked != Some(queue.ended) {
                looked = Some(queue.ended);
                // Nobody waits for the queue while files are read. A run that ends meanwhile may be this
                // one: then the store is looked at again.
                drop(queue);
                let record = self.shared.store.record_to_train(&id)?;
                if let Some(record) = record.filter(|record| self.shared.store.is_usable(record)) {
                    // Counting the pictures means reading them, which nobody should wait for here.
                    thread::start("replay", move || {
                        for event in replayed(&record, &experiment, &library) {
                            let _ = sender.send(event);
                        }
                    })?;
                    return Ok((RunHandle { id, hold: None }, events));
                }
                continue;
            }
            let job = match joined {
                Some(job) => job,
                None => self.shared.enqueue(
                    &mut queue,
                    id.clone(),
                    (experiment, library),
                    &self.asker,
                )?,
            };
            // Whoever was there before may have left a moment ago.
            if !queue.is_closed {
                job.control.go_on();
            }
            let listener = job.audience().join(sender, has_joined);
            queue.tell_positions(self.shared.limit);
            drop(queue);
            let hold = Some(Hold {
                job,
                shared: self.shared.clone(),
                listener,
            });
            return Ok((RunHandle { id, hold }, events));
        }
    }

    /// How much it has to do now.
    pub fn load(&self) -> Load {
        let queue = self.shared.queue();
        Load {
            running: queue.running.len(),
            waiting: queue.waiting.len(),
            ended: queue.ended,
        }
    }

    /// Stops every run and waits until their checkpoints are written. For the end of the program.
    pub fn shut_down(&self) {
        let mut queue = self.shared.queue();
        queue.waiting.clear();
        queue.is_closed = true;
        for job in &queue.running {
            job.control.stop();
        }
        let settled = &self.shared.work;
        drop(
            settled
                .wait_while(queue, |queue| !queue.running.is_empty())
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

impl RunHandle {
    /// Holds the run, if nobody else listens to it. Says whether it does not go on now.
    pub fn pause(&self) -> bool {
        self.alone_then(Control::pause)
    }

    /// Lets a held run go on.
    pub fn resume(&self) -> bool {
        self.alone_then(Control::resume)
    }

    /// Ends the run after its current step, if nobody else listens to it; its checkpoint is
    /// written, and `Done` follows among the events. Says whether it ends, or has.
    pub fn stop(&self) -> bool {
        self.alone_then(Control::stop)
    }

    fn alone_then(&self, act: impl FnOnce(&Control)) -> bool {
        // What is over, or was only replayed, goes on for nobody: beside others of its step it refuses nothing.
        let goes_on = |hold: &&Hold| hold.shared.queue().job(&self.id).is_some();
        let Some(hold) = self.hold.as_ref().filter(goes_on) else {
            return true;
        };
        let alone = hold.job.audience().listeners.len() == 1;
        if alone {
            act(&hold.job.control);
        }
        alone
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        let deserted = {
            let mut audience = self.job.audience();
            audience.listeners.retain(|(id, _)| *id != self.listener);
            audience.listeners.is_empty()
        };
        if deserted {
            self.job.control.stop();
            queue.waiting.retain(|job| !Arc::ptr_eq(job, &self.job));
            queue.tell_positions(self.shared.limit);
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a run into the queue, and calls another worker if there may be one more.
    fn enqueue(
        self: &Arc<Self>,
        queue: &mut Queue,
        id: RunId,
        (experiment, library): (Experiment, Library),
        asker: &Arc<str>,
    ) -> Result<Arc<Job>, ThreadError> {
        if queue.workers < self.limit {
            let shared = self.clone();
            match thread::start("training", move || shared.work()) {
                Ok(_) => queue.workers += 1,
                Err(error) if queue.workers == 0 => return Err(error),
                // Those that there are take it in turn.
                Err(_) => {}
            }
        }
        let job = Arc::new(Job {
            id,
            experiment,
            asker: asker.clone(),
            library,
            control: Control::default(),
            audience: Mutex::default(),
        });
        queue.waiting.push_back(job.clone());
        self.work.notify_all();
        Ok(job)
    }

    /// A worker's life: take the next job, train it, again.
    fn work(&self) {
        loop {
            let job = {
                let queue = self.queue();
                let mut queue = self
                    .work
                    .wait_while(queue, |queue| queue.waiting.is_empty())
                    .unwrap_or_else(PoisonError::into_inner);
                let Some(job) = queue.waiting.pop_front() else {
                    continue;
                };
                queue.running.push(job.clone());
                queue.tell_positions(self.limit);
                job
            };
            let begun = Instant::now();
            let (last, mut queue) = loop {
                let last = match self.train(&job) {
                    Ok(ending) => Event::Done(ending),
                    Err(error) => Event::Failed {
                        message: message(&error.to_string()),
                    },
                };
                let queue = self.queue();
                // Somebody has come who wants it, after it was told to stop.
                let is_wanted = job.control.next() != Next::Stop;
                match &last {
                    Event::Done(ending) if ending.status == Status::Stopped && is_wanted => {}
                    _ => break (last, queue),
                }
            };
            queue.running.retain(|other| !Arc::ptr_eq(other, &job));
            queue.ended += 1;
            queue.took.push_back(begun.elapsed());
            if queue.took.len() > REMEMBERED {
                queue.took.pop_front();
            }
            queue.tell_positions(self.limit);
            self.work.notify_all();
            // Said only now, so that whoever hears it and asks again finds the run in the store.
            job.audience().tell(last);
        }
    }

    /// Waits until this process has room for one more run of its own, however many are waited for.
    fn take_place(&self) -> Place<'_> {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let mut own = self
            .room
            .wait_while(own, |own| *own >= RUNS_AT_ONCE.min(self.limit))
            .unwrap_or_else(PoisonError::into_inner);
        *own += 1;
        Place(self)
    }

    fn train_elsewhere(&self, job: &Job) -> Result<Option<Ending>, TrainError> {
        let Some(carrier) = &self.carrier else {
            return Ok(None);
        };
        let task = Task {
            id: &job.id,
            experiment: &job.experiment,
            library: &job.library,
            store: &self.store,
            asker: &job.asker,
            control: &job.control,
        };
        carrier.carry_out(&task, &mut |event| job.audience().tell(event))
    }

    fn train(&self, job: &Job) -> Result<Ending, TrainError> {
        let train = || {
            if let Some(ending) = self.train_elsewhere(job)? {
                return Ok(ending);
            }
            let _place = self.take_place();
            let splits = job.experiment.splits(&job.library)?;
            epoch_loop::run(
                job.id.clone(),
                &job.experiment,
                &splits,
                &self.store,
                (&job.control, &self.turns),
                &mut |event| job.audience().tell(event),
            )
        };
        // The backend panics where it meets a fault of its own. That may end this run, not the
        // program with everything else that goes on in it, nor its worker.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(train)).unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            Err(TrainError::Backend(
                text.unwrap_or("no reason given").to_owned(),
            ))
        })
    }
}

impl Queue {
    /// The run that waits or goes on, if it does.
    fn job(&self, id: &RunId) -> Option<Arc<Job>> {
        let mut known = self.running.iter().chain(&self.waiting);
        known.find(|job| job.id == *id).cloned()
    }

    fn tell_positions(&self, limit: usize) {
        for (place, job) in self.waiting.iter().enumerate() {
            let ahead = (self.running.len() + place + 1).saturating_sub(limit);
            if ahead > 0 {
                let seconds = self.wait(ahead, limit);
                job.audience().tell(Event::Queued { ahead, seconds });
            }
        }
    }

    /// How long it takes until so many runs have ended, of which `limit` go on at once: the mean of the
    /// last runs, in seconds, rounded up.
    fn wait(&self, ahead: usize, limit: usize) -> Option<u64> {
        let count = u32::try_from(self.took.len()).ok().filter(|n| *n > 0)?;
        let mean = self.took.iter().sum::<Duration>() / count;
        let rounds = ahead.div_ceil(limit);
        Some((mean.as_secs_f64() * rounds as f64).ceil() as u64)
    }
}

impl Job {
    fn audience(&self) -> MutexGuard<'_, Audience> {
        self.audience.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Audience {
    fn join(&mut self, sender: Sender<Event>, has_joined: bool) -> u64 {
        if has_joined {
            let _ = sender.send(Event::Joined);
        }
        for event in &self.told {
            let _ = sender.send(event.clone());
        }
        let listener = self.next_listener;
        self.next_listener += 1;
        self.listeners.push((listener, sender));
        listener
    }

    fn tell(&mut self, event: Event) {
        self.remember(&event);
        // A listener that has gone is taken out when its handle is dropped.
        for (_, listener) in &self.listeners {
            let _ = listener.send(event.clone());
        }
    }

    /// Keeps what a newcomer needs: all that is history, of passing states only the newest.
    fn remember(&mut self, event: &Event) {
        match event {
            Event::Queued { .. } | Event::Apart => self.told.retain(|old| !is_waiting(old)),
            Event::Glance(_) => {
                let last = |old: &Event| matches!(old, Event::Glance(_));
                let last = self.told.iter().rposition(last);
                // What is said at the end of an epoch stands right before it, and is history.
                let is_passing = |place: &usize| {
                    let next = self.told.get(place + 1);
                    !matches!(next, Some(Event::Epoch(_)))
                };
                if let Some(place) = last.filter(is_passing) {
                    self.told.remove(place);
                }
            }
            Event::Started(_) => self.told.retain(|old| !is_waiting(old)),
            _ => {}
        }
        self.told.push(event.clone());
    }
}

/// Room for one run that this process carries out.
struct Place<'a>(&'a Shared);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.own.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.room.notify_one();
    }
}

/// Whether it says only that a run waits.
fn is_waiting(event: &Event) -> bool {
    matches!(event, Event::Queued { .. } | Event::Apart)
}

/// All events of a finished run, the last of which is its end.
pub fn replayed(record: &RunRecord, experiment: &Experiment, library: &Library) -> Vec<Event> {
    let splits = experiment.splits(library).ok();
    let train = splits.as_ref().map_or(0, |m| m.train.len());
    let validation = splits.as_ref().map_or(0, |m| m.validation.len());
    let steps = train.div_ceil(experiment.recipe.batch);
    let start = Event::Started(Start {
        run: record.id.clone(),
        parameters: record.parameters,
        train,
        validation,
        epochs: experiment.recipe.epochs,
        steps,
        seed: experiment.recipe.seed,
        resumed_at: 0.0,
        replayed_from: Some(record.changed),
    });
    let curve = Event::Step(StepMetrics {
        epoch: record.position.epochs,
        step: steps,
        images_per_second: record.epochs.last().map_or(0.0, |e| e.images_per_second),
        points: record.curve.clone(),
    });
    let done = Event::Done(Ending {
        run: record.id.clone(),
        status: record.status,
        epochs: record.position.epochs,
        divergence: record.divergence,
        kept_epoch: record.weights.as_ref().map(|weights| weights.epoch),
        seconds: record.seconds,
    });
    let epochs = record.epochs.iter().cloned().map(Event::Epoch);
    [start, curve]
        .into_iter()
        .chain(epochs)
        .chain([done])
        .collect()
}
