//! Which connections may be there at once. Whoever has said who they are stays; of those who have not, places are never
//! held against somebody new: the one that has been silent for longest makes room, then the oldest of the address that
//! holds most.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use tokio::sync::Notify;

use super::brake::network;
use super::limits::Limits;

/// Bytes of a client's name for itself (RFC 4253, 4.2).
const MAX_CLIENT_BYTES: usize = 255;
/// Connections from this machine itself that come in beyond all limits: the desk's.
const OWN: usize = 16;

/// Who is in, and who is on their way.
#[derive(Debug, Default)]
pub(super) struct Admission {
    inside: Mutex<Inside>,
    refused: AtomicU64,
    made_room: AtomicU64,
}

#[derive(Debug, Default)]
struct Inside {
    by_network: HashMap<IpAddr, usize>,
    all: usize,
    /// Those who have not said who they are, oldest first.
    waiting: Vec<Weak<Entered>>,
}

/// A connection that counts, until dropped.
#[derive(Debug)]
pub(super) struct Entered {
    admission: Arc<Admission>,
    network: IpAddr,
    /// The first thing that came from it: what its client calls itself (RFC 4253, 4.2).
    client: OnceLock<String>,
    is_known: AtomicBool,
    /// Whether its place is free again, though it is not gone yet.
    has_left: AtomicBool,
    /// Whether it has opened a terminal.
    pub(super) has_terminal: AtomicBool,
    became_known: Notify,
    makes_room: Notify,
}

/// Why a connection may not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// The workshop has as many as it may have.
    All,
    /// The address has.
    Address,
}

impl Admission {
    /// Counts a connection.
    ///
    /// # Errors
    /// When there is no room for one more.
    pub(super) fn admit(
        self: &Arc<Self>,
        address: IpAddr,
        limits: &Limits,
    ) -> Result<Arc<Entered>, Full> {
        let network = network(address);
        let mut inside = self.lock();
        let here = inside.by_network.get(&network).copied().unwrap_or(0);
        let own = if address.to_canonical().is_loopback() {
            OWN
        } else {
            0
        };
        let full = if inside.all >= limits.connections + own {
            Some(Full::All)
        } else if here >= limits.per_address + own {
            Some(Full::Address)
        } else {
            None
        };
        if let Some(full) = full {
            // A place that is held by silence is free.
            let Some(silent) = inside.longest_silent() else {
                self.refused.fetch_add(1, Ordering::Relaxed);
                return Err(full);
            };
            self.send_away(&mut inside, &silent);
        }
        while inside.waiting().count() >= limits.unauthenticated.max(1) {
            let Some(other) = inside.longest_silent().or_else(|| inside.oldest_of_most()) else {
                break;
            };
            self.send_away(&mut inside, &other);
        }
        let entered = Arc::new(Entered {
            admission: self.clone(),
            network,
            client: OnceLock::new(),
            is_known: AtomicBool::new(false),
            has_left: AtomicBool::new(false),
            has_terminal: AtomicBool::new(false),
            became_known: Notify::new(),
            makes_room: Notify::new(),
        });
        inside.all += 1;
        *inside.by_network.entry(network).or_default() += 1;
        inside.waiting.push(Arc::downgrade(&entered));
        Ok(entered)
    }

    /// How many connections were refused, and how many made room for others, so far.
    pub(super) fn turned_away(&self) -> (u64, u64) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (count(&self.refused), count(&self.made_room))
    }

    /// Its place is free from now on; the connection ends when it hears of it.
    fn send_away(&self, inside: &mut Inside, entered: &Arc<Entered>) {
        self.made_room.fetch_add(1, Ordering::Relaxed);
        inside
            .waiting
            .retain(|one| !one.ptr_eq(&Arc::downgrade(entered)));
        inside.leave(entered);
        entered.makes_room.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Frees a place, once.
    fn leave(&mut self, entered: &Entered) {
        if entered.has_left.swap(true, Ordering::Relaxed) {
            return;
        }
        self.all = self.all.saturating_sub(1);
        if let Some(count) = self.by_network.get_mut(&entered.network) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_network.remove(&entered.network);
            }
        }
    }

    /// Those who have not said who they are, oldest first.
    fn waiting(&mut self) -> impl Iterator<Item = Arc<Entered>> + '_ {
        self.waiting.retain(|one| one.strong_count() > 0);
        let waiting = self.waiting.iter().filter_map(Weak::upgrade);
        waiting.filter(|entered| !entered.is_known.load(Ordering::Relaxed))
    }

    fn longest_silent(&mut self) -> Option<Arc<Entered>> {
        self.waiting().find(|entered| !entered.has_spoken())
    }

    fn oldest_of_most(&mut self) -> Option<Arc<Entered>> {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        let waiting: Vec<Arc<Entered>> = self.waiting().collect();
        for entered in &waiting {
            *counts.entry(entered.network).or_default() += 1;
        }
        let (most, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        waiting.into_iter().find(|entered| entered.network == most)
    }
}

impl Entered {
    /// Something came from it.
    pub(super) fn has_said(&self, bytes: &[u8]) {
        self.client.get_or_init(|| {
            let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next();
            let line = line.unwrap_or_default().iter().take(MAX_CLIENT_BYTES);
            String::from_utf8_lossy(&line.copied().collect::<Vec<u8>>()).into_owned()
        });
    }

    /// Whether anything came from it.
    pub(super) fn has_spoken(&self) -> bool {
        self.client.get().is_some()
    }

    /// Whether its client is one of PuTTY's.
    pub(super) fn is_putty(&self) -> bool {
        self.client
            .get()
            .is_some_and(|client| client.contains("PuTTY"))
    }

    /// Whether its client asks its user what the server asks (RFC 4256): OpenSSH's and PuTTY's do. Of others nobody knows.
    pub(super) fn has_prompts(&self) -> bool {
        self.is_putty()
            || self
                .client
                .get()
                .is_some_and(|client| client.contains("OpenSSH"))
    }

    /// It has said who it is.
    pub(super) fn is_known_now(&self) {
        self.is_known.store(true, Ordering::Relaxed);
        self.became_known.notify_waiters();
    }

    /// Waits until it has said who it is.
    pub(super) async fn known(&self) {
        // Whoever waits from here on hears of it, also between the question and the wait.
        let heard = self.became_known.notified();
        if !self.is_known.load(Ordering::Relaxed) {
            heard.await;
        }
    }

    /// Waits until somebody else needs its place.
    pub(super) async fn has_to_make_room(&self) {
        self.makes_room.notified().await;
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let admission = self.admission.clone();
        admission.lock().leave(self);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    const LIMITS: fn() -> Limits = || Limits {
        connections: 20,
        per_address: 10,
        unauthenticated: 5,
        ..Limits::default()
    };

    fn admit(admission: &Arc<Admission>, address: &str) -> Result<Arc<Entered>, Full> {
        admission.admit(address.parse().unwrap(), &LIMITS())
    }

    fn speaks(entered: &Arc<Entered>) {
        entered.has_said(b"SSH-2.0-test\r\n");
    }

    #[test]
    fn silence_never_keeps_anybody_out() {
        let admission = Arc::default();
        // More silent ones than there may be, all held open.
        let silent: Vec<_> = (0..100)
            .map(|_| admit(&admission, "192.0.2.1").unwrap())
            .collect();
        for who in 0..5 {
            let learner = admit(&admission, "192.0.2.1").unwrap();
            speaks(&learner);
            learner.is_known_now();
            assert!(admit(&admission, &format!("192.0.2.{}", 10 + who)).is_ok());
        }
        assert!(admission.turned_away().1 >= 95);
        drop(silent);
    }

    #[test]
    fn whoever_has_said_who_they_are_is_never_sent_away_and_the_desk_always_comes_in() {
        let admission = Arc::default();
        let learners: Vec<_> = (0..10)
            .map(|_| {
                let learner = admit(&admission, "192.0.2.1").unwrap();
                speaks(&learner);
                learner.is_known_now();
                learner
            })
            .collect();
        assert_eq!(admit(&admission, "192.0.2.1").unwrap_err(), Full::Address);
        let others: Vec<_> = (0..10)
            .map(|at| {
                let other = admit(&admission, &format!("198.51.100.{at}")).unwrap();
                speaks(&other);
                other.is_known_now();
                other
            })
            .collect();
        assert_eq!(admit(&admission, "203.0.113.1").unwrap_err(), Full::All);
        assert!(admit(&admission, "127.0.0.1").is_ok());
        assert!(admit(&admission, "::1").is_ok());
        assert_eq!(admission.turned_away(), (2, 0));
        drop((learners, others));
        assert!(admit(&admission, "192.0.2.1").is_ok());
    }

    #[test]
    fn of_those_who_dawdle_the_oldest_of_the_fullest_address_makes_room() {
        let admission = Arc::default();
        let one = admit(&admission, "198.51.100.1").unwrap();
        let many: Vec<_> = (0..4)
            .map(|_| admit(&admission, "192.0.2.1").unwrap())
            .collect();
        [&one].into_iter().chain(&many).for_each(speaks);
        let new = admit(&admission, "203.0.113.1").unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let is_sent_away = |entered: &Arc<Entered>| {
            let short = std::time::Duration::from_millis(1);
            runtime.block_on(async {
                tokio::time::timeout(short, entered.has_to_make_room())
                    .await
                    .is_ok()
            })
        };
        assert!(is_sent_away(&many[0]));
        assert!(!is_sent_away(&many[1]) && !is_sent_away(&one) && !is_sent_away(&new));
    }
}
