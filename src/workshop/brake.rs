//! Slows down whoever guesses the code of the class: wrong ones are counted, by address and altogether, and with too many
//! of them the next is not even looked at for a while. Whoever has a known key, or a seat already, notices nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong codes in a row: what a lecture hall behind one address mistypes at its beginning, and a whole class.
const BURST_OF_ADDRESS: f64 = 60.0;
const BURST_OF_ALL: f64 = 240.0;
/// After those, one more for each so much time. In eight hours that is 7,200 and 240 guesses, of more than eight thousand
/// million codes.
const PACE: Duration = Duration::from_secs(4);
/// Addresses that are remembered; the ones that have been quiet for longest are forgotten first.
const ADDRESSES: usize = 4_096;

/// Counts wrong codes.
#[derive(Debug, Default)]
pub(super) struct Brake(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    all: Bucket,
    by_address: HashMap<IpAddr, Bucket>,
    wrong: u64,
    unheard: u64,
}

/// Wrong codes that were not forgiven yet.
#[derive(Debug, Default, Clone, Copy)]
struct Bucket {
    wrong: f64,
    since: Option<Instant>,
}

/// What came of the code of the class at the door.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Guessed {
    /// Wrong codes.
    pub(super) wrong: u64,
    /// Codes that were not looked at, since there were too many wrong ones before.
    pub(super) unheard: u64,
}

impl Bucket {
    /// What is left of it now.
    fn at(self, now: Instant) -> f64 {
        let passed = self
            .since
            .map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        (self.wrong - passed.as_secs_f64() / PACE.as_secs_f64()).max(0.0)
    }

    fn add(&mut self, now: Instant) {
        *self = Self {
            wrong: self.at(now) + 1.0,
            since: Some(now),
        };
    }
}

impl Brake {
    /// How long this address has to wait before a code of its is looked at.
    pub(super) fn wait(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let mut counted = self.counted();
        let own = counted
            .by_address
            .get(&network(address))
            .copied()
            .unwrap_or_default();
        let over = (own.at(now) - (BURST_OF_ADDRESS - 1.0))
            .max(counted.all.at(now) - (BURST_OF_ALL - 1.0));
        if over <= 0.0 {
            return None;
        }
        counted.unheard += 1;
        Some(PACE.mul_f64(over))
    }

    /// Counts a wrong code.
    pub(super) fn was_wrong(&self, address: IpAddr, now: Instant) {
        let mut counted = self.counted();
        counted.wrong += 1;
        counted.all.add(now);
        if counted.by_address.len() >= ADDRESSES {
            let quietest = counted
                .by_address
                .iter()
                .min_by_key(|(_, bucket)| bucket.since);
            if let Some(address) = quietest.map(|(address, _)| *address) {
                counted.by_address.remove(&address);
            }
        }
        counted
            .by_address
            .entry(network(address))
            .or_default()
            .add(now);
    }

    /// What came of all codes so far.
    pub(super) fn guessed(&self) -> Guessed {
        let counted = self.counted();
        Guessed {
            wrong: counted.wrong,
            unheard: counted.unheard,
        }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one subscriber has: an IPv4 address, or a /64 of IPv6 (RFC 6177).
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    fn guess(brake: &Brake, from: &str, now: Instant) -> bool {
        let from: IpAddr = from.parse().unwrap();
        let is_heard = brake.wait(from, now).is_none();
        if is_heard {
            brake.was_wrong(from, now);
        }
        is_heard
    }

    #[test]
    fn an_address_that_guesses_is_slowed_and_the_others_are_not() {
        let (brake, start) = (Brake::default(), Instant::now());
        let heard = (0..1_000)
            .filter(|_| guess(&brake, "192.0.2.1", start))
            .count();
        assert_eq!(heard, 60);
        assert!(guess(&brake, "192.0.2.2", start), "somebody else's slip");
        // In an hour, one every four seconds.
        let later = |seconds: u64| start + Duration::from_secs(seconds);
        let heard = (0..36_000)
            .filter(|at| guess(&brake, "192.0.2.1", later(at / 10)))
            .count();
        assert!((895..=900).contains(&heard), "{heard}");
        assert_eq!(brake.guessed().wrong, 61 + heard as u64);
    }

    #[test]
    fn many_addresses_together_are_slowed_too_and_a_network_is_one_address() {
        let (brake, now) = (Brake::default(), Instant::now());
        let heard = (0..1_000_u32)
            .filter(|at| guess(&brake, &format!("198.51.{}.{}", at / 250, at % 250), now))
            .count();
        assert_eq!(heard, 240);
        let (brake, now) = (Brake::default(), Instant::now());
        let heard = (0..1_000_u32)
            .filter(|at| guess(&brake, &format!("2001:db8:1:2::{at:x}"), now))
            .count();
        assert_eq!(heard, 60);
        assert_eq!(
            network("::ffff:192.0.2.1".parse().unwrap()),
            "192.0.2.1".parse::<IpAddr>().unwrap()
        );
    }
}
