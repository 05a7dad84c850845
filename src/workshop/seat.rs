//! A learner's seat: the same app as everywhere, on a thread of its own. Connections come and go; what
//! goes on in the seat goes on, until nobody has come back to it for a while.

use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::ballot::Booth;
use super::conversation;
use super::conversation::answered;
use super::echo::Echo;
use super::elsewhere::Concern;
use super::frames::Frames;
use super::help::{HelpRequest, MAX_TEXT};
use super::overlay;
use super::pace::Pace;
use super::place::Presence;
use super::remote_terminal::RemoteTerminal;
use super::roster::Learner;
use super::settling::{Lying, Settling};
use super::signal::{Client, ConnectionEvent, Signal};
use super::state::Workshop;
use super::status::{Status, doing};
use super::watch::Shown;
use crate::base::clock::unix_millis;
use crate::lesson::phone::FromPhone;
use crate::progress::{ProgressError, class_set};
use crate::say;
use crate::tui::AppEvent;
use crate::tui::look::Look;
use crate::tui::shell::Shell;
use crate::tui::widget::field::Field;

/// With control, asks for help, as in other programs for terminals.
const HELP: char = 'g';
/// With control, ends that the instructor looks at the screen.
const NO_MORE: char = 'x';
/// Lets the instructor look: no key that is pressed by the way.
const AGREES: char = 'Y';
/// How long a frame waits for what was done before it to be stored.
const STORING: Duration = Duration::from_secs(2);
/// Between two looks whether it is, while a frame waits for it.
const STORED: Duration = Duration::from_millis(3);
/// The same later.
const STORED_LATE: Duration = Duration::from_millis(200);
/// Between two frames while the time is counted.
const SECOND: Duration = Duration::from_secs(1);

/// Somebody in their seat.
struct Seat<'w> {
    workshop: &'w Workshop,
    learner: &'w Learner,
    shell: Shell,
    line: Option<RemoteTerminal>,
    /// When a key was pressed last, or the connection was lost.
    touched: Instant,
    /// Since when the present connection is there.
    since: Instant,
    place: Presence,
    pace: Pace,
    /// What the instructor said, until a key is pressed.
    message: Option<String>,
    /// Whether the connection before this one ended without a farewell.
    was_lost: bool,
    /// What the learner needs help with, while they type it.
    asks: Option<Field>,
    /// Their screen, which the instructor asks to look at, or looks at.
    shown: Option<Shown>,
    frames: Frames,
    echo: Echo,
    /// Since when something that the learner did is not stored where other hosts have it, too.
    unstored: Option<Instant>,
    /// What the class is asked.
    booth: Booth,
    /// Whether what lies over the page takes keys yet.
    settling: Settling,
}

/// Sits a learner down until they leave, nobody has come back for a while, or somebody comes who cannot
/// sit here: then with them. A panic ends this seat only.
pub(super) fn occupy(
    workshop: &Workshop,
    learner: &Learner,
    status: &Mutex<Status>,
    signals: &Receiver<Signal>,
    own: &Sender<Signal>,
) -> Option<Client> {
    let mut first = match signals.recv() {
        Ok(Signal::Attach(Client::Terminal(line))) => *line,
        Ok(Signal::Attach(Client::Talk(talk))) => {
            return conversation::hold(workshop, learner, status, (signals, own), *talk);
        }
        _ => return None,
    };
    let sits = || -> Result<Option<Client>, ProgressError> {
        let news = own.clone();
        match open(workshop, learner, &first.look, first.size(), news) {
            Err(error) => {
                first.bye(&format!("mindgap: {error}"), 1);
                Err(error)
            }
            Ok(shell) => {
                let _ = first.redraw();
                let now = Instant::now();
                let mut seat = Seat {
                    workshop,
                    learner,
                    shell,
                    line: Some(first),
                    touched: now,
                    since: now,
                    place: Presence::default(),
                    pace: Pace::default(),
                    message: None,
                    was_lost: false,
                    asks: None,
                    shown: None,
                    frames: Frames::default(),
                    echo: Echo::default(),
                    unstored: None,
                    booth: Booth::of(learner, workshop.votes.clone()),
                    settling: Settling::default(),
                };
                seat.follow_pace();
                seat.booth.follow();
                Ok(seat.run(status, signals))
            }
        }
    };
    match catch_unwind(AssertUnwindSafe(sits)) {
        Ok(Ok(next)) => return next,
        Ok(Err(error)) => tracing::error!(learner = learner.id, %error, "no seat"),
        Err(_) => tracing::error!(learner = learner.id, "a seat panicked"),
    }
    None
}

fn open(
    workshop: &Workshop,
    learner: &Learner,
    look: &Look,
    size: Size,
    news: Sender<Signal>,
) -> Result<Shell, ProgressError> {
    let session = workshop.session_with_door(learner)?;
    let phone = news.clone();
    let listener = Arc::new(move |heard| news.send(Signal::News(heard)).is_ok());
    let lesson = None;
    let mut shell = Shell::new(session, lesson, look.clone(), size, listener)?;
    shell.set_phone_listener(Arc::new(move |what| {
        phone.send(Signal::Phone(what)).is_ok()
    }));
    Ok(shell)
}

impl Seat<'_> {
    fn run(&mut self, status: &Mutex<Status>, signals: &Receiver<Signal>) -> Option<Client> {
        loop {
            if self.settling.is_due(Instant::now()) {
                self.frames.are_wanted_now();
            }
            let is_held_back = self.is_being_stored(Instant::now());
            if !is_held_back
                && self.frames.is_due(Instant::now())
                && let Err(error) = self.show()
            {
                self.lost(&error.to_string());
            }
            *status.lock().unwrap_or_else(PoisonError::into_inner) = self.status();
            let now = Instant::now();
            let waits = [self.frames.wait(now), self.settling.wait(now)];
            let waits = waits.into_iter().flatten();
            let patience = waits.fold(self.patience(), Duration::min);
            let patience = match (is_held_back, self.unstored) {
                (true, _) => STORED,
                (false, Some(_)) => patience.min(STORED_LATE),
                (false, None) => patience,
            };
            let first = match signals.recv_timeout(patience) {
                Ok(signal) => signal,
                Err(RecvTimeoutError::Timeout) => match self.waited() {
                    ControlFlow::Continue(()) => continue,
                    ControlFlow::Break(()) => return None,
                },
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            // Everything that has come meanwhile belongs into the same frame.
            for signal in std::iter::once(first).chain(signals.try_iter()) {
                match &signal {
                    // What is on its way has arrived; that changes nothing on the screen.
                    Signal::Of(_, ConnectionEvent::Arrived) => {}
                    Signal::News(_) => self.frames.are_wanted_later(),
                    _ => self.frames.are_wanted_now(),
                }
                if let ControlFlow::Break(next) = self.hear(signal) {
                    return next;
                }
            }
        }
    }

    /// Whether what the learner did last is on its way to the other hosts: it is seen to be taken once it is stored, or has been
    /// waited for long enough.
    fn is_being_stored(&mut self, now: Instant) -> bool {
        let is_stored = self.workshop.concern(&self.learner.id) != Some(Concern::Unstored);
        if is_stored {
            if self.unstored.take().is_some() {
                self.frames.are_wanted_now();
            }
            return false;
        }
        let since = self.unstored.get_or_insert(now);
        now.saturating_duration_since(*since) < STORING
    }

    /// Draws what there is to see, if somebody is there and has seen what was drawn before.
    fn show(&mut self) -> io::Result<()> {
        if self.shown.as_ref().is_some_and(Shown::is_over) {
            self.shown = None;
            let words = self.shell.app().words();
            self.shell.notify(say!(words, "seat-screen-over"));
        }
        let lying = self.lying();
        let votes = matches!(lying, Some(Lying::Vote(..)));
        let Some(line) = self.line.as_mut().filter(|line| line.is_ready()) else {
            return Ok(());
        };
        let (now, seats) = (Instant::now(), self.workshop.seats().len());
        self.frames.is_drawn(now, seats);
        self.echo.is_drawn();
        let has_settled = self.settling.has_settled(lying.as_ref(), now);
        self.settling.is_drawn(lying.as_ref(), now);
        let mut hits = Vec::new();
        let look = line.look.clone();
        let notice = match &self.message {
            _ if self.pace.eyes_on_me && !self.booth.is_shown() => {
                Some((say!(look.words, "seat-eyes"), ""))
            }
            Some(message) => Some((message.clone(), "seat-message-keys")),
            None if lying == Some(Lying::Request) => {
                Some((say!(look.words, "seat-screen-asked"), "seat-screen-keys"))
            }
            None => None,
        };
        let notice = notice.map(|(text, keys)| {
            // The keys that it takes stand there once it takes them.
            let keys = match (keys, has_settled) {
                ("", _) => return text,
                (_, false) => "…".to_owned(),
                (keys, true) => look.words.text(keys),
            };
            format!("{text}\n\n{keys}")
        });
        let left = self.pace.left();
        let waits = self.workshop.ahead_of(&self.learner.id);
        let seen = self.shown.as_ref().filter(|shown| shown.is_seen());
        // Whoever is being helped waits no longer.
        let corner = match seen {
            Some(_) => Some(say!(look.words, "seat-screen-seen")),
            None => waits.map(|ahead| say!(look.words, "help-waits", n = ahead)),
        };
        let concern = self.workshop.concern(&self.learner.id);
        let concern = concern.map(|concern| match concern {
            Concern::Unstored => say!(look.words, "seat-unstored"),
            Concern::Away => say!(look.words, "seat-apart"),
        });
        let vote = self.booth.corner(look.words);
        let corner: Vec<String> = corner.into_iter().chain(vote).chain(concern).collect();
        let corner = (!corner.is_empty()).then(|| corner.join(" · "));
        let (asks, booth) = (&self.asks, &self.booth);
        line.draw(|frame| {
            hits = self.shell.app().draw(frame);
            if let Some(left) = left {
                overlay::clock(frame, left, &look);
            }
            if let Some(text) = &corner {
                overlay::corner(frame, text, look.theme.learner, left.is_some());
            }
            if let (Some(field), None) = (asks, &notice) {
                overlay::question(frame, field, &look);
            }
            if votes {
                booth.draw(frame, has_settled, &look);
            }
            if let Some(notice) = notice {
                overlay::notice(frame, &notice, &look);
            }
            if let Some(seen) = seen {
                seen.show(frame.buffer_mut());
            }
        })?;
        self.shell.drawn(hits);
        Ok(())
    }

    /// Breaks when the seat is left, perhaps for somebody who cannot sit here.
    fn hear(&mut self, signal: Signal) -> ControlFlow<Option<Client>> {
        match signal {
            Signal::News(news) => {
                let heard = self.shell.handle(AppEvent::News(news));
                heard.map_break(|()| None)
            }
            Signal::Phone(what) => {
                // Whoever draws with a finger touches no key, and is there.
                self.touched = Instant::now();
                if self.pace.eyes_on_me && matches!(what, FromPhone::Drawn(_)) {
                    return ControlFlow::Continue(());
                }
                let heard = self.shell.handle(AppEvent::Phone(what));
                heard.map_break(|()| None)
            }
            Signal::Attach(Client::Terminal(line)) => {
                self.sit(*line);
                ControlFlow::Continue(())
            }
            Signal::Attach(talk) => {
                self.farewell("seat-taken-over");
                ControlFlow::Break(Some(talk))
            }
            Signal::Pace => {
                self.follow_pace();
                ControlFlow::Continue(())
            }
            Signal::Message(text) => {
                self.message = Some(text);
                ControlFlow::Continue(())
            }
            Signal::Answer(text) => {
                self.asks = None;
                self.message = Some(answered(&text, self.shell.app().words()));
                ControlFlow::Continue(())
            }
            Signal::Set(class) => {
                let words = self.shell.app().words();
                self.message = class_set::told(&self.workshop.set, &self.learner.id, &class, words);
                ControlFlow::Continue(())
            }
            Signal::Vote => {
                self.booth.follow();
                ControlFlow::Continue(())
            }
            // Whoever has a terminal asks with a key.
            Signal::Call(_) => ControlFlow::Continue(()),
            Signal::Watch(shown) => {
                self.shown = self.line.is_some().then_some(shown);
                ControlFlow::Continue(())
            }
            Signal::End(ending) => {
                if let Some(line) = self.line.take() {
                    let text = ending.text(line.look.words);
                    line.bye(&text, 0);
                }
                ControlFlow::Break(None)
            }
            // What comes from a connection that has been left means nothing any more.
            Signal::Of(id, heard) if self.line.as_ref().is_some_and(|line| line.id == id) => {
                self.hear_of(heard).map_break(|()| None)
            }
            Signal::Of(..) => ControlFlow::Continue(()),
        }
    }

    fn hear_of(&mut self, heard: ConnectionEvent) -> ControlFlow<()> {
        let Some(line) = &mut self.line else {
            return ControlFlow::Continue(());
        };
        match heard {
            ConnectionEvent::Arrived => {
                line.arrived();
                if let Some(after) = self.echo.has_arrived(Instant::now()) {
                    self.workshop.measured.echoed(after);
                }
                self.settling.has_arrived(Instant::now());
            }
            ConnectionEvent::Look(look) => {
                self.shell.set_look((*look).clone());
                if let Err(error) = line.set_look(*look) {
                    self.lost(&error.to_string());
                }
            }
            ConnectionEvent::Repaint => {
                if let Err(error) = line.repaint() {
                    self.lost(&error.to_string());
                }
            }
            ConnectionEvent::Gone | ConnectionEvent::Ended => {
                self.lost("the connection was closed")
            }
            ConnectionEvent::Event(event) => {
                line.took(1);
                self.touched = Instant::now();
                if let AppEvent::Resize(size) = event
                    && line.resize(size).is_err()
                {
                    return ControlFlow::Continue(());
                }
                self.echo.is_pressed(self.touched);
                let is_resize = matches!(event, AppEvent::Resize(_));
                if !is_resize && !event.leaves() && self.takes(&event) {
                    return ControlFlow::Continue(());
                }
                if self.shell.handle(event).is_break() {
                    self.workshop.needs_no_help(&self.learner.id);
                    self.farewell("seat-bye");
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// What of the instructor's lies over the page, and over everything else of theirs.
    fn lying(&self) -> Option<Lying> {
        let is_asked = self.shown.as_ref().is_some_and(Shown::is_asked);
        match &self.message {
            Some(message) => Some(Lying::Message(message.clone())),
            None if is_asked => Some(Lying::Request),
            None => self.booth.shown(),
        }
    }

    /// Whether an event is meant for what lies over the page, or asks for something of the instructor.
    fn takes(&mut self, event: &AppEvent) -> bool {
        if self.booth.switches(event) {
            self.settling.is_called(self.lying(), Instant::now());
            return true;
        }
        let lying = self.lying();
        if self.settling.has_settled(lying.as_ref(), Instant::now()) {
            let words = self.shell.app().words();
            match lying {
                Some(Lying::Vote(..)) => {
                    self.booth.press(event, words);
                    return true;
                }
                // The key that puts a message away does nothing else. A vote waits behind it.
                Some(Lying::Message(_)) if !self.pace.eyes_on_me || self.booth.is_shown() => {
                    if matches!(event, AppEvent::Key(_)) {
                        self.message = None;
                    }
                    return true;
                }
                Some(Lying::Request) if !self.pace.eyes_on_me => {
                    self.answers_request(event);
                    return true;
                }
                _ => {}
            }
        }
        self.pace.eyes_on_me || self.ends_looking(event) || self.asks_for_help(event)
    }

    /// Answers whether the instructor may look at the screen.
    fn answers_request(&mut self, event: &AppEvent) {
        let (Some(shown), AppEvent::Key(key)) = (&self.shown, event) else {
            return;
        };
        match key.code {
            KeyCode::Char(AGREES) => shown.agree(),
            KeyCode::Esc => {
                shown.refuse();
                self.shown = None;
            }
            _ => {}
        }
    }

    /// Whether a key ends that the instructor looks at the screen.
    fn ends_looking(&mut self, event: &AppEvent) -> bool {
        let is_seen = self.shown.as_ref().is_some_and(Shown::is_seen);
        let ends = matches!(event, AppEvent::Key(key)
            if key.code == KeyCode::Char(NO_MORE) && key.modifiers.contains(KeyModifiers::CONTROL));
        if is_seen && ends {
            self.shown = None;
            let words = self.shell.app().words();
            self.shell.notify(say!(words, "seat-screen-over"));
        }
        is_seen && ends
    }

    /// Whether an event is about asking for help, and nothing else.
    fn asks_for_help(&mut self, event: &AppEvent) -> bool {
        let words = self.shell.app().words();
        let is_help = |key: &KeyEvent| {
            key.code == KeyCode::Char(HELP) && key.modifiers.contains(KeyModifiers::CONTROL)
        };
        let Some(field) = &mut self.asks else {
            let AppEvent::Key(key) = event else {
                return false;
            };
            if !is_help(key) {
                return false;
            }
            // Whoever waits asks no longer.
            match self.workshop.needs_no_help(&self.learner.id) {
                true => self.message = Some(say!(words, "help-withdrawn")),
                false => self.asks = Some(Field::new(MAX_TEXT)),
            }
            return true;
        };
        match event {
            AppEvent::Key(key) if key.code == KeyCode::Esc || is_help(key) => self.asks = None,
            AppEvent::Key(key) if key.code == KeyCode::Enter => {
                let text = field.text().trim().to_owned();
                self.asks = None;
                let (place, _) = doing(self.shell.app());
                self.workshop.ask_for_help(HelpRequest {
                    learner: self.learner.id.clone(),
                    name: self.learner.name.clone(),
                    place,
                    text,
                    since: unix_millis(),
                });
            }
            AppEvent::Key(key) => field.press(key),
            AppEvent::Paste(text) => field.paste(text),
            _ => return false,
        }
        true
    }

    /// Somebody comes to the seat, perhaps from elsewhere.
    fn sit(&mut self, mut line: RemoteTerminal) {
        if self.line.is_some() {
            self.farewell("seat-taken-over");
            tracing::info!(learner = self.learner.id, "came in from elsewhere");
        }
        self.shell.set_look(line.look.clone());
        // There is a screen in either case; it is drawn whole on the next frame.
        let _ = self.shell.handle(AppEvent::Resize(line.size()));
        let _ = line.redraw();
        if std::mem::take(&mut self.was_lost) {
            self.shell.notify(say!(line.look.words, "seat-was-lost"));
        }
        self.line = Some(line);
        self.touched = Instant::now();
        self.since = self.touched;
    }

    fn lost(&mut self, why: &str) {
        if let Some(line) = self.line.take() {
            // A client that only says nothing more may still hear it.
            let text = say!(line.look.words, "seat-bye");
            line.bye(&text, 0);
            self.shown = None;
            tracing::info!(learner = self.learner.id, why, "left without a farewell");
            self.was_lost = true;
            self.touched = Instant::now();
        }
    }

    fn farewell(&mut self, id: &str) {
        if let Some(line) = self.line.take() {
            let text = line.look.words.text(id);
            line.bye(&text, 0);
        }
    }

    /// How long to wait for the next signal.
    fn patience(&self) -> Duration {
        let limits = &self.workshop.limits;
        let left = |limit: Duration, since: Instant| limit.saturating_sub(since.elapsed());
        match &self.line {
            None => left(limits.kept, self.touched),
            Some(_) => {
                let ends = left(limits.idle, self.touched).min(left(limits.longest, self.since));
                match self.pace.left() {
                    Some(time) if !time.is_zero() => ends.min(SECOND),
                    _ => ends,
                }
            }
        }
    }

    /// Nothing has come for as long as it may.
    fn waited(&mut self) -> ControlFlow<()> {
        if self.pace.left().is_some() {
            self.frames.are_wanted_now();
        }
        let limits = &self.workshop.limits;
        if self.line.is_none() {
            return match self.touched.elapsed() < limits.kept {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            };
        }
        if self.touched.elapsed() >= limits.idle || self.since.elapsed() >= limits.longest {
            self.farewell("seat-idle");
            self.touched = Instant::now();
            return ControlFlow::Continue(());
        }
        ControlFlow::Continue(())
    }

    fn follow_pace(&mut self) {
        self.pace = self.workshop.pace();
        self.shell.set_open_lessons(self.pace.open);
    }

    fn status(&mut self) -> Status {
        let (at, doing) = doing(self.shell.app());
        Status {
            name: self.learner.name.clone(),
            is_there: self.line.is_some(),
            is_in_browser: self
                .line
                .as_ref()
                .is_some_and(RemoteTerminal::is_in_browser),
            place: at,
            doing,
            since: self.place.is_at(at),
            touched: self.touched,
        }
    }
}
