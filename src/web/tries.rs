//! Wrong codes: whoever types some has to wait, longer each time, and all together can try so few that guessing
//! leads nowhere.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::rate::Rate;

/// Wrong codes that nobody has to wait for: people mistype.
const FREE: u32 = 3;
/// The longest that one has to wait.
const LONGEST: Duration = Duration::from_secs(60);
/// How long wrong codes of an address are remembered.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);
/// Wrong codes of everybody in ten minutes. With 8^8 codes and a hundred seats, guessing at this pace for a whole day
/// finds a seat with a chance of about 1 in 11 (one more a minute is looked at); a code lives for ten minutes.
const ALL: usize = 100;
/// Addresses that are remembered at most; the rest count together.
const ADDRESSES: usize = 1_000;

/// Who has typed how many wrong codes.
#[derive(Debug)]
pub(super) struct Tries {
    wrong: HashMap<IpAddr, (u32, Instant)>,
    all: Rate,
    is_closed: Option<Instant>,
}

impl Default for Tries {
    fn default() -> Self {
        Self {
            wrong: HashMap::new(),
            all: Rate::new(ALL, REMEMBERED),
            is_closed: None,
        }
    }
}

impl Tries {
    /// How long an address still has to wait before it may try again.
    pub(super) fn wait(&mut self, address: IpAddr, now: Instant) -> Duration {
        let since = |then: Instant| now.saturating_duration_since(then);
        self.wrong.retain(|_, (_, last)| since(*last) < REMEMBERED);
        let closed = self.is_closed.map_or(Duration::ZERO, |closed| {
            LONGEST.saturating_sub(since(closed))
        });
        let own = self.wrong.get(&address).map(|(count, last)| {
            let doubled = count.checked_sub(FREE).map(|more| 1 << more.min(6));
            let pause = Duration::from_secs(doubled.unwrap_or(0)).min(LONGEST);
            pause.saturating_sub(since(*last))
        });
        own.unwrap_or_default().max(closed)
    }

    /// An address has typed a wrong one.
    pub(super) fn is_wrong(&mut self, address: IpAddr, now: Instant) {
        if !self.all.allows(now) {
            self.is_closed = Some(now);
        }
        if self.wrong.len() < ADDRESSES || self.wrong.contains_key(&address) {
            let (count, last) = self.wrong.entry(address).or_insert((0, now));
            (*count, *last) = (count.saturating_add(1), now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_codes_have_to_wait_longer_each_time_and_only_where_they_come_from() {
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let now = Instant::now();
        let mut tries = Tries::default();
        let seconds = |tries: &mut Tries, address, now| tries.wait(address, now).as_secs();
        let waits: Vec<u64> = (0..10)
            .map(|_| {
                tries.is_wrong(one, now);
                seconds(&mut tries, one, now)
            })
            .collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(seconds(&mut tries, other, now), 0);
        assert_eq!(seconds(&mut tries, one, now + LONGEST), 0);
    }

    #[test]
    fn all_together_cannot_try_many() {
        let now = Instant::now();
        let mut tries = Tries::default();
        for last in 0..=ALL {
            let address = IpAddr::from([192, 0, 2, last as u8]);
            assert_eq!(tries.wait(address, now), Duration::ZERO);
            tries.is_wrong(address, now);
        }
        assert_eq!(tries.wait(IpAddr::from([198, 51, 100, 1]), now), LONGEST);
    }
}
