//! What was measured: whoever asks for the same gets the same, under whatever name, and of several who ask at once one
//! measures and the others wait for it. The newest results stay for a while after nobody looks at them any more:
//! lessons come back to MNIST's test again and again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::eval::{Evaluation, SliceSpec};
use crate::train::{RunId, SeenPictures};

/// Places of results that nobody looks at any more are cleared away when there are this many.
const MANY: usize = 256;
/// So many pictures' results stay when nobody looks at them any more: with some 60 bytes of answers each, and 800 where
/// the pictures themselves are in no set, a few dozen megabytes.
const STAY: usize = 50_000;

/// Results by run and slice, for everybody who measures with the same data.
#[derive(Clone, Default)]
pub struct Results(Arc<All>);

#[derive(Default)]
struct All {
    /// By all that a slice says, its name and note among it.
    named: Kept<Evaluation>,
    /// By what counts for what is measured.
    measured: Kept<Evaluation>,
    /// The newest of those, each once, the newest last.
    newest: Mutex<VecDeque<Arc<Evaluation>>>,
    /// What runs have seen.
    seen: Kept<SeenPictures>,
    /// The one that was asked for last: a step measures one run on several slices.
    seen_last: Mutex<Option<Arc<SeenPictures>>>,
}

impl Results {
    /// What a run makes of a slice: what was found before, or what `measure` finds. Where the slice's pictures may
    /// change, `pictures` identifies those that there are now.
    ///
    /// # Errors
    /// Those of `measure`; then the next who asks measures.
    pub(super) fn get<E>(
        &self,
        run: &RunId,
        slice: &SliceSpec,
        pictures: Option<&str>,
        measure: impl FnOnce() -> Result<Evaluation, E>,
    ) -> Result<Arc<Evaluation>, E> {
        let key = |slice: &SliceSpec| {
            let pictures = pictures.unwrap_or_default();
            format!("{} {slice:?} {pictures}", run.as_str())
        };
        self.0.named.get(key(slice), || {
            let nameless = SliceSpec {
                name: String::new(),
                title: None,
                note: None,
                people: None,
                ..slice.clone()
            };
            let measured = self.0.measured.get(key(&nameless), measure)?;
            self.stays(&measured);
            Ok(Evaluation {
                slice: slice.name.clone(),
                title: slice.title().to_owned(),
                note: slice.note.clone(),
                ..(*measured).clone()
            })
        })
    }

    /// What a run has seen, as `find` says, or as it was found before.
    ///
    /// # Errors
    /// Those of `find`.
    pub(super) fn seen<E>(
        &self,
        run: &RunId,
        find: impl FnOnce() -> Result<SeenPictures, E>,
    ) -> Result<Arc<SeenPictures>, E> {
        let seen = self.0.seen.get(run.as_str().to_owned(), find)?;
        let mut last = self
            .0
            .seen_last
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some(seen.clone());
        Ok(seen)
    }

    /// Holds a result until enough others are newer.
    fn stays(&self, result: &Arc<Evaluation>) {
        let mut newest = self.0.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.retain(|one| !Arc::ptr_eq(one, result));
        newest.push_back(result.clone());
        let pictures =
            |newest: &VecDeque<Arc<Evaluation>>| newest.iter().map(|one| one.n).sum::<usize>();
        while newest.len() > 1 && pictures(&newest) > STAY {
            newest.pop_front();
        }
    }
}

/// Things by name, for as long as somebody holds them.
struct Kept<T> {
    slots: Mutex<HashMap<String, Arc<Slot<T>>>>,
}

/// Held by whoever makes the thing.
type Slot<T> = Mutex<Weak<T>>;

impl<T> Default for Kept<T> {
    fn default() -> Self {
        let slots = Mutex::default();
        Self { slots }
    }
}

impl<T> Kept<T> {
    fn get<E>(&self, name: String, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let slot = self.slot(name);
        let mut known = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thing) = known.upgrade() {
            return Ok(thing);
        }
        let thing = Arc::new(make()?);
        *known = Arc::downgrade(&thing);
        Ok(thing)
    }

    fn slot(&self, name: String) -> Arc<Slot<T>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MANY {
            // Where somebody makes something just now, or is about to, the place stays.
            slots.retain(|_, slot| {
                let is_held = || slot.lock().is_ok_and(|known| known.strong_count() > 0);
                Arc::strong_count(slot) > 1 || is_held()
            });
        }
        let new = || Arc::new(Mutex::new(Weak::new()));
        slots.entry(name).or_insert_with(new).clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn of_several_who_ask_at_once_one_makes_it_and_all_have_the_same() {
        let kept = Kept::default();
        let made = AtomicUsize::new(0);
        let ask = || {
            let make = || {
                thread::sleep(Duration::from_millis(50));
                Ok::<_, Infallible>(made.fetch_add(1, Ordering::Relaxed))
            };
            kept.get("a".to_owned(), make).unwrap()
        };
        let all: Vec<Arc<usize>> = thread::scope(|scope| {
            let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            asking.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(all.iter().all(|one| **one == 0));
        // It is there for as long as somebody holds it.
        assert_eq!(*ask(), 0);
        drop(all);
        assert_eq!(*ask(), 1);
    }

    #[test]
    fn who_fails_leaves_it_to_the_next_and_what_nobody_holds_is_cleared_away() {
        let kept = Kept::default();
        assert_eq!(kept.get("a".to_owned(), || Err("stopped")), Err("stopped"));
        assert_eq!(
            kept.get("a".to_owned(), || Ok::<_, &str>(1)),
            Ok(Arc::new(1))
        );
        let held = kept.get("held".to_owned(), || Ok::<_, &str>(2)).unwrap();
        for number in 0..2 * MANY {
            let _ = kept.get(number.to_string(), || Ok::<_, &str>(3));
        }
        assert!(kept.slots.lock().unwrap().len() <= MANY);
        let again = kept.get("held".to_owned(), || Ok::<_, &str>(4)).unwrap();
        assert!(Arc::ptr_eq(&held, &again));
    }
}
