//! Whoever has to wait until their seat can be taken: another host has it and does not answer, or the hosts cannot reach each
//! other. They are told so, and come in by themselves when it is over.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::elsewhere::{Hold, NotNow};
use super::overlay;
use super::roster::Learner;
use super::signal::{Client, ConnectionEvent, Signal};
use super::state::Workshop;
use crate::say;
use crate::tui::AppEvent;
use crate::words::Words;

/// Between two tries.
const TRY: Duration = Duration::from_millis(500);

/// A seat that was taken for a client, or nothing where they have gone.
pub(super) type Taken = Option<(Client, Option<Hold>)>;

impl Workshop {
    /// Takes a learner's seat for this host, however long that lasts.
    pub(super) fn wait_for_seat(
        &self,
        learner: &Learner,
        client: Client,
        signals: &Receiver<Signal>,
        words: Words,
    ) -> Taken {
        let mut client = client;
        let mut told = None;
        loop {
            let not_now = match self.take_seat(&learner.id) {
                Ok(hold) => return Some((client, hold)),
                Err(not_now) => not_now,
            };
            if told.replace(not_now) != Some(not_now) {
                tracing::info!(learner = learner.id, ?not_now, "waits for their seat");
                if let Client::Talk(talk) = &mut client {
                    talk.say(&why(not_now, words));
                }
            }
            client = waits(client, signals, &why(not_now, words))?;
        }
    }
}

fn why(not_now: NotNow, words: Words) -> String {
    match not_now {
        NotNow::Away => say!(words, "seat-hosts-apart"),
        NotNow::Held => say!(words, "seat-held-elsewhere"),
    }
}

/// Shows why it is waited until the next try; none where they have gone.
fn waits(client: Client, signals: &Receiver<Signal>, text: &str) -> Option<Client> {
    let mut line = match client {
        Client::Terminal(line) => line,
        Client::Talk(talk) => {
            std::thread::sleep(TRY);
            return Some(Client::Talk(talk));
        }
    };
    if line.is_ready() {
        let look = line.look.clone();
        line.draw(|frame| overlay::notice(frame, text, &look))
            .ok()?;
    }
    match signals.recv_timeout(TRY) {
        Ok(Signal::Of(_, ConnectionEvent::Arrived)) => line.arrived(),
        Ok(Signal::Of(_, ConnectionEvent::Gone | ConnectionEvent::Ended)) => return None,
        Ok(Signal::Of(_, ConnectionEvent::Look(look))) => line.set_look(*look).ok()?,
        Ok(Signal::Of(_, ConnectionEvent::Repaint)) => line.repaint().ok()?,
        Ok(Signal::Of(_, ConnectionEvent::Event(event))) => {
            line.took(1);
            match event {
                AppEvent::Resize(size) => line.resize(size).ok()?,
                event if event.leaves() => {
                    let words = line.look.words;
                    line.bye(&say!(words, "seat-bye"), 0);
                    return None;
                }
                _ => {}
            }
        }
        Ok(Signal::End(ending)) => {
            let text = ending.text(line.look.words);
            line.bye(&text, 0);
            return None;
        }
        Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        Err(RecvTimeoutError::Disconnected) => return None,
    }
    Some(Client::Terminal(line))
}
