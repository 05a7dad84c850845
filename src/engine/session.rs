//! A learner's session with a pack: what is remembered of it, and the lesson that is open; the same
//! under every shell.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::door::{Door, DoorError, Hears, Invitation};
use super::sent::{SentError, SentPhotos};
use super::{Engine, Listener, Results};
use crate::dataset::Library;
use crate::lesson::phone::PhoneView;
use crate::lesson::{KeptDigit, News, Order, Saved, StandIn, Walk, trained_elsewhere};
use crate::pack::{Lesson, Pack};
use crate::progress::{ClassSet, Place, Progress, ProgressError};
use crate::say;
use crate::train::{RunId, RunStore, Trainer};
use crate::words::Words;

/// Hears of whoever hosts what could not be kept.
pub type Host = Arc<dyn Fn(&str) + Send + Sync>;

/// What a learner's session needs.
pub struct Session {
    learner: String,
    pack: Pack,
    trainer: Trainer,
    results: Results,
    progress: Progress,
    open: Option<Open>,
    /// Where digits are kept that learners write, if anywhere.
    class: Option<Arc<ClassSet>>,
    /// Whether some were kept, and the learner has not heard of it yet.
    has_kept: bool,
    /// Whether the learner has heard of it, or is about to.
    has_told: bool,
    /// Whether the learner sits at another machine.
    is_remote: bool,
    /// Where the learner's phone comes in, if it can.
    door: Option<Box<dyn Door>>,
    /// What it has sent.
    sent: Option<SentPhotos>,
    /// The model that the learner brought, if any.
    stand_in: Option<StandIn>,
    /// Who hears what could not be kept, instead of the learner.
    host: Option<Host>,
    /// Counts opened lessons: late news of an earlier one must not be taken for this one's.
    opened: Arc<AtomicU64>,
}

/// The lesson that is open.
struct Open {
    place: Place,
    engine: Engine,
    /// What was handed in, step by step: whoever agrees to its being kept may do so afterwards.
    written: BTreeMap<usize, Vec<KeptDigit>>,
}

impl Session {
    /// A session in which this learner plays this pack, trains with `trainer` and is remembered in
    /// `progress`.
    pub fn new(learner: &str, pack: Pack, trainer: Trainer, progress: Progress) -> Self {
        Self {
            learner: learner.to_owned(),
            pack,
            trainer: trainer.asked_by(learner),
            results: Results::default(),
            progress,
            open: None,
            class: None,
            has_kept: false,
            has_told: false,
            is_remote: false,
            door: None,
            sent: None,
            stand_in: None,
            host: None,
            opened: Arc::default(),
        }
    }

    /// The same for a learner at another machine: this one's files, and the runs of others, are none of
    /// their business.
    pub fn remote(mut self) -> Self {
        self.is_remote = true;
        self
    }

    /// The same together with others who play the same pack: what one has measured, all have.
    pub fn sharing(mut self, results: Results) -> Self {
        self.results = results;
        self
    }

    /// The same with what the learner's phone sends kept in this folder.
    pub fn receiving(mut self, photos: PathBuf) -> Self {
        self.sent = Some(SentPhotos::at(photos));
        self
    }

    /// The same with a model that the learner brought in the place of the lessons' networks: what is remembered of such
    /// a walk is kept apart from that of others.
    pub fn bringing(mut self, stand_in: StandIn) -> Self {
        self.stand_in = Some(stand_in);
        self
    }

    /// The same for a learner whose phone can come in here.
    pub fn with_door(mut self, door: Box<dyn Door>) -> Self {
        self.door = Some(door);
        self
    }

    /// Opens the door for the learner's phone, or asks it in once more; what it does is told to `hears`.
    ///
    /// # Errors
    /// When there is no door, or it cannot be opened.
    pub fn invite(&mut self, words: Words, hears: Hears) -> Result<Invitation, DoorError> {
        match &mut self.door {
            Some(door) => door.open(words, hears),
            None => Err(DoorError::None),
        }
    }

    /// Shows the learner's phone this, if the door is open for it.
    pub fn show_phone(&mut self, view: PhoneView) {
        if let Some(door) = &mut self.door {
            door.show(view);
        }
    }

    /// Shuts the door behind the learner's phone.
    pub fn shut_door(&mut self) {
        if let Some(door) = &mut self.door {
            door.shut();
        }
    }

    /// Keeps a photo that the learner's phone has sent, and tells its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_photo(&self, photo: &[u8]) -> Result<usize, SentError> {
        match &self.sent {
            Some(sent) => sent.keep(photo),
            None => Err(SentError::NoPlace),
        }
    }

    /// The same with digits that the learner writes kept in this set, if they agree.
    pub fn keeping(mut self, class: Arc<ClassSet>) -> Self {
        self.class = Some(class);
        self
    }

    /// Whether what the learner writes is kept; none where there is no place for it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn keeps_digits(&self) -> Result<Option<bool>, ProgressError> {
        let class = self.class.as_ref();
        class.map(|class| class.keeps(&self.learner)).transpose()
    }

    /// Lets what the learner writes be kept from now on, or no longer: then what was kept is forgotten. Says what is
    /// so now.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn turn_keeping(&mut self, words: Words) -> Result<String, ProgressError> {
        let Some(class) = &self.class else {
            return Ok(say!(words, "kept-nowhere"));
        };
        let keeps = !class.keeps(&self.learner)?;
        let forgotten = class.set_consent(&self.learner, keeps)?;
        if let Some(open) = &self.open {
            for (step, digits) in &open.written {
                // Nothing is taken of whoever does not agree.
                class.record(&open.place, *step, digits)?;
            }
        }
        self.has_told = true;
        Ok(match (keeps, self.is_remote) {
            (false, _) => say!(words, "kept-no-longer", n = forgotten),
            (true, true) => say!(words, "kept-in-class"),
            (true, false) => say!(words, "kept-here"),
        })
    }

    /// Says that the learner's digits are kept, once, after the first of them were.
    pub fn told_of_keeping(&mut self, words: Words) -> Option<String> {
        let told = match self.is_remote {
            true => "kept-in-class",
            false => "kept-here",
        };
        std::mem::take(&mut self.has_kept).then(|| words.text(told))
    }

    /// Whether the learner sits at another machine.
    pub fn is_remote(&self) -> bool {
        self.is_remote
    }

    /// What is learned.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Plays this pack from now on, with the data that it brings along. No lesson is open then.
    pub fn play(&mut self, pack: Pack) {
        self.close();
        self.trainer = Trainer::new(self.trainer.store().clone(), &pack.library);
        // Of other data, perhaps.
        self.results = Results::default();
        self.pack = pack;
    }

    /// Plays this lesson in the place of the pack's own, from the next time that it is opened.
    pub fn put(&mut self, index: usize, lesson: Arc<Lesson>) {
        if let Some(place) = self.pack.lessons.get_mut(index) {
            *place = lesson;
        }
    }

    /// Where its pictures come from.
    pub fn library(&self) -> &Library {
        self.trainer.library()
    }

    /// The same, whose host hears what could not be kept: whoever learns cannot do anything about it.
    pub fn with_host(mut self, host: Host) -> Self {
        self.host = Some(host);
        self
    }

    /// What the learner is told of something that could not be kept; a host, if there is one, is told what it is.
    pub fn told_of(&self, error: &ProgressError, words: Words) -> String {
        match &self.host {
            Some(host) => {
                host(&error.to_string());
                say!(words, "seat-not-kept")
            }
            None => error.to_string(),
        }
    }

    /// All runs that were trained here, of every lesson.
    pub fn runs(&self) -> &RunStore {
        self.trainer.store()
    }

    /// What is remembered, lesson by lesson.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn remembered(&self) -> Result<Vec<Option<Saved>>, ProgressError> {
        let lessons = self.pack.file.lessons.iter();
        lessons
            .map(|name| self.progress.walk(&self.place(name)))
            .collect()
    }

    /// Opens the lesson with this place in the pack, where the learner left it or anew. News will be
    /// told to `listener`, which says whether anybody still listens. The orders that come with the
    /// walk have to be carried out. None where the pack has no such lesson.
    ///
    /// # Errors
    /// When what is remembered cannot be read.
    pub fn open(
        &mut self,
        index: usize,
        anew: bool,
        listener: impl Fn(News) -> bool + Send + Sync + 'static,
    ) -> Result<Option<(Walk, Vec<Order>)>, ProgressError> {
        let (Some(lesson), Some(name)) = (
            self.pack.lessons.get(index).cloned(),
            self.pack.file.lessons.get(index),
        ) else {
            return Ok(None);
        };
        let place = self.place(name);
        let saved = match anew {
            true => None,
            false => self.progress.walk(&place)?,
        };
        let lang = self.pack.lang;
        let (mut walk, mut orders) = match saved {
            // Whoever finished a lesson and opens it again looks through it from its beginning, with
            // everything as they left it.
            Some(saved) if saved.finished => Walk::resume(lesson, Saved { at: 0, ..saved }, lang),
            Some(saved) => Walk::resume(lesson, saved, lang),
            None => (Walk::new(lesson, lang), vec![Order::Save]),
        };
        let heard = self.only_for_this(listener);
        let engine = Engine::new(self.trainer.clone(), self.results.clone(), heard);
        let engine = match self.is_remote {
            true => engine.without_files(),
            false => engine,
        };
        let engine = engine.with_sent(self.sent.clone());
        if self.door.is_some() {
            walk.open_to_phones();
        }
        if let Some(stand_in) = &self.stand_in {
            orders.extend(walk.bring(stand_in));
        }
        orders.extend(walk.know(&self.known(index)?));
        self.open = Some(Open {
            place,
            engine,
            written: BTreeMap::new(),
        });
        Ok(Some((walk, orders)))
    }

    /// The steps of a lesson, from 0, whose runs the learner has trained in other lessons and that are kept still.
    fn known(&self, index: usize) -> Result<Vec<usize>, ProgressError> {
        let trained = trained_elsewhere(&self.pack, index, &self.remembered()?);
        let is_kept = |run: &RunId| match self.trainer.store().record(run) {
            Ok(Some(record)) => record.status.is_final(),
            // What cannot be read is told by whoever asks it.
            Ok(None) | Err(_) => false,
        };
        let kept = trained.into_iter().filter(|(_, run)| is_kept(run));
        Ok(kept.map(|(place, _)| place).collect())
    }

    /// Lets go of the open lesson's runs.
    pub fn close(&mut self) {
        self.open = None;
        self.shut_door();
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    /// Carries out what the open lesson's walk orders.
    ///
    /// # Errors
    /// When something could not be remembered. The walk itself can go on.
    pub fn carry_out(&mut self, orders: Vec<Order>, walk: &Walk) -> Result<(), ProgressError> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        for order in orders {
            if let (Order::Keep { step, digits }, Some(class)) = (&order, &self.class) {
                open.written.insert(*step, digits.clone());
                let taken = class.record(&open.place, *step, digits)?;
                let is_first = taken > 0 && !std::mem::replace(&mut self.has_told, true);
                self.has_kept |= is_first;
            }
            open.engine
                .carry_out(order, walk, &open.place, &self.progress)?;
        }
        Ok(())
    }

    /// Lets go of everything and waits until running trainings have written their checkpoints.
    pub fn finish(mut self) {
        self.shut_door();
        drop(self.open);
        self.trainer.shut_down();
    }

    fn only_for_this(&self, listener: impl Fn(News) -> bool + Send + Sync + 'static) -> Listener {
        let mine = self.opened.fetch_add(1, Ordering::Relaxed) + 1;
        let opened = self.opened.clone();
        Arc::new(move |news| opened.load(Ordering::Relaxed) == mine && listener(news))
    }

    fn place(&self, lesson: &str) -> Place {
        Place {
            learner: self.learner.clone(),
            pack: match &self.stand_in {
                Some(stand_in) => Place::pack_with(&self.pack.file.name, &stand_in.run),
                None => self.pack.file.name.clone(),
            },
            lesson: lesson.to_owned(),
        }
    }
}
