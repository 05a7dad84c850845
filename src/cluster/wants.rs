//! What front hosts want of a run that a worker has: each says it again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio::task::AbortHandle;

use super::engine::Engine;
use super::envelope;
use super::trainings::{Want, Wanted};

/// A run that no front host has wanted for so long is stopped: a host that died has been replaced by then.
const DESERTED: Duration = Duration::from_secs(30);
/// What a host wants counts for so long.
const WANTED: Duration = Duration::from_secs(5);

/// What is wanted of a run.
pub(super) struct Wants {
    engine: Arc<Engine>,
    heard: Arc<Mutex<Heard>>,
    listens: AbortHandle,
}

#[derive(Debug)]
struct Heard {
    /// By host, and when that was said.
    said: HashMap<String, (Want, Instant)>,
    /// When somebody wanted it last.
    wanted: Instant,
    wish: Want,
}

impl Wants {
    /// Listens to what is said there, until this is dropped.
    pub(super) fn follow(engine: &Arc<Engine>, subject: String) -> Self {
        let heard = Arc::new(Mutex::new(Heard {
            said: HashMap::new(),
            wanted: Instant::now(),
            wish: Want::On,
        }));
        let (hears, client) = (heard.clone(), engine.client().clone());
        let listens = async move {
            let Ok(mut words) = client.subscribe(subject).await else {
                return;
            };
            while let Some(word) = words.next().await {
                if let Ok(Wanted { by, want }) = envelope::open(&word.payload) {
                    let mut heard = hears.lock().unwrap_or_else(PoisonError::into_inner);
                    heard.said.insert(by, (want, Instant::now()));
                }
            }
        };
        Self {
            engine: engine.clone(),
            heard,
            listens: engine.handle().spawn(listens).abort_handle(),
        }
    }

    /// What is wanted of all hosts together. While nobody can be heard, nothing changes.
    pub(super) fn wish(&self) -> Want {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = self.engine.there() {
            heard.look(there, Instant::now());
        }
        heard.wish
    }
}

impl Drop for Wants {
    fn drop(&mut self) {
        self.listens.abort();
    }
}

impl Heard {
    /// It goes on where anybody wants that, is held only by whoever is alone, and is stopped when all have said that they want
    /// nothing, or nobody has said anything for long. Hosts could be heard since `there`.
    fn look(&mut self, there: Instant, now: Instant) {
        let age = |at: Instant| now.saturating_duration_since(at.max(there));
        self.said
            .retain(|_, (want, at)| *want == Want::Nothing || age(*at) < DESERTED);
        let wants: Vec<Want> = self
            .said
            .values()
            .filter(|(want, at)| *want != Want::Nothing && age(*at) < WANTED)
            .map(|(want, _)| *want)
            .collect();
        let is_given_up =
            !self.said.is_empty() && self.said.values().all(|(want, _)| *want == Want::Nothing);
        if !wants.is_empty() {
            self.wanted = now;
        }
        self.wish = match wants[..] {
            [Want::Held] => Want::Held,
            [_, ..] => Want::On,
            [] if is_given_up || age(self.wanted) > DESERTED => Want::Nothing,
            [] => Want::On,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_stopped_when_it_is_deserted_and_not_when_nobody_could_be_heard() {
        let begun = Instant::now();
        let after = |seconds| begun + Duration::from_secs(seconds);
        let mut heard = Heard {
            said: HashMap::new(),
            wanted: begun,
            wish: Want::On,
        };
        let mut look = |said: &[(&str, Want, u64)], there: u64, now: u64| {
            for (by, want, at) in said {
                heard.said.insert((*by).to_owned(), (*want, after(*at)));
            }
            heard.look(after(there), after(now));
            heard.wish
        };
        assert_eq!(look(&[], 0, 29), Want::On, "nobody has said anything yet");
        assert_eq!(look(&[("a", Want::Held, 30)], 0, 31), Want::Held);
        assert_eq!(
            look(&[("b", Want::On, 31)], 0, 32),
            Want::On,
            "it is held for nobody"
        );
        assert_eq!(
            look(&[("b", Want::Nothing, 33), ("a", Want::Held, 33)], 0, 33),
            Want::Held
        );
        // The engine was away for longer than it takes to be deserted; it is held still.
        assert_eq!(look(&[], 90, 91), Want::Held);
        assert_eq!(
            look(&[("a", Want::Nothing, 92)], 90, 92),
            Want::Nothing,
            "all have gone"
        );
        assert_eq!(look(&[("a", Want::On, 93)], 90, 93), Want::On);
        assert_eq!(look(&[], 90, 122), Want::On);
        assert_eq!(
            look(&[], 90, 124),
            Want::Nothing,
            "nobody has wanted it for long"
        );
    }
}
