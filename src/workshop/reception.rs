//! Leads whoever comes to where they belong: the desk, the door, their seat.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::elsewhere::Hold;
use super::roster::Learner;
use super::seat::occupy;
use super::signal::{Client, CloseReason, Signal};
use super::state::{Guest, Seated, Workshop};
use super::status::{Doing, Status};
use super::{desk, door};
use crate::base::thread::{self, ThreadError};
use crate::say;

impl Workshop {
    /// Finds out on a thread of its own who it is, and leads them to their seat.
    pub(super) fn receive(
        self: Arc<Self>,
        guest: Guest,
        client: Client,
        (to, signals): (Sender<Signal>, Receiver<Signal>),
    ) {
        let id = client.id();
        let words = guest.look.words;
        let own = to.clone();
        let lead = move || {
            if guest.is_instructor {
                let line = match client {
                    Client::Terminal(line) => line,
                    Client::Talk(talk) => return talk.bye(&say!(words, "talk-no-desk"), 1),
                };
                self.doors().insert(id, to);
                self.audit("sat down at the desk", &guest, None);
                desk::sit(&self, &guest, *line, &signals);
                self.doors().remove(&id);
                return;
            }
            let known = match guest.key.as_ref().map(|key| self.roster.by_key(key)) {
                Some(Ok(known)) => known,
                Some(Err(error)) => return client.bye(&format!("mindgap: {error}"), 1),
                None => None,
            };
            let found = match known {
                Some((_, true)) => return client.bye(&say!(words, "seat-blocked"), 1),
                Some((learner, false)) => Some((client, learner)),
                None => {
                    self.doors().insert(id, to);
                    let found = match client {
                        Client::Terminal(line) => door::receive(&self, &guest, *line, &signals)
                            .map(|(line, learner)| (Client::Terminal(Box::new(line)), learner)),
                        Client::Talk(talk) => door::converse(&self, &guest, talk)
                            .map(|(talk, learner)| (Client::Talk(talk), learner)),
                    };
                    self.doors().remove(&id);
                    found
                }
            };
            if let Some((client, learner)) = found {
                self.audit("came in", &guest, Some(&learner.name));
                self.doors().insert(id, own);
                let taken = self.wait_for_seat(&learner, client, &signals, words);
                self.doors().remove(&id);
                if let Some(taken) = taken {
                    self.seat(learner, taken, &guest, &signals);
                }
            }
        };
        // Without a thread, whoever comes is dropped; a terminal is told.
        if let Err(error) = thread::start("door", lead) {
            tracing::warn!(%error, "somebody could not come in");
        }
    }

    /// Leads a learner to their seat; the one that they have, if they have one.
    fn seat(
        self: &Arc<Self>,
        learner: Learner,
        (client, hold): (Client, Option<Hold>),
        guest: &Guest,
        waiting: &Receiver<Signal>,
    ) {
        if let Err(error) = self.roster.record_visit(&learner) {
            return client.bye(&format!("mindgap: {error}"), 1);
        }
        let mut seats = self.seats();
        if !seats.contains_key(&learner.id) {
            if seats.len() >= self.limits.seats && !give_away_oldest(&mut seats) {
                return client.bye(&say!(guest.look.words, "seat-none-left"), 1);
            }
            match self.prepare(learner.clone(), hold) {
                Ok(seated) => seats.insert(learner.id.clone(), seated),
                Err(error) => return client.bye(&format!("mindgap: {error}"), 1),
            };
        }
        let Some(seated) = seats.get(&learner.id) else {
            return;
        };
        // A seat is taken out of the list by its own thread, which holds the list meanwhile: whoever is
        // in it hears this.
        let _ = seated.to.send(Signal::Attach(client));
        guest.route.turn(seated.to.clone());
        for signal in waiting.try_iter() {
            let _ = seated.to.send(signal);
        }
    }

    fn prepare(
        self: &Arc<Self>,
        learner: Learner,
        hold: Option<Hold>,
    ) -> Result<Seated, ThreadError> {
        let (to, signals) = mpsc::channel();
        let now = Instant::now();
        let status = Arc::new(Mutex::new(Status {
            name: learner.name.clone(),
            is_there: true,
            is_in_browser: false,
            place: None,
            doing: Doing::Choosing,
            since: now,
            touched: now,
        }));
        let (workshop, own, shown) = (self.clone(), to.clone(), status.clone());
        let sits = move || {
            loop {
                let next = occupy(&workshop, &learner, &shown, &signals, &own);
                let mut seats = workshop.seats();
                let comes_back = signals.try_iter().filter_map(|signal| match signal {
                    Signal::Attach(client) => Some(client),
                    _ => None,
                });
                match comes_back.last().or(next) {
                    Some(client) => drop(own.send(Signal::Attach(client))),
                    None => {
                        // It may have been given away, and another one made since for the same learner.
                        let is_own = |seated: &Seated| Arc::ptr_eq(&seated.status, &shown);
                        if seats.get(&learner.id).is_some_and(is_own) {
                            seats.remove(&learner.id);
                        }
                        drop(seats);
                        // Whoever the end of the server sends away comes back, and waits still.
                        if !workshop.is_closing() {
                            workshop.needs_no_help(&learner.id);
                        }
                        tracing::info!(learner = learner.id, "the seat is free");
                        return;
                    }
                }
            }
        };
        let thread = thread::start("seat", sits)?;
        Ok(Seated {
            to,
            status,
            thread,
            _hold: hold,
        })
    }
}

/// Gives away the seat that has been empty for longest; false where somebody sits in every one. What its learner did is
/// kept.
fn give_away_oldest(seats: &mut HashMap<String, Seated>) -> bool {
    let empty = seats.iter().filter_map(|(id, seated)| {
        let status = seated.status.lock();
        let status = status.unwrap_or_else(PoisonError::into_inner);
        (!status.is_there).then(|| (status.touched, id.clone()))
    });
    let Some((_, oldest)) = empty.min() else {
        return false;
    };
    if let Some(seated) = seats.remove(&oldest) {
        tracing::info!(learner = oldest, "the seat is given away");
        let _ = seated.to.send(Signal::End(CloseReason::Idle));
    }
    true
}
