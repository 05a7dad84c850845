//! A front host's way to train: runs go to workers, and what is told of them comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use futures_util::StreamExt;
use tokio::time::{interval, timeout};

use super::engine::Engine;
use super::envelope::{self, EnvelopeError};
use super::hosts::Hosts;
use super::objects::Trouble;
use super::told::{Say, Told};
use super::trainings::{RunState, Stage, Trainings, Want, Wanted};
use crate::base::terminal::message;
use crate::dataset::{Library, Parcel};
use crate::train::{Carrier, Ending, Event, Next, Status, Task, TrainError, replayed};

/// Between two words of what is wanted of a run.
const WANT: Duration = Duration::from_secs(1);
/// Between two tries to reach the engine.
const TRY: Duration = Duration::from_millis(500);
/// How long a worker may take to end a run that nobody wants.
const ENDING: Duration = Duration::from_secs(20);
/// Every so many words of what is wanted, it is seen to that the data of a run is still there for the worker that takes it up next.
const STILL_THERE: usize = 30;
/// How long one answer of the engine may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Has runs trained by the workers of a class.
pub struct Remote {
    engine: Arc<Engine>,
    trainings: Arc<Trainings>,
    workers: Arc<Hosts>,
    /// What this host is called where it says what it wants.
    id: String,
}

/// How a run came out.
enum Outcome {
    /// It is to be asked for again.
    GivenUp,
    Ended(Ending),
    Failed(String),
    /// It has to be trained here, and why.
    Here(String),
}

impl Remote {
    /// Trains by the workers that beat there, for the host of this id.
    pub(super) fn new(trainings: &Arc<Trainings>, workers: &Arc<Hosts>, id: &str) -> Self {
        Self {
            engine: trainings.engine.clone(),
            trainings: trainings.clone(),
            workers: workers.clone(),
            id: id.to_owned(),
        }
    }

    /// Trainings that can go on at once with the workers that are there.
    fn slots(&self) -> usize {
        self.workers.all().iter().map(|beat| beat.slots).sum()
    }

    /// Puts the run into the queue, and follows it to its end.
    async fn follow(
        &self,
        task: &Task<'_>,
        parcels: &[Parcel],
        tell: &mut dyn FnMut(Event),
    ) -> Result<Outcome, Trouble> {
        if let Some(why) = self.trainings.data.send(parcels).await? {
            return Ok(Outcome::Here(why));
        }
        if let Some(parent) = &task.experiment.from
            && self.trainings.result(parent).await?.is_none()
            && let Some(bundle) = task.store.bundle(parent)?
        {
            self.trainings.store_result(parent, &bundle).await?;
        }
        let data = parcels.iter().map(|parcel| parcel.digest().to_owned());
        let data: Vec<String> = data.collect();
        let asked = (task.experiment, &data[..]);
        let asked = self.trainings.ask(task.id, asked, task.asker);
        let state = timeout(PATIENCE, asked).await??;
        if state.stage == Stage::Finished {
            return self.replay(task, tell).await;
        }
        let events = self.engine.names().stream("told");
        let events = self.engine.jetstream().get_stream(events).await?;
        let filter = self.trainings.told(task.id, state.attempt);
        let mut told = events
            .create_consumer(pull::OrderedConfig {
                deliver_policy: DeliverPolicy::All,
                filter_subject: filter,
                ..pull::OrderedConfig::default()
            })
            .await?
            .messages()
            .await?;
        let passing = self.trainings.passing(task.id);
        let mut passing = self.engine.client().subscribe(passing).await?;
        let mut ticks = interval(WANT);
        let mut followed = Followed::default();
        loop {
            tokio::select! {
                message = told.next() => {
                    let message = message.ok_or("what is told of the run has ended")??;
                    let Say { take, told } = envelope::open(&message.payload)?;
                    // A worker that was cut off may tell on beside the one that has the run now.
                    if take < followed.take {
                        continue;
                    }
                    followed.take = take;
                    match told {
                        // Those who had it stopped have left; this host wants it.
                        Told::Done(ending)
                            if ending.status == Status::Stopped && task.wish() != Next::Stop =>
                        {
                            return Ok(Outcome::GivenUp);
                        }
                        Told::Done(ending) => {
                            return self.fetch(task, ending).await;
                        }
                        Told::Failed(why) => return Ok(Outcome::Failed(why)),
                        event => followed.hear(task, event, tell),
                    }
                }
                Some(message) = passing.next() => {
                    if let Ok(Say { take, told: glance @ Told::Glance(_) }) = envelope::open(&message.payload)
                        && followed.has_started
                        && take >= followed.take
                    {
                        followed.hear(task, glance, tell);
                    }
                }
                _ = ticks.tick() => {
                    if self.engine.away().is_some() {
                        return Err(Trouble::from("the engine is away"));
                    }
                    self.want(task).await?;
                    if task.wish() == Next::Stop {
                        let stops = followed.stops.get_or_insert_with(Instant::now);
                        if self.withdraw(task).await? || stops.elapsed() > ENDING {
                            return Ok(Outcome::Ended(stopped(task)));
                        }
                    } else {
                        followed.stops = None;
                    }
                    followed.looks += 1;
                    if followed.looks % STILL_THERE == 0
                        && let Some(why) = self.trainings.data.send(parcels).await?
                        && self.withdraw(task).await?
                    {
                        return Ok(Outcome::Here(why));
                    }
                    if !followed.has_started && self.is_given_up(task, state.attempt) {
                        return Ok(Outcome::GivenUp);
                    }
                    if !followed.has_started {
                        self.tell_place(task, &mut followed, tell);
                    }
                }
            }
        }
    }

    /// Whether somebody else took the run out of the queue, who had asked for it before.
    fn is_given_up(&self, task: &Task<'_>, attempt: u32) -> bool {
        let is_wanted = task.wish() != Next::Stop;
        let state = self.trainings.state(task.id);
        is_wanted
            && state.is_some_and(|state| state.attempt == attempt && state.stage == Stage::Stopped)
    }

    /// What a run came to that is over already.
    async fn replay(
        &self,
        task: &Task<'_>,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Outcome, Trouble> {
        let bundle = self.trainings.result(task.id).await?;
        let bundle = bundle.ok_or("what the run came to is gone")?;
        let record = task.store.unbundle(task.id, &bundle)?;
        let mut events = replayed(&record, task.experiment, task.library);
        let Some(Event::Done(ending)) = events.pop() else {
            return Err("the run is not over".into());
        };
        events.into_iter().for_each(tell);
        Ok(Outcome::Ended(ending))
    }

    /// Brings here what a run came to.
    async fn fetch(&self, task: &Task<'_>, ending: Ending) -> Result<Outcome, Trouble> {
        if let Some(bundle) = self.trainings.result(task.id).await? {
            task.store.unbundle(task.id, &bundle)?;
        } else if ending.kept_epoch.is_some() {
            return Err("what the run came to is not there".into());
        }
        Ok(Outcome::Ended(ending))
    }

    /// Says what this host wants of the run.
    async fn want(&self, task: &Task<'_>) -> Result<(), Trouble> {
        let wanted = Wanted {
            by: self.id.clone(),
            want: match task.wish() {
                Next::Continue => Want::On,
                Next::Pause => Want::Held,
                Next::Stop => Want::Nothing,
            },
        };
        let wanted = envelope::seal(&wanted)?.into();
        let subject = self.trainings.wants(task.id);
        Ok(self.engine.client().publish(subject, wanted).await?)
    }

    /// Takes the run out of the queue, if no worker has it yet.
    async fn withdraw(&self, task: &Task<'_>) -> Result<bool, Trouble> {
        let Some((state, revision)) = self.trainings.read(task.id).await? else {
            return Ok(true);
        };
        if state.stage != Stage::Queued {
            return Ok(false);
        }
        let state = RunState {
            stage: Stage::Stopped,
            ..state
        };
        self.trainings.write(task.id, &state, Some(revision)).await
    }

    /// Tells how many are before the run in the queue, where that has changed.
    fn tell_place(&self, task: &Task<'_>, followed: &mut Followed, tell: &mut dyn FnMut(Event)) {
        let slots = self.slots();
        let before = self.trainings.running() + self.trainings.ahead_of(task.id);
        let place = match slots {
            0 => Event::Apart,
            slots => {
                let ahead = (before + 1).saturating_sub(slots);
                let seconds = self.trainings.usual_seconds().map(|usual| {
                    let rounds = ahead.div_ceil(slots);
                    (usual * rounds as f64).ceil() as u64
                });
                Event::Queued { ahead, seconds }
            }
        };
        // A moment passes before a worker takes what it could begin at once.
        if followed.ticks > 1 && followed.place.as_ref() != Some(&place) {
            followed.place = Some(place.clone());
            tell(place);
        }
        followed.ticks += 1;
    }
}

/// How far a run has been followed.
#[derive(Debug, Default)]
struct Followed {
    has_started: bool,
    /// How often it was looked what is wanted of the run.
    looks: usize,
    ticks: usize,
    place: Option<Event>,
    /// Which time it was that the worker took the run who is believed.
    take: u32,
    stops: Option<Instant>,
}

impl Followed {
    fn hear(&mut self, task: &Task<'_>, told: Told, tell: &mut dyn FnMut(Event)) {
        match told {
            Told::Started(start) => {
                self.has_started = true;
                tell(Event::Started(start));
                // The pictures are here, too.
                if let Ok(splits) = task.experiment.splits(task.library) {
                    tell(Event::Specimens(splits.specimens()));
                }
            }
            Told::Step(step) => tell(Event::Step(step)),
            Told::Glance(glance) => tell(Event::Glance(glance)),
            Told::Validating { epoch } => tell(Event::Validating { epoch }),
            Told::Epoch(epoch) => tell(Event::Epoch(epoch)),
            Told::Paused => tell(Event::Paused),
            Told::Resumed => tell(Event::Resumed),
            Told::Done(_) | Told::Failed(_) => {}
        }
    }
}

/// The end of a run that was stopped before any worker had begun it, or that did not end in time.
fn stopped(task: &Task<'_>) -> Ending {
    Ending {
        run: task.id.clone(),
        status: Status::Stopped,
        divergence: None,
        epochs: 0,
        kept_epoch: None,
        seconds: 0.0,
    }
}

/// What a worker needs for a run, besides what ships.
fn parcels(task: &Task<'_>) -> Result<Vec<Parcel>, TrainError> {
    let ships = task.experiment.run_id(Library::builtin());
    if ships.ok().as_ref() == Some(task.id) {
        return Ok(Vec::new());
    }
    let named = task.experiment.draws_on(task.library)?;
    Ok(task.library.parcels(&named)?)
}

/// Leaves a run to this host.
fn here(task: &Task<'_>, why: &dyn std::fmt::Display) -> Result<Option<Ending>, TrainError> {
    tracing::warn!(run = %task.id, %why, "a training stays on this host");
    Ok(None)
}

impl Carrier for Remote {
    fn carry_out(
        &self,
        task: &Task<'_>,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Option<Ending>, TrainError> {
        let needed = match parcels(task) {
            Ok(parcels) => self.trainings.data.need(parcels),
            Err(error) => return here(task, &error),
        };
        let mut is_apart = false;
        loop {
            let followed = self.engine.wait(self.follow(task, &needed.parcels, tell));
            match followed {
                Ok(Outcome::Ended(ending)) => return Ok(Some(ending)),
                Ok(Outcome::Failed(why)) => return Err(TrainError::Elsewhere(message(&why))),
                Ok(Outcome::Here(why)) => return here(task, &why),
                // It is asked for again.
                Ok(Outcome::GivenUp) => {}
                Err(error) => {
                    tracing::warn!(run = %task.id, %error, "a training is followed anew");
                    // What is wrong at this host does not get better by waiting.
                    let is_here = error.is::<TrainError>() || error.is::<EnvelopeError>();
                    if is_here {
                        return Err(TrainError::Elsewhere(message(&error.to_string())));
                    }
                    let is_away = self.engine.away().is_some();
                    if is_away && !std::mem::replace(&mut is_apart, true) {
                        tell(Event::Apart);
                    }
                }
            }
            if task.wish() == Next::Stop {
                return Ok(Some(stopped(task)));
            }
            std::thread::sleep(TRY);
        }
    }
}
