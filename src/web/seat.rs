//! A learner's seat as phones see it: who is there, what was taken in, and what is to be shown.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rand::TryRng;
use rand::rngs::{SysError, SysRng};
use tokio::sync::watch;

use super::rate::Rate;
use crate::base::token::{is_same, new_token};
use crate::engine::door::Hears;
use crate::lesson::phone::{Does, FromPhone, Part};
use crate::words::Words;

/// Digits of a code, without those that are taken for letters when they are read from a projector.
const ALPHABET: &[u8; 8] = b"23456789";
const CODE: usize = 8;
/// How long a code can be typed: longer than it takes to pick up a phone, and too short for being guessed.
const CODE_LIVES: Duration = Duration::from_secs(10 * 60);
/// Photos of one seat in a minute: more than anybody takes with care.
const PHOTOS: usize = 12;
const MINUTE: Duration = Duration::from_secs(60);
/// Parts of a drawing in a second: a page sends one after the other was answered, each tenth of a second.
const PARTS: usize = 40;
const SECOND: Duration = Duration::from_secs(1);

/// What phones at a seat are told, as it is now.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// What the phone shows, as JSON.
    pub(super) view: Arc<str>,
    /// The phone that came last: only this one draws and takes pictures.
    pub(super) phone: u64,
    /// The line over which it follows.
    pub(super) line: u64,
    /// Whether the seat is gone.
    pub(super) is_over: bool,
}

/// A learner's seat.
pub(super) struct Seat {
    pub(super) token: String,
    /// The learner whose seat it is.
    pub(super) whose: String,
    pub(super) words: Words,
    hears: Hears,
    pub(super) shown: watch::Sender<Shown>,
    inside: Mutex<Inside>,
}

/// What changes while phones come and go.
struct Inside {
    /// What can be typed instead of the token, and until when; none once somebody did.
    code: Option<(String, Instant)>,
    /// Pages that were given out: each is a phone of its own.
    pages: u64,
    /// Connections that followed.
    connections: u64,
    /// The one that follows now.
    follows: Option<u64>,
    /// The part of a drawing that comes next.
    next: u64,
    photos: Rate,
    parts: Rate,
    touched: Instant,
}

/// What becomes of a part of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is taken in, now or already before.
    Yes,
    /// Parts before it are missing.
    TooEarly,
    /// Another phone has come in.
    Other,
    /// More than a hand can do.
    TooMany,
}

impl Seat {
    /// A seat at which no phone is yet.
    pub(super) fn new(whose: &str, words: Words, hears: Hears) -> Result<Self, SysError> {
        let now = Instant::now();
        let (shown, _) = watch::channel(Shown {
            view: Arc::from(""),
            phone: 0,
            line: 0,
            is_over: false,
        });
        Ok(Self {
            token: new_token()?,
            whose: whose.to_owned(),
            words,
            hears,
            shown,
            inside: Mutex::new(Inside {
                code: None,
                pages: 0,
                connections: 0,
                follows: None,
                next: 1,
                photos: Rate::new(PHOTOS, MINUTE),
                parts: Rate::new(PARTS, SECOND),
                touched: now,
            }),
        })
    }

    /// What can be typed instead of the token, made anew where it no longer can.
    pub(super) fn code(&self) -> Result<String, SysError> {
        let mut inside = self.inside();
        let now = Instant::now();
        inside.touched = now;
        match &inside.code {
            Some((code, until)) if now + CODE_LIVES / 2 < *until => Ok(code.clone()),
            _ => {
                let code = code()?;
                inside.code = Some((code.clone(), now + CODE_LIVES));
                Ok(code)
            }
        }
    }

    /// Whether that is the code; it is used up then.
    pub(super) fn takes_code(&self, typed: &str) -> bool {
        let mut inside = self.inside();
        let now = Instant::now();
        let is_it = (inside.code.as_ref())
            .is_some_and(|(code, until)| is_same(typed, code) & (now < *until));
        if is_it {
            inside.code = None;
            inside.touched = now;
        }
        is_it
    }

    /// Gives a page out, and counts it.
    pub(super) fn page(&self) -> u64 {
        let mut inside = self.inside();
        inside.pages += 1;
        inside.touched = Instant::now();
        inside.pages
    }

    /// A phone follows: the number of its connection, and of the part that comes next.
    pub(super) fn arrives(&self, phone: u64) -> (u64, u64) {
        let mut inside = self.inside();
        inside.touched = Instant::now();
        inside.connections += 1;
        let connection = inside.connections;
        // An older page does not take the seat back, nor does one that was never given out.
        if phone <= inside.pages && phone >= self.shown.borrow().phone {
            inside.follows = Some(connection);
            self.shown.send_modify(|shown| {
                shown.phone = phone;
                shown.line = connection;
            });
            self.tell(FromPhone::Arrived);
        }
        (connection, inside.next)
    }

    /// A connection that followed is gone.
    pub(super) fn leaves(&self, connection: u64) {
        let mut inside = self.inside();
        if inside.follows == Some(connection) {
            inside.follows = None;
            inside.touched = Instant::now();
            self.tell(FromPhone::Left);
        }
    }

    /// Whether a phone is there.
    pub(super) fn has_phone(&self) -> bool {
        self.inside().follows.is_some()
    }

    /// Whether this is the phone that came last.
    pub(super) fn is_here(&self, phone: u64) -> bool {
        self.shown.borrow().phone == phone
    }

    /// Takes a part of a drawing in, once.
    pub(super) fn draws(&self, phone: u64, number: u64, does: Vec<Does>) -> Taken {
        let mut inside = self.inside();
        if !self.is_here(phone) {
            return Taken::Other;
        }
        let now = Instant::now();
        if !inside.parts.allows(now) {
            return Taken::TooMany;
        }
        inside.touched = now;
        if number > inside.next {
            return Taken::TooEarly;
        }
        if number == inside.next {
            inside.next += 1;
            // While nobody else can: parts stay in their order.
            self.tell(FromPhone::Drawn(Part { number, does }));
        }
        Taken::Yes
    }

    /// Whether one more photo may come now.
    pub(super) fn may_send(&self) -> bool {
        let mut inside = self.inside();
        let now = Instant::now();
        inside.touched = now;
        inside.photos.allows(now)
    }

    /// Whether no phone has been there for so long.
    pub(super) fn is_forgotten(&self, now: Instant, long: Duration) -> bool {
        let inside = self.inside();
        inside.follows.is_none() && now.saturating_duration_since(inside.touched) >= long
    }

    /// Phones show this from now on.
    pub(super) fn show(&self, view: &str) {
        self.shown.send_if_modified(|shown| {
            let is_new = *shown.view != *view;
            if is_new {
                shown.view = Arc::from(view);
            }
            is_new
        });
    }

    /// The seat is gone; phones that are there are told.
    pub(super) fn end(&self) {
        self.shown.send_modify(|shown| shown.is_over = true);
    }

    /// Tells the learner's side. Nobody listens any more only when the seat is about to go.
    pub(super) fn tell(&self, what: FromPhone) {
        (self.hears)(what);
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A code of the system's random numbers: 8^8, about 17 million of them.
fn code() -> Result<String, SysError> {
    let mut bytes = [0; CODE];
    SysRng.try_fill_bytes(&mut bytes)?;
    // Eight signs: each is as likely as the others.
    let signs = bytes.iter().map(|byte| ALPHABET[usize::from(byte % 8)]);
    Ok(signs.map(char::from).collect())
}
