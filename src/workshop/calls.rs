//! What a workshop of several hosts does with the others: who sits here is told, and what is said is said at every seat.

use std::sync::{Arc, PoisonError};

use super::elsewhere::{Call, Concern, Hold, Machines, NotNow, Sitting};
use super::signal::Signal;
use super::state::Workshop;
use crate::progress::ProgressError;

impl Workshop {
    /// Who sits at this host.
    pub fn sitting(&self) -> Vec<Sitting> {
        let seats = self.seats();
        let sitting = seats.iter().map(|(id, seated)| {
            let status = seated.status.lock();
            let status = status.unwrap_or_else(PoisonError::into_inner);
            Sitting {
                learner: id.clone(),
                status: status.clone(),
            }
        });
        sitting.collect()
    }

    /// Says at this host's seats what came from another one.
    pub fn hear(&self, call: Call) {
        match call {
            Call::Message(text) => self.signal_all(|| Signal::Message(text.clone())),
            Call::Answer { learner, text } => self.signal(&learner, Signal::Answer(text)),
            Call::Set(learners) => {
                let learners = Arc::new(learners.into_iter().collect());
                self.signal_all(|| Signal::Set(Arc::clone(&learners)));
            }
            Call::Close { learner, why } => self.signal(&learner, Signal::End(why.into())),
        }
    }

    /// Whether a learner has a seat at this host.
    pub fn has_seat(&self, learner: &str) -> bool {
        self.seats().contains_key(learner)
    }

    /// Whether the other hosts can be reached has changed: seats show it.
    pub fn look_anew(&self) {
        self.signal_all(|| Signal::Pace);
    }

    /// Another host has changed the class's pace, or the queue for help.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn board_has_changed(&self) -> Result<(), ProgressError> {
        self.board.read_again()?;
        self.signal_all(|| Signal::Pace);
        Ok(())
    }

    /// Another host has put a question to the class, closed it, or counted a ballot.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn votes_have_changed(&self) -> Result<(), ProgressError> {
        self.votes.read_again()?;
        self.signal_all(|| Signal::Vote);
        Ok(())
    }

    /// Says something at the seats of this host and of all others.
    pub(super) fn call(&self, call: Call) {
        if let Some(elsewhere) = &self.elsewhere {
            elsewhere.tell(&call);
        }
        self.hear(call);
    }

    /// Says something at one seat of this host, if it is there.
    fn signal(&self, learner: &str, signal: Signal) {
        if let Some(seated) = self.seats().get(learner) {
            let _ = seated.to.send(signal);
        }
    }

    /// What a learner who sits here should know of how it stands with the other hosts.
    pub(super) fn concern(&self, learner: &str) -> Option<Concern> {
        self.elsewhere.as_ref()?.concern(learner)
    }

    /// The machines of a workshop over several.
    pub(super) fn machines(&self) -> Option<Machines> {
        let elsewhere = self.elsewhere.as_ref();
        elsewhere.map(|elsewhere| elsewhere.machines())
    }

    /// Takes a learner's seat for this host; none where there is no other host.
    pub(super) fn take_seat(&self, learner: &str) -> Result<Option<Hold>, NotNow> {
        let elsewhere = self.elsewhere.as_ref();
        elsewhere
            .map(|elsewhere| elsewhere.take(learner))
            .transpose()
    }
}
