//! A learner's seat without a terminal: lessons line by line, over a [`Talk`].

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::ballot;
use super::command_line::behind;
use super::help::{HelpRequest, MAX_TEXT};
use super::place::Presence;
use super::roster::Learner;
use super::signal::{self, Client, ConnectionEvent, Signal};
use super::state::Workshop;
use super::status::{At, Doing, Status, in_lesson};
use super::talk::Talk;
use crate::base::clock::unix_millis;
use crate::base::terminal::printable_line;
use crate::engine::Exit;
use crate::lesson::Walk;
use crate::plain::{self, Host};
use crate::progress::class_set;
use crate::progress::votes::Standing;
use crate::say;
use crate::words::Words;

/// Talks a learner through lessons until they leave, or come in from elsewhere: then with that.
pub(super) fn hold(
    workshop: &Workshop,
    learner: &Learner,
    status: &Mutex<Status>,
    (signals, own): (&Receiver<Signal>, &Sender<Signal>),
    talk: Talk,
) -> Option<Client> {
    let Talk {
        id,
        words,
        mut input,
        stdout,
    } = talk;
    let session = match workshop.session(learner) {
        Ok(session) => session,
        Err(error) => {
            stdout.bye(&format!("mindgap: {error}"), 1);
            return None;
        }
    };
    let (votes, voter, mut reply) = (workshop.votes.clone(), learner.clone(), stdout.clone());
    let calls = own.clone();
    input.overheard_by(move |line| {
        if let Some(text) = behind(line, &say!(words, "talk-call")) {
            let _ = calls.send(Signal::Call(text.to_owned()));
            return true;
        }
        let told = ballot::by_line(&votes, &voter, line, words);
        if let Some(text) = &told {
            reply.say(text);
        }
        told.is_some()
    });
    // What was closed before they came is not told.
    let mut asked = None;
    let open = AtomicUsize::new(usize::MAX);
    let interrupt = input.interrupter();
    let mut aside = stdout.clone();
    aside.say(&say!(words, "talk-call-help"));
    let mut guide = Guide {
        learner,
        status,
        open: &open,
        place: Presence::default(),
    };
    let mut farewell = None;
    let mut next = None;
    let ended = thread::scope(|scope| {
        let conversation = scope.spawn(|| {
            let mut output = stdout.clone();
            let talks = || plain::run(session, None, input, &mut output, words, &mut guide);
            let ended = catch_unwind(AssertUnwindSafe(talks));
            // The seat waits for it.
            let _ = own.send(Signal::Of(id, ConnectionEvent::Ended));
            ended
        });
        let mut tell = |signal: Signal| {
            match signal {
                Signal::Of(from, ConnectionEvent::Ended) if from == id => {
                    return ControlFlow::Break(());
                }
                Signal::Of(from, ConnectionEvent::Gone) if from == id => interrupt(),
                Signal::Attach(client) => {
                    farewell = Some(say!(words, "seat-taken-over"));
                    next = Some(client);
                    interrupt();
                }
                Signal::End(ending) => {
                    farewell = Some(ending.text(words));
                    interrupt();
                }
                Signal::Message(text) => aside.say(&format!("\n{text}")),
                Signal::Answer(text) => aside.say(&format!("\n{}", answered(&text, words))),
                Signal::Set(class) => {
                    let told = class_set::told(&workshop.set, &learner.id, &class, words);
                    if let Some(text) = told {
                        aside.say(&format!("\n{text}"));
                    }
                }
                Signal::Pace => {
                    let pace = workshop.pace();
                    open.store(pace.open.unwrap_or(usize::MAX), Ordering::Relaxed);
                    if pace.eyes_on_me {
                        aside.say(&format!("\n{}", say!(words, "talk-eyes")));
                    }
                }
                Signal::Vote => {
                    let standing = workshop.votes.standing(&learner.id);
                    let known =
                        std::mem::replace(&mut asked, standing.as_ref().map(|one| one.number));
                    let is_told = |one: &Standing| one.is_open || known == Some(one.number);
                    if let Some(standing) = standing.filter(is_told) {
                        aside.say(&format!("\n{}", ballot::told(&standing, words)));
                    }
                }
                Signal::Call(text) => aside.say(&called(workshop, learner, status, &text, words)),
                // No phone comes to a conversation, and there is no screen to look at.
                Signal::Of(..) | Signal::News(_) | Signal::Phone(_) | Signal::Watch(_) => {}
            }
            ControlFlow::Continue(())
        };
        let _ = tell(Signal::Pace);
        let _ = tell(Signal::Vote);
        loop {
            match signals.recv_timeout(workshop.limits.idle) {
                Ok(signal) => {
                    if tell(signal).is_break() {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let touched = status
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .touched;
                    if touched.elapsed() >= workshop.limits.idle {
                        let _ = tell(Signal::End(signal::CloseReason::Idle));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        conversation.join()
    });
    let (text, code) = match (farewell, ended) {
        (Some(text), _) => (text, 0),
        (None, Ok(Ok(Ok(Exit::Left | Exit::Interrupted)))) => (say!(words, "seat-bye"), 0),
        (None, Ok(Ok(Err(error)))) => {
            tracing::info!(learner = learner.id, %error, "a conversation ended");
            (say!(words, "seat-bye"), 0)
        }
        (None, Ok(Err(_)) | Err(_)) => {
            tracing::error!(learner = learner.id, "a conversation panicked");
            (say!(words, "talk-broken"), 1)
        }
    };
    stdout.bye(&text, code);
    next
}

/// What the workshop adds to a conversation, and sees of it.
struct Guide<'w> {
    learner: &'w Learner,
    status: &'w Mutex<Status>,
    /// How many lessons are open, from the first.
    open: &'w AtomicUsize,
    place: Presence,
}

impl Host for Guide<'_> {
    fn can_open(&self, lesson: usize) -> bool {
        lesson < self.open.load(Ordering::Relaxed)
    }

    fn moved_to(&mut self, at: Option<(usize, &Walk)>) {
        let here = at.map(|(lesson, walk)| At {
            lesson,
            step: walk.at(),
        });
        let since = self.place.is_at(here);
        let status = Status {
            name: self.learner.name.clone(),
            is_in_browser: false,
            is_there: true,
            place: here,
            doing: at.map_or(Doing::Choosing, |(_, walk)| in_lesson(walk)),
            since,
            touched: Instant::now(),
        };
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }
}

/// Puts whoever calls into the queue for help, or takes them out who call once more without a word; what they are told.
fn called(
    workshop: &Workshop,
    learner: &Learner,
    status: &Mutex<Status>,
    text: &str,
    words: Words,
) -> String {
    if text.is_empty() && workshop.needs_no_help(&learner.id) {
        return say!(words, "help-withdrawn");
    }
    let place = status.lock().unwrap_or_else(PoisonError::into_inner).place;
    workshop.ask_for_help(HelpRequest {
        learner: learner.id.clone(),
        name: learner.name.clone(),
        place,
        text: printable_line(text).chars().take(MAX_TEXT).collect(),
        since: unix_millis(),
    });
    let ahead = workshop.ahead_of(&learner.id).unwrap_or(0);
    say!(words, "help-waits", n = ahead)
}

/// What whoever asked for help is told.
pub(super) fn answered(text: &str, words: Words) -> String {
    match text {
        "" => say!(words, "help-coming"),
        text => say!(words, "help-answer", text = text),
    }
}
