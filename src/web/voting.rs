//! The votes of a class as pages reach them: by a link for phones, and one for the projector.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qrcode::QrCode;
use qrcode::render::svg;

use crate::progress::ProgressError;
use crate::progress::votes::Votes;

/// What the links are called by which one gets to votes: for phones, and for the projector.
pub const LINKS: [&str; 2] = ["vote", "screen"];

/// A name as it is kept; none if it is no name.
pub type Tidy = fn(&str) -> Option<String>;

/// Votes, and the links that lead to them.
pub struct Voting {
    pub(super) votes: Arc<Votes>,
    pub(super) join: String,
    pub(super) screen: String,
    base: String,
    pub(super) tidy: Tidy,
    /// How many pages of each phone follow.
    pub(super) following: Arc<Mutex<HashMap<String, usize>>>,
}

impl Voting {
    /// The votes of a class whose phones come in at this address, each under a name.
    ///
    /// # Errors
    /// When its links cannot be kept.
    pub fn open(votes: Arc<Votes>, base: &str, tidy: Tidy) -> Result<Self, ProgressError> {
        let [join, screen] = LINKS;
        Ok(Self {
            join: votes.link(join)?,
            screen: votes.link(screen)?,
            base: base.to_owned(),
            tidy,
            following: Arc::default(),
            votes,
        })
    }

    /// Phones that have joined and are there.
    pub fn phones_there(&self) -> usize {
        hold(&self.following).len()
    }

    /// Where phones vote.
    pub fn phones(&self) -> String {
        format!("{}/vote/{}", self.base, self.join)
    }

    /// What the projector shows.
    pub fn projector(&self) -> String {
        format!("{}/screen/{}", self.base, self.screen)
    }

    /// The address on which phones vote, as a picture in an address of its own.
    pub(super) fn qr(&self) -> String {
        use base64::Engine as _;
        let Ok(code) = QrCode::new(self.phones()) else {
            return "data:,".to_owned();
        };
        let image = code.render::<svg::Color<'_>>().quiet_zone(true).build();
        let image = base64::engine::general_purpose::STANDARD.encode(image);
        format!("data:image/svg+xml;base64,{image}")
    }
}

/// What another thread may hold, also after it broke.
pub(super) fn hold<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
