//! Runs that go on at once take turns on the processor, in the order in which they ask.
//!
//! A step of one run keeps most cores busy, so more steps at once would only push each other out of
//! the caches. A few at once fill the gaps in which a step waits for itself.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Turns at once. Measured with four runs on two cores: see `benches/README.md`.
const AT_ONCE: usize = 2;
/// A turn ends after this, if others wait: too short to be seen, long enough for several steps.
const LENGTH: Duration = Duration::from_millis(20);

/// Hands out turns.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    queue: Mutex<TurnQueue>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct TurnQueue {
    taken: usize,
    waiting: VecDeque<u64>,
    next: u64,
}

/// The right to use the processor, until dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    turns: &'a Turns,
    since: Instant,
}

impl Turns {
    /// Waits for a turn.
    pub(crate) fn take(&self) -> Turn<'_> {
        let mut queue = self.queue();
        let mine = queue.next;
        queue.next += 1;
        queue.waiting.push_back(mine);
        let mut queue = self
            .moved
            .wait_while(queue, |queue| {
                queue.taken >= AT_ONCE || queue.waiting.front() != Some(&mine)
            })
            .unwrap_or_else(PoisonError::into_inner);
        queue.waiting.pop_front();
        queue.taken += 1;
        drop(queue);
        // The next in line may have a turn as well.
        self.moved.notify_all();
        Turn {
            turns: self,
            since: Instant::now(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, TurnQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Turn<'a> {
    /// The same turn, or the next one if this has lasted long enough and others wait.
    pub(crate) fn or_next(self) -> Self {
        if self.since.elapsed() < LENGTH || self.turns.queue().waiting.is_empty() {
            return self;
        }
        let turns = self.turns;
        drop(self);
        turns.take()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.queue().taken -= 1;
        self.turns.moved.notify_all();
    }
}
