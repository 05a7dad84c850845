//! The app with everything around it: it opens lessons, hands orders to the engine, and brings the
//! engine's news back. Where events come from and where frames go is somebody else's business.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use ratatui::layout::Size;

use super::app::{App, AppEvent, Effect};
use super::look::Look;
use super::page::Hit;
use crate::engine::{Engine, Listener};
use crate::lesson::{Order, Saved, Walk};
use crate::pack::Pack;
use crate::progress::{Place, Progress, ProgressError};
use crate::train::Trainer;

/// What a learner's session needs.
pub struct Session {
    /// Who learns.
    pub learner: String,
    /// What is learned.
    pub pack: Pack,
    /// Who trains.
    pub trainer: Trainer,
    /// What is remembered.
    pub progress: Progress,
}

/// A running app.
pub struct Shell {
    app: App,
    session: Session,
    open: Option<Open>,
    sender: Sender<AppEvent>,
    /// Counts opened lessons: late news of an earlier one must not be taken for this one's.
    opened: Arc<AtomicU64>,
}

/// The lesson on screen.
struct Open {
    place: Place,
    engine: Engine,
}

impl Shell {
    /// The app on its first screen: the lesson with this place in the pack, or the list. News will
    /// be sent to `sender` and have to be brought back to [`Shell::handle`].
    ///
    /// # Errors
    /// When what is remembered cannot be read.
    pub fn new(
        session: Session,
        lesson: Option<usize>,
        look: Look,
        size: Size,
        sender: Sender<AppEvent>,
    ) -> Result<Self, ProgressError> {
        let saved = remembered(&session)?;
        let app = App::new(session.pack.clone(), saved, look, size);
        let mut shell = Self {
            app,
            session,
            open: None,
            sender,
            opened: Arc::default(),
        };
        if let Some(lesson) = lesson {
            shell.open(lesson, false)?;
        }
        Ok(shell)
    }

    /// What there is to see.
    pub fn app(&self) -> &App {
        &self.app
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
                Effect::Open { lesson, anew } => self.open(lesson, anew),
                Effect::Close => self.close(),
                Effect::Orders(orders) => self.carry_out(orders),
            };
            if let Err(error) = done {
                self.app.notify(error.to_string());
            }
        }
        ControlFlow::Continue(())
    }

    /// Lets go of everything and waits until running trainings have written their checkpoints.
    pub fn finish(self) {
        drop(self.open);
        self.session.trainer.shut_down();
    }

    fn open(&mut self, index: usize, anew: bool) -> Result<(), ProgressError> {
        let pack = &self.session.pack;
        let (Some(lesson), Some(name)) = (pack.lessons.get(index), pack.file.lessons.get(index))
        else {
            return Ok(());
        };
        let place = place(&self.session, name);
        let saved = match anew {
            true => None,
            false => self.session.progress.walk(&place)?,
        };
        let (walk, orders) = match saved {
            // Whoever finished a lesson and opens it again looks through it from its beginning, with
            // everything as they left it.
            Some(saved) if saved.finished => Walk::resume(lesson.clone(), Saved { at: 0, ..saved }),
            Some(saved) => Walk::resume(lesson.clone(), saved),
            None => (Walk::new(lesson.clone()), vec![Order::Save]),
        };
        self.opened.fetch_add(1, Ordering::Relaxed);
        let engine = Engine::new(self.session.trainer.clone(), self.listener());
        self.open = Some(Open { place, engine });
        self.app.enter(index, walk);
        self.carry_out(orders)
    }

    fn listener(&self) -> Listener {
        let sender = self.sender.clone();
        let opened = self.opened.clone();
        let mine = opened.load(Ordering::Relaxed);
        Arc::new(move |news| {
            opened.load(Ordering::Relaxed) == mine && sender.send(AppEvent::News(news)).is_ok()
        })
    }

    fn close(&mut self) -> Result<(), ProgressError> {
        self.open = None;
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.app.show_home(remembered(&self.session)?);
        Ok(())
    }

    fn carry_out(&mut self, orders: Vec<Order>) -> Result<(), ProgressError> {
        let (Some(open), Some(walk)) = (&mut self.open, self.app.walk()) else {
            return Ok(());
        };
        for order in orders {
            open.engine
                .carry_out(order, walk, &open.place, &self.session.progress)?;
        }
        Ok(())
    }
}

fn place(session: &Session, lesson: &str) -> Place {
    Place {
        learner: session.learner.clone(),
        pack: session.pack.file.name.clone(),
        lesson: lesson.to_owned(),
    }
}

fn remembered(session: &Session) -> Result<Vec<Option<Saved>>, ProgressError> {
    let lessons = session.pack.file.lessons.iter();
    lessons
        .map(|name| session.progress.walk(&place(session, name)))
        .collect()
}
