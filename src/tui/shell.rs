//! The app with everything around it: it opens lessons, hands orders to the engine, and brings the
//! engine's news back. Where events come from and where frames go is somebody else's business.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use ratatui::layout::Size;

use super::app::App;
use super::event::{AppEvent, Effect};
use super::layer::Wish;
use super::look::Look;
use super::page::Hit;
use super::preview::changed;
use crate::engine::door::Hears;
use crate::engine::{Listener, Session};
use crate::lesson::Order;
use crate::pack::Pack;
use crate::progress::ProgressError;
use crate::say;
use crate::train::Runs;

/// A running app.
pub struct Shell {
    app: App,
    session: Session,
    listener: Listener,
    /// Where what the learner's phone does is brought back.
    hears_phone: Hears,
    /// Whether the pack is being written.
    is_preview: bool,
}

impl Shell {
    /// The app on its first screen: the lesson with this place in the pack, or the list. News will
    /// be told to `listener` and have to be brought back to [`Shell::handle`].
    ///
    /// # Errors
    /// When what is remembered cannot be read.
    pub fn new(
        session: Session,
        lesson: Option<usize>,
        look: Look,
        size: Size,
        listener: Listener,
    ) -> Result<Self, ProgressError> {
        let saved = session.remembered()?;
        let mut app = App::new(session.pack().clone(), saved, look, size);
        if session.is_remote() {
            app.hide_runs();
        }
        let mut shell = Self {
            app,
            session,
            listener,
            hears_phone: Arc::new(|_| false),
            is_preview: false,
        };
        if let Some(lesson) = lesson {
            shell.open(lesson, false)?;
        }
        Ok(shell)
    }

    /// From now on, the pack is one that is being written: nothing of it is locked.
    pub fn set_preview(&mut self) {
        self.is_preview = true;
        self.app.unlock();
    }

    /// From now on, what the learner's phone does is told to this, and has to be brought back to [`Shell::handle`].
    pub fn set_phone_listener(&mut self, hears: Hears) {
        self.hears_phone = hears;
    }

    /// What there is to see.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// From now on, things look like this: the learner has come to another terminal.
    pub fn set_look(&mut self, look: Look) {
        self.app.set_look(look);
    }

    /// From now on, only so many lessons can be opened, from the first; all, if none is said.
    pub fn set_open_lessons(&mut self, lessons: Option<usize>) {
        self.app.set_open_lessons(lessons);
    }

    /// Says something in a line, until a key is pressed.
    pub fn notify(&mut self, text: String) {
        self.app.notify(text);
    }

    /// Takes note of what the mouse finds on the frame that was just drawn.
    pub fn drawn(&mut self, hits: Vec<Hit>) {
        self.app.drawn(hits);
    }

    /// Takes an event in and does what follows. Breaks when the program should end.
    pub fn handle(&mut self, event: AppEvent) -> ControlFlow<()> {
        for effect in self.app.update(event) {
            let done = match effect {
                Effect::Quit => return ControlFlow::Break(()),
                Effect::Open { lesson, .. } if !self.app.is_open(lesson) => {
                    let words = self.app.look.words;
                    self.app.notify(say!(words, "lesson-closed"));
                    Ok(())
                }
                Effect::Open { lesson, anew } => self.open(lesson, anew),
                Effect::Close => self.close(),
                Effect::Orders(orders) => self.carry_out(orders),
                Effect::Replay(pack) => self.replay(*pack),
                Effect::TurnKeeping => self.turn_keeping(),
                Effect::RunList(wish) => {
                    self.run_list(wish);
                    Ok(())
                }
                Effect::Invite => {
                    self.invite();
                    Ok(())
                }
                Effect::KeepPhoto(photo) => self.keep_photo(&photo),
            };
            if let Err(error) = done {
                let told = self.session.told_of(&error, self.app.look.words);
                self.app.notify(told);
            }
        }
        self.follow_phone();
        ControlFlow::Continue(())
    }

    /// Lets go of everything and waits until running trainings have written their checkpoints.
    pub fn finish(self) {
        self.session.finish();
    }

    /// Opens the door for the learner's phone.
    fn invite(&mut self) {
        let words = self.app.look.words;
        match self.session.invite(words, self.hears_phone.clone()) {
            Ok(invitation) => self.app.invited(invitation),
            Err(error) => self.app.notify(error.to_string()),
        }
    }

    /// Keeps a photo from the learner's phone, and looks at it.
    fn keep_photo(&mut self, photo: &[u8]) -> Result<(), ProgressError> {
        match self.session.keep_photo(photo) {
            Ok(number) => {
                for effect in self.app.has_kept(number) {
                    if let Effect::Orders(orders) = effect {
                        self.carry_out(orders)?;
                    }
                }
            }
            Err(error) => self.app.notify(error.to_string()),
        }
        Ok(())
    }

    /// The learner's phone shows what there is now; where the step was left, nobody comes in any more.
    fn follow_phone(&mut self) {
        match self.app.phone_view() {
            Some(view) => self.session.show_phone(view),
            None => self.session.shut_door(),
        }
    }

    fn open(&mut self, index: usize, anew: bool) -> Result<(), ProgressError> {
        let listener = self.listener.clone();
        let tell = move |news| listener(news);
        let Some((walk, orders)) = self.session.open(index, anew, tell)? else {
            return Ok(());
        };
        self.app.enter(index, walk);
        if self.is_preview {
            self.app.unlock();
        }
        self.carry_out(orders)
    }

    /// Goes on with the pack as it is now, at the step that has changed.
    fn replay(&mut self, pack: Pack) -> Result<(), ProgressError> {
        let lessons = |one: &Pack, other: &Pack| {
            let pairs = one.lessons.iter().zip(&other.lessons).enumerate();
            let mut changes =
                pairs.filter_map(|(place, (before, after))| Some((place, changed(before, after)?)));
            changes.next()
        };
        let change = lessons(self.app.pack(), &pack);
        let before = self
            .app
            .open_lesson()
            .map(|(lesson, walk)| (lesson, walk.at()));
        let shown = self.app.pack();
        // Pictures may have changed although no text did.
        let is_fresh = shown.lessons != pack.lessons
            || shown.file != pack.file
            || shown.library.catalogue() != pack.library.catalogue();
        if !is_fresh {
            // The text is the same as before; what was wrong is put right.
            self.app.clear_fault();
            return Ok(());
        }
        self.session.play(pack.clone());
        self.app.show_pack(pack, self.session.remembered()?);
        let Some((lesson, step)) = change.or(before) else {
            return Ok(());
        };
        self.open(lesson, false)?;
        for effect in self.app.jump(step) {
            if let Effect::Orders(orders) = effect {
                self.carry_out(orders)?;
            }
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), ProgressError> {
        self.session.close();
        self.app.show_home(self.session.remembered()?);
        Ok(())
    }

    /// Does what is wished with a run, and shows what there is then.
    fn run_list(&mut self, wish: Option<Wish>) {
        // The list has the runs of the whole class: no key of a learner in a workshop asks for it.
        if self.session.is_remote() {
            return;
        }
        let words = self.app.look.words;
        let runs = self.session.runs();
        let done = match wish {
            None => Ok(None),
            Some(Wish::Rename(id, name)) => runs.rename(&id, &name).map(|_| None),
            Some(Wish::Delete(id)) => runs.forget(&id).map(|()| None),
            Some(Wish::Export(id, file)) => {
                let exported = runs.export(&id, &file, self.session.library());
                exported.map(|exported| {
                    let script = exported.script.as_deref().and_then(Path::file_name);
                    let script = script.map(|script| format!(", {}", script.display()));
                    let files = format!("{}{}", file.display(), script.unwrap_or_default());
                    Some(say!(words, "runs-written", file = files))
                })
            }
        };
        let (notice, runs) = match (done, runs.list()) {
            (Ok(notice), Ok(runs)) => (notice, runs),
            (Err(error), runs) => (Some(error.to_string()), runs.unwrap_or_default()),
            (_, Err(error)) => (Some(error.to_string()), Runs::default()),
        };
        let unreadable = runs.unreadable.len();
        let unreadable = (unreadable > 0).then(|| say!(words, "runs-unreadable", n = unreadable));
        let notice = notice.or(unreadable);
        self.app.show_run_list(runs.records);
        if let Some(notice) = notice {
            self.app.notify(notice);
        }
    }

    fn turn_keeping(&mut self) -> Result<(), ProgressError> {
        let told = self.session.turn_keeping(self.app.look.words)?;
        self.app.notify(told);
        Ok(())
    }

    fn carry_out(&mut self, orders: Vec<Order>) -> Result<(), ProgressError> {
        let Some(walk) = self.app.walk() else {
            return Ok(());
        };
        self.session.carry_out(orders, walk)?;
        if let Some(told) = self.session.told_of_keeping(self.app.look.words) {
            self.app.notify(told);
        }
        Ok(())
    }
}
