//! Opens the hall for one learner: a hall of their own, which listens only while it is open, or a seat in that of a
//! workshop.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::hall::{Hall, Limits};
use super::place::Place;
use super::seat::Seat;
use super::server::serve;
use crate::base::thread;
use crate::engine::door::{Door, DoorError, Hears, Invitation};
use crate::lesson::phone::PhoneView;
use crate::words::Words;

/// A seat that phones can come to, gone when dropped.
struct Opened {
    hall: Arc<Hall>,
    seat: Arc<Seat>,
    /// Where the hall is.
    base: String,
    shown: Option<PhoneView>,
}

impl Opened {
    fn new(
        (hall, base): (Arc<Hall>, String),
        whose: &str,
        words: Words,
        hears: Hears,
    ) -> Result<Self, DoorError> {
        let seat = hall.add(whose, words, hears)?;
        Ok(Self {
            hall,
            seat,
            base,
            shown: None,
        })
    }

    fn invitation(&self) -> Result<Invitation, DoorError> {
        let code = self.seat.code();
        let code = code.map_err(|error| DoorError::System(error.to_string()))?;
        Ok(Invitation {
            link: format!("{}/{}", self.base, self.seat.token),
            address: self.base.clone(),
            code,
        })
    }

    fn show(&mut self, view: PhoneView) {
        if self.shown.as_ref() == Some(&view) {
            return;
        }
        // Texts, numbers and a picture: all of it can be written.
        if let Ok(json) = serde_json::to_string(&view) {
            self.seat.show(&json);
        }
        self.shown = Some(view);
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.hall.remove(&self.seat);
    }
}

/// A door of this machine's own.
pub struct OwnDoor {
    place: Place,
    open: Option<(Opened, oneshot::Sender<()>)>,
}

impl OwnDoor {
    /// A door that is shut.
    pub fn new(place: Place) -> Self {
        Self { place, open: None }
    }
}

impl Door for OwnDoor {
    fn open(&mut self, words: Words, hears: Hears) -> Result<Invitation, DoorError> {
        if let Some((opened, _)) = &self.open {
            return opened.invitation();
        }
        let system = |error: &dyn ToString| DoorError::System(error.to_string());
        let (listener, base) = self.place.listen()?;
        let hall = Hall::new(words, Limits::default());
        let (end, ended) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| system(&error))?;
        let (theirs, tls) = (hall.clone(), self.place.tls.clone());
        thread::start("phone", move || {
            runtime.block_on(async {
                if let Ok(listener) = TcpListener::from_std(listener) {
                    let end = async {
                        // Dropped means ended, too.
                        let _ = ended.await;
                    };
                    serve(theirs, listener, tls, Router::new(), end).await;
                }
            });
            // A photo that is still being decoded is waited for by nobody.
            runtime.shutdown_background();
        })
        .map_err(|error| system(&error))?;
        let opened = Opened::new((hall, base), "", words, hears)?;
        let invitation = opened.invitation();
        self.open = Some((opened, end));
        invitation
    }

    fn show(&mut self, view: PhoneView) {
        if let Some((opened, _)) = &mut self.open {
            opened.show(view);
        }
    }

    fn shut(&mut self) {
        self.open = None;
    }
}

/// A door into the hall of a workshop.
pub struct HallDoor {
    hall: Arc<Hall>,
    base: String,
    /// The learner whose door it is.
    whose: String,
    open: Option<Opened>,
}

impl HallDoor {
    /// A learner's door into this hall, which is there.
    pub fn new(hall: Arc<Hall>, base: String, whose: &str) -> Self {
        Self {
            hall,
            base,
            whose: whose.to_owned(),
            open: None,
        }
    }
}

impl Door for HallDoor {
    fn open(&mut self, words: Words, hears: Hears) -> Result<Invitation, DoorError> {
        let opened = match self.open.take() {
            Some(opened) => opened,
            None => {
                let hall = (self.hall.clone(), self.base.clone());
                Opened::new(hall, &self.whose, words, hears)?
            }
        };
        self.open.insert(opened).invitation()
    }

    fn show(&mut self, view: PhoneView) {
        if let Some(opened) = &mut self.open {
            opened.show(view);
        }
    }

    fn shut(&mut self) {
        self.open = None;
    }
}
