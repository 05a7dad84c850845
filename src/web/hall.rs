//! The seats that phones may come to, and how much all of them may have.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::seat::Seat;
use super::tries::Tries;
use super::voting::Voting;
use crate::base::token::is_same;
use crate::engine::door::{DoorError, Hears};
use crate::lesson::phone::FromPhone;
use crate::words::Words;

/// How much phones may have: whatever comes from outside is bounded.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address; a class may stand behind one.
    pub per_address: usize,
    /// Seats.
    pub seats: usize,
    /// Bytes of a photo: twice what phones write.
    pub photo: usize,
    /// Photos that come in at the same time; the others wait.
    pub sending: usize,
    /// Photos that are decoded at the same time, with up to 400 MiB each.
    pub decoding: usize,
    /// Until the head of a request has to be there.
    pub head: Duration,
    /// Until its body has to be.
    pub body: Duration,
    /// How long a seat waits for a phone: a link that lies around in a browser's history opens nothing next hour.
    pub link: Duration,
}

impl Limits {
    /// What the phones of so many learners need, and as many of those who only vote, also behind one address.
    pub fn for_learners(learners: usize) -> Self {
        let usual = Self::default();
        let connections = usual.connections.max(3 * learners + 100);
        Self {
            connections,
            per_address: connections,
            seats: usual.seats.max(learners),
            ..usual
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 400,
            per_address: 200,
            seats: 200,
            photo: 25 << 20,
            sending: 8,
            decoding: 2,
            head: Duration::from_secs(10),
            body: Duration::from_secs(120),
            link: Duration::from_secs(15 * 60),
        }
    }
}

/// Where phones come in.
pub struct Hall {
    pub(super) limits: Limits,
    /// What is said to those who have no seat yet.
    pub(super) words: Words,
    /// Where votes are, in a workshop.
    pub(super) voting: Option<Voting>,
    seats: Mutex<Vec<Arc<Seat>>>,
    tries: Mutex<Tries>,
    inside: Mutex<HashMap<IpAddr, usize>>,
    /// Whether learners may sit down in a browser at the same address.
    has_seats: AtomicBool,
    pub(super) sending: Semaphore,
    pub(super) decoding: Semaphore,
}

/// A connection that counts, until dropped.
pub(super) struct Entered {
    hall: Arc<Hall>,
    address: IpAddr,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut inside = self.hall.inside();
        if let Some(count) = inside.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.address);
            }
        }
    }
}

impl Hall {
    /// One without seats, and without votes.
    pub fn new(words: Words, limits: Limits) -> Arc<Self> {
        Self::voting(words, limits, None)
    }

    /// The hall of a workshop, with its votes.
    pub fn voting(words: Words, limits: Limits, voting: Option<Voting>) -> Arc<Self> {
        Arc::new(Self {
            words,
            voting,
            seats: Mutex::default(),
            tries: Mutex::default(),
            inside: Mutex::default(),
            has_seats: AtomicBool::new(false),
            sending: Semaphore::new(limits.sending),
            decoding: Semaphore::new(limits.decoding),
            limits,
        })
    }

    /// From now on the first page leads to seats in a browser, too.
    pub fn leads_to_seats(&self) {
        self.has_seats.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_seats(&self) -> bool {
        self.has_seats.load(Ordering::Relaxed)
    }

    /// Where votes are, if there are any.
    pub fn votes(&self) -> Option<&Voting> {
        self.voting.as_ref()
    }

    /// The learners for whose phone there is a seat, and whether it is there.
    pub fn phones(&self) -> HashMap<String, bool> {
        let seats = self.seats();
        let phones = seats
            .iter()
            .map(|seat| (seat.whose.clone(), seat.has_phone()));
        phones.collect()
    }

    /// Sets a learner's seat up.
    pub(super) fn add(
        &self,
        whose: &str,
        words: Words,
        hears: Hears,
    ) -> Result<Arc<Seat>, DoorError> {
        let mut seats = self.seats();
        if seats.len() >= self.limits.seats {
            return Err(DoorError::Full);
        }
        let seat =
            Seat::new(whose, words, hears).map_err(|error| DoorError::System(error.to_string()))?;
        let seat = Arc::new(seat);
        seats.push(seat.clone());
        Ok(seat)
    }

    /// Takes a seat away; phones at it are told.
    pub(super) fn remove(&self, seat: &Arc<Seat>) {
        self.seats().retain(|other| !Arc::ptr_eq(other, seat));
        seat.end();
    }

    /// The seat that this token opens.
    pub(super) fn seat(&self, token: &str) -> Option<Arc<Seat>> {
        let now = Instant::now();
        let seats = self.seats();
        let found = seats.iter().find(|seat| is_same(token, &seat.token));
        found
            .filter(|seat| !seat.is_forgotten(now, self.limits.link))
            .cloned()
    }

    /// The seat that this code opens, once; or how long whoever types has to wait first.
    pub(super) fn by_code(
        &self,
        typed: &str,
        address: IpAddr,
    ) -> Result<Option<Arc<Seat>>, Duration> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let wait = tries.wait(address, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        let seats = self.seats();
        let found = seats.iter().find(|seat| seat.takes_code(typed)).cloned();
        if found.is_none() {
            tries.is_wrong(address, now);
        }
        Ok(found)
    }

    /// Takes away the seats to which no phone has come for long.
    pub(super) fn sweep(&self) {
        let now = Instant::now();
        let forgotten: Vec<Arc<Seat>> = {
            let seats = self.seats();
            let forgotten = seats
                .iter()
                .filter(|seat| seat.is_forgotten(now, self.limits.link));
            forgotten.cloned().collect()
        };
        for seat in forgotten {
            self.remove(&seat);
            seat.tell(FromPhone::Expired);
        }
    }

    /// Counts a connection, if there is room for one more.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Entered> {
        let mut inside = self.inside();
        let all: usize = inside.values().sum();
        let here = inside.get(&address).copied().unwrap_or(0);
        if all >= self.limits.connections || here >= self.limits.per_address {
            return None;
        }
        *inside.entry(address).or_default() += 1;
        Some(Entered {
            hall: self.clone(),
            address,
        })
    }

    /// Every seat is taken away.
    pub(super) fn end(&self) {
        for seat in self.seats().drain(..) {
            seat.end();
        }
    }

    fn seats(&self) -> MutexGuard<'_, Vec<Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inside(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
