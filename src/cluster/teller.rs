//! Tells what happens to a run on a worker; what cannot be told now is told when the engine is back, once.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::told::{Say, Told};
use super::trainings::{Job, Trainings};
use crate::train::{Event, Glance, RunStore, StepMetrics};

/// Between two passing glances.
const GLANCE: Duration = Duration::from_millis(500);
/// How long one answer of the engine may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells of one run.
pub(super) struct Teller<'w> {
    trainings: &'w Arc<Trainings>,
    store: &'w RunStore,
    job: &'w Job,
    /// Which time this is that a worker has taken the run: whoever took it later is believed.
    take: u32,
    /// What is to be told, oldest first, each with its number.
    left: VecDeque<(u64, Told)>,
    numbers: u64,
    glance: Option<Glance>,
    glanced: Instant,
}

impl<'w> Teller<'w> {
    /// Tells of a job, taken for the so-manieth time.
    pub(super) fn new(
        trainings: &'w Arc<Trainings>,
        store: &'w RunStore,
        job: &'w Job,
        take: u32,
    ) -> Self {
        Self {
            trainings,
            store,
            job,
            take,
            left: VecDeque::new(),
            numbers: 0,
            glance: None,
            glanced: Instant::now(),
        }
    }

    /// Takes an event in.
    pub(super) fn hear(&mut self, event: Event) {
        match Told::of(event) {
            Some(Told::Glance(glance)) => {
                if self.glanced.elapsed() > GLANCE {
                    self.glanced = Instant::now();
                    self.trainings.passes(&self.job.run, self.say(&glance));
                }
                self.glance = Some(glance);
            }
            Some(Told::Step(step)) => self.step(step),
            Some(Told::Epoch(epoch)) => {
                self.store_checkpoint();
                // Whoever comes later sees what was said at each epoch's end.
                if let Some(glance) = self.glance.clone() {
                    self.push(Told::Glance(glance));
                }
                self.push(Told::Epoch(epoch));
            }
            Some(told) => self.push(told),
            None => {}
        }
    }

    /// Steps are told together: a few messages a second. The first in the queue may have been tried already.
    fn step(&mut self, step: StepMetrics) {
        let is_tried = self.left.len() < 2;
        match self.left.back_mut() {
            Some((_, Told::Step(last))) if !is_tried && last.epoch == step.epoch => {
                join(last, step);
            }
            _ => self.push(Told::Step(step)),
        }
    }

    fn push(&mut self, told: Told) {
        self.numbers += 1;
        self.left.push_back((self.numbers, told));
    }

    fn say(&self, glance: &Glance) -> Say {
        Say {
            take: self.take,
            told: Told::Glance(glance.clone()),
        }
    }

    fn store_checkpoint(&self) {
        let Ok(Some(bundle)) = self.store.bundle(&self.job.run) else {
            return;
        };
        let stores = self.trainings.store_checkpoint(&self.job.run, &bundle);
        // Without this one, another worker goes on from the one before.
        if let Some(Err(error)) = self.trainings.engine.within(PATIENCE, stores) {
            tracing::warn!(run = %self.job.run, %error, "a checkpoint could not be stored");
        }
    }

    /// Tells what is left, as far as the engine takes it; whether it took all.
    pub(super) fn tell(&mut self) -> bool {
        while let Some((number, told)) = self.left.front() {
            let say = Say {
                take: self.take,
                told: told.clone(),
            };
            let tells = self
                .trainings
                .tell(&self.job.run, self.job.attempt, (&say, *number));
            match self.trainings.engine.within(PATIENCE, tells) {
                Some(Ok(())) => drop(self.left.pop_front()),
                Some(Err(_)) | None => return false,
            }
        }
        true
    }

    /// The last word of a run, and its number.
    pub(super) fn last(&mut self, told: Told) -> (Say, u64) {
        self.numbers += 1;
        let take = self.take;
        (Say { take, told }, self.numbers)
    }
}

/// Puts later steps to earlier ones of the same epoch.
fn join(earlier: &mut StepMetrics, later: StepMetrics) {
    earlier.step = later.step;
    earlier.images_per_second = later.images_per_second;
    earlier.points.extend(later.points);
}
